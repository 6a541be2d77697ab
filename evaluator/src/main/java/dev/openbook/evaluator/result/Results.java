package dev.openbook.evaluator.result;

import java.util.List;

/**
 * Everything one run found; the content of {@code results.json}.
 *
 * <p>{@code questions}, {@code answers} without their timing, {@code metrics}, {@code comparisons} and {@code bands} are
 * the same bytes in every run of the same suite, model and corpus. What depends on the machine and the hour stands apart
 * in {@code run}, {@code timings}, {@code costs} and {@code freshness}.
 *
 * @param schemaVersion {@link #SCHEMA_VERSION} of the program that wrote it
 * @param run what was run, when and on what
 * @param arms the systems compared, in the order in which they are always shown
 * @param corpora the corpus versions, first to last
 * @param questions what was asked
 * @param answers what each arm said
 * @param metrics one value per arm, metric and stratum
 * @param comparisons paired tests between arms
 * @param timings latency percentiles per arm
 * @param costs set-up and update costs per arm
 * @param freshness what happened when the corpus changed; empty with one corpus version
 * @param parity what is behind the arms' adapters, held against the index
 * @param predictions what was expected before the run, beside what came out
 * @param bands values that a shipped suite must stay within
 * @param claims the claim ledger
 * @param verdict the conclusions in words
 */
public record Results(
        int schemaVersion,
        RunEntry run,
        List<ArmEntry> arms,
        List<CorpusEntry> corpora,
        List<QuestionEntry> questions,
        List<AnswerEntry> answers,
        List<MetricEntry> metrics,
        List<ComparisonEntry> comparisons,
        List<TimingEntry> timings,
        List<CostEntry> costs,
        List<FreshnessEntry> freshness,
        List<ParityEntry> parity,
        List<PredictionEntry> predictions,
        List<BandEntry> bands,
        List<ClaimEntry> claims,
        VerdictEntry verdict) {

    /** Raised whenever a field changes its meaning or goes away. */
    public static final int SCHEMA_VERSION = 1;

    /** Takes unmodifiable copies. */
    public Results {
        arms = List.copyOf(arms);
        corpora = List.copyOf(corpora);
        questions = List.copyOf(questions);
        answers = List.copyOf(answers);
        metrics = List.copyOf(metrics);
        comparisons = List.copyOf(comparisons);
        timings = List.copyOf(timings);
        costs = List.copyOf(costs);
        freshness = List.copyOf(freshness);
        parity = parity == null ? List.of() : List.copyOf(parity); // written since there are adapters
        predictions = List.copyOf(predictions);
        bands = List.copyOf(bands);
        claims = List.copyOf(claims);
    }

    /** The value of a metric, or an entry with {@code n = 0} if it was not measured. */
    public MetricEntry metric(String arm, String metric, String stratum) {
        return metrics.stream()
                .filter(m -> m.arm().equals(arm)
                        && m.metric().equals(metric)
                        && m.stratum().equals(stratum))
                .findFirst()
                .orElse(MetricEntry.notMeasured(arm, metric, stratum));
    }

    /** These results with the conclusions drawn from them. */
    public Results conclude(List<ClaimEntry> ledger, VerdictEntry conclusions) {
        return new Results(
                schemaVersion,
                run,
                arms,
                corpora,
                questions,
                answers,
                metrics,
                comparisons,
                timings,
                costs,
                freshness,
                parity,
                predictions,
                bands,
                ledger,
                conclusions);
    }
}
