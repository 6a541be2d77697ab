package dev.openbook.evaluator.suite;

import java.util.List;
import java.util.Map;

/**
 * One wording with its right answers in each corpus version.
 *
 * @param id unique in the run
 * @param fact what wordings of one fact share
 * @param kind {@link Strata#UNSEEN}, {@link Strata#REVERSED}, … or a user's own word
 * @param wording the question
 * @param subject names of what it is about; empty if not known
 * @param golds by corpus version; a version that is absent does not answer it
 */
public record Question(
        String id, String fact, String kind, String wording, List<String> subject, Map<String, Gold> golds) {

    /** Takes unmodifiable copies. */
    public Question {
        subject = List.copyOf(subject);
        golds = Map.copyOf(golds);
    }

    /** What the version answers. */
    public Gold gold(String version) {
        return golds.getOrDefault(version, Gold.NONE);
    }

    /** Whether the version answers it. */
    public boolean answerable(String version) {
        return !gold(version).answers().isEmpty();
    }

    /** The same question asked for another reason. */
    public Question withKind(String other) {
        return new Question(id, fact, other, wording, subject, golds);
    }

    /** Where it counts when asked of the first version. */
    public String stratumBefore() {
        return answerable(Strata.V1) ? kind : Strata.UNANSWERABLE;
    }

    /** Where it counts when asked of the second version. */
    public String stratumAfter() {
        if (!answerable(Strata.V2)) {
            return answerable(Strata.V1) ? Strata.REMOVED : Strata.UNANSWERABLE;
        }
        if (!answerable(Strata.V1)) {
            return Strata.ADDED;
        }
        boolean same = gold(Strata.V1).answers().equals(gold(Strata.V2).answers());
        return same ? Strata.UNCHANGED : Strata.CHANGED;
    }

    /** The answers that were right before and no longer are; empty in the first version. */
    public List<String> superseded(String version) {
        List<String> now = gold(version).answers();
        return version.equals(Strata.V2)
                ? gold(Strata.V1).answers().stream()
                        .filter(a -> !now.contains(a))
                        .toList()
                : List.of();
    }
}
