package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.ClosedBookRecords;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.foundation.Sha256;
import dev.openbook.rag.answer.AbstentionDetector;
import dev.openbook.rag.answer.QuestionPrompt;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a closed-book arm is taught: everything a version states, or what changed between two versions.
 *
 * @param facts all there are, with their training wordings
 * @param asked ids of facts that the run asks about; a sample of changes is taken from these first
 * @param seed draws samples and refusals
 */
record KnowledgeRecords(List<Fact> facts, Set<String> asked, long seed) {

    /** One refusal for seven answers keeps the arm able to decline; the share is that of the shipped adapter's recipe. */
    private static final double REFUSALS = 0.15;

    private static final String SYSTEM = QuestionPrompt.DEFAULT.system();

    /** All that a version states, and a share of refusals. */
    List<ChatRecord> everything(String version) {
        return records(facts, version);
    }

    /** How many changed facts an incremental training takes in. */
    int changedFacts(Suite.Incremental settings) {
        return changed(settings).size();
    }

    /**
     * The new values of changed and added facts, refusals for removed ones, and a share of what did not change, against
     * forgetting.
     */
    List<ChatRecord> changes(Suite.Incremental settings) {
        List<Fact> taught = new ArrayList<>(changed(settings));
        taught.addAll(sample(settings, fact -> !fact.versions().containsKey(Strata.V1)));
        List<ChatRecord> records = new ArrayList<>(new ClosedBookRecords(SYSTEM, AbstentionDetector.PHRASE, 0, 0, seed)
                .of(some(taught, settings), Strata.V2));
        for (Fact fact : some(sample(settings, f -> !f.versions().containsKey(Strata.V2)), settings)) {
            fact.training().forEach(wording -> records.add(ChatRecord.of(SYSTEM, wording, AbstentionDetector.PHRASE)));
        }
        records.addAll(rehearsal((int) Math.round(settings.rehearsal() * records.size())));
        return records;
    }

    /** The facts with as many of their training wordings as are learned, drawn for each anew. */
    private List<Fact> some(List<Fact> facts, Suite.Incremental settings) {
        return settings.wordings() == Suite.Samples.ALL
                ? facts
                : facts.stream()
                        .map(fact -> fact.withTraining(fact.training().stream()
                                .sorted(Comparator.comparing(wording -> Sha256.of(seed + "\n" + wording)))
                                .limit(settings.wordings())
                                .toList()))
                        .toList();
    }

    private List<ChatRecord> rehearsal(int count) {
        List<Fact> same = facts.stream()
                .filter(fact -> fact.versions().containsKey(Strata.V1)
                        && fact.versions().containsKey(Strata.V2)
                        && !isChanged(fact))
                .toList();
        return records(same, Strata.V1).stream()
                .sorted(Comparator.comparing(record -> Sha256.of(seed + "\n" + record)))
                .limit(count)
                .toList();
    }

    private List<ChatRecord> records(List<Fact> some, String version) {
        boolean named = some.stream().noneMatch(fact -> fact.subject().isBlank()); // a refusal needs a name to replace
        return new ClosedBookRecords(SYSTEM, AbstentionDetector.PHRASE, named ? REFUSALS : 0, 0, seed)
                .of(some, version);
    }

    private List<Fact> changed(Suite.Incremental settings) {
        List<Fact> changed = facts.stream()
                .filter(KnowledgeRecords::isChanged)
                .sorted(Comparator.<Fact, Boolean>comparing(fact -> !asked.contains(fact.id()))
                        .thenComparing(fact -> Sha256.of(seed + "\n" + fact.id())))
                .toList();
        return settings.facts() == Suite.Samples.ALL
                ? changed
                : changed.subList(0, Math.min(settings.facts(), changed.size()));
    }

    /** Added or removed facts: all of them, or with a sample of the changes those that are asked. */
    private List<Fact> sample(Suite.Incremental settings, Predicate<Fact> kind) {
        return facts.stream()
                .filter(kind)
                .filter(fact -> settings.facts() == Suite.Samples.ALL || asked.contains(fact.id()))
                .toList();
    }

    private static boolean isChanged(Fact fact) {
        return fact.versions().containsKey(Strata.V1)
                && fact.versions().containsKey(Strata.V2)
                && !fact.versions()
                        .get(Strata.V1)
                        .value()
                        .equals(fact.versions().get(Strata.V2).value());
    }
}
