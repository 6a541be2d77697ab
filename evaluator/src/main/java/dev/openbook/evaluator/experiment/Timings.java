package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.result.TimingEntry;
import dev.openbook.evaluator.statistics.Interval;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Latency percentiles (as vLLM and NVIDIA define them): TTFT = submit → first non-empty token, retrieval included; TPOT =
 * (end − first token) / (output tokens − 1), not of answers that came in one piece. Answers for which the model was not asked, answers that
 * were carried over, and failures do not count.
 */
final class Timings {

    private static final double MILLIS = 1e6;

    private Timings() {}

    static List<TimingEntry> of(List<String> arms, List<ScoredItem> items) {
        List<TimingEntry> entries = new ArrayList<>();
        for (String arm : arms) {
            List<Asked> answered = items.stream()
                    .filter(i -> i.arm().equals(arm))
                    .map(ScoredItem::asked)
                    .filter(a -> a.failure() == null && a.said().answerTokens() > 0 && a.totalNanos() > 0)
                    .toList();
            List<Asked> several = answered.stream()
                    .filter(a -> a.said().answerTokens() > 1)
                    .filter(a -> a.totalNanos() > a.firstTokenNanos()) // not those that came in one piece
                    .toList();
            add(entries, arm, "ttft-millis", answered, a -> a.firstTokenNanos() / MILLIS);
            add(
                    entries,
                    arm,
                    "tpot-millis",
                    several,
                    a -> (a.totalNanos() - a.firstTokenNanos())
                            / MILLIS
                            / (a.said().answerTokens() - 1));
            add(entries, arm, "retrieval-millis", answered, a -> a.retrievalNanos() / MILLIS);
            add(entries, arm, "total-millis", answered, a -> a.totalNanos() / MILLIS);
        }
        return entries;
    }

    private static void add(
            List<TimingEntry> entries, String arm, String name, List<Asked> answers, ToDoubleFunction<Asked> value) {
        if (!answers.isEmpty()) {
            double[] sorted = answers.stream().mapToDouble(value).sorted().toArray();
            entries.add(new TimingEntry(
                    arm,
                    name,
                    Rounding.round(Interval.percentile(sorted, 0.5)),
                    Rounding.round(Interval.percentile(sorted, 0.95)),
                    sorted.length));
        }
    }
}
