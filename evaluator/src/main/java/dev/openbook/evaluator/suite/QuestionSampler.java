package dev.openbook.evaluator.suite;

import dev.openbook.foundation.Sha256;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Draws a seeded, stratified sample of questions, whole facts at a time.
 *
 * <p>Facts are ordered by the hash of seed, stratum and id, and the first ones taken: a stratum's sample does not depend
 * on the size of another's, nor on the order of the files. What is asked after the change is asked before it too, so that
 * both phases compare the same facts.
 */
public final class QuestionSampler {

    private final Suite.Samples samples;
    private final long seed;

    /**
     * A sampler.
     *
     * @param samples how many facts a stratum gets
     * @param seed of the draw
     */
    public QuestionSampler(Suite.Samples samples, long seed) {
        this.samples = samples;
        this.seed = seed;
    }

    /**
     * Draws the plan.
     *
     * @param questions all there are; those of one fact are wordings of the same question
     * @param twoVersions whether there is a second corpus version
     */
    public QuestionPlan sample(List<Question> questions, boolean twoVersions) {
        List<QuestionPlan.Item> later = twoVersions ? after(questions) : new ArrayList<>();
        Set<Question> before = new LinkedHashSet<>();
        later.stream().map(QuestionPlan.Item::question).forEach(before::add);

        Map<String, List<Question>> byStratum = questions.stream()
                .collect(Collectors.groupingBy(Question::stratumBefore, TreeMap::new, Collectors.toList()));
        byStratum.forEach((stratum, candidates) -> {
            Collection<List<Question>> facts = byFact(candidates).values();
            List<List<Question>> taken =
                    facts.stream().filter(f -> before.contains(f.get(0))).toList();
            List<List<Question>> open =
                    facts.stream().filter(f -> !before.contains(f.get(0))).toList();
            int wanted = samples.size(stratum);
            draw(open, stratum, wanted == Suite.Samples.ALL ? wanted : Math.max(0, wanted - taken.size()))
                    .forEach(before::addAll);
        });
        if (twoVersions) {
            before.stream()
                    .filter(q -> q.kind().equals(Strata.GENERAL))
                    .sorted(Comparator.comparing(Question::id))
                    .forEach(q -> later.add(new QuestionPlan.Item(q, Strata.V2, Strata.GENERAL)));
        }
        return new QuestionPlan(
                before.stream()
                        .map(q -> new QuestionPlan.Item(q, Strata.V1, q.stratumBefore()))
                        .sorted(Comparator.comparing(QuestionPlan.Item::stratum)
                                .thenComparing(item -> item.question().id()))
                        .toList(),
                later);
    }

    private List<QuestionPlan.Item> after(List<Question> questions) {
        Map<String, List<Question>> byStratum = questions.stream()
                .filter(q -> !Strata.ONCE.contains(q.kind()))
                .collect(Collectors.groupingBy(Question::stratumAfter));
        List<QuestionPlan.Item> items = new ArrayList<>();
        for (String stratum : Strata.AFTER) {
            Collection<List<Question>> facts =
                    byFact(byStratum.getOrDefault(stratum, List.of())).values();
            draw(facts, stratum, samples.size(stratum)).stream()
                    .flatMap(List::stream)
                    .sorted(Comparator.comparing(Question::id))
                    .forEach(q -> items.add(new QuestionPlan.Item(q, Strata.V2, stratum)));
        }
        return items;
    }

    private List<List<Question>> draw(Collection<List<Question>> facts, String stratum, int count) {
        return facts.stream()
                .sorted(Comparator.comparing(order(stratum, f -> f.get(0).fact())))
                .limit(count == Suite.Samples.ALL ? Long.MAX_VALUE : count)
                .toList();
    }

    /** The wordings of each fact that are asked: the first ones in hash order, the same in every stratum. */
    private Map<String, List<Question>> byFact(List<Question> questions) {
        Map<String, List<Question>> byFact = new LinkedHashMap<>();
        questions.stream()
                .sorted(Comparator.comparing(order("wording", Question::id)))
                .forEach(q -> {
                    List<Question> wordings = byFact.computeIfAbsent(q.fact(), f -> new ArrayList<>());
                    if (wordings.size() < samples.wordings()) {
                        wordings.add(q);
                    }
                });
        return byFact;
    }

    private <T> Function<T, String> order(String stratum, Function<T, String> id) {
        return item -> Sha256.of(seed + "\n" + stratum + "\n" + id.apply(item));
    }
}
