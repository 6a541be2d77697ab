package dev.openbook.evaluator.report;

import dev.openbook.evaluator.result.AnswerEntry;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.BandEntry;
import dev.openbook.evaluator.result.ClaimEntry;
import dev.openbook.evaluator.result.ComparisonEntry;
import dev.openbook.evaluator.result.CorpusEntry;
import dev.openbook.evaluator.result.CostEntry;
import dev.openbook.evaluator.result.FreshnessEntry;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.result.PredictionEntry;
import dev.openbook.evaluator.result.QuestionEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.RunEntry;
import dev.openbook.evaluator.result.TimingEntry;
import dev.openbook.evaluator.result.VerdictEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** Results as a run would leave them, invented but consistent: the shares are those of the answers in them. */
final class SampleResults {

    private static final List<String> SUBJECTS =
            List.of("Arvel 3", "Brennick 5", "Skerrow House", "Team Alder", "Sluice 4.2", "Ferrolane Castings");
    private static final List<String> ATTRIBUTES =
            List.of("battery life", "list price", "opening date", "warranty", "lead time", "storage temperature");
    private static final Map<String, Double> STRATA = new LinkedHashMap<>();

    static {
        STRATA.put("unseen", 0.42);
        STRATA.put("reversed", 0.1);
        STRATA.put("two-document", 0.08);
        STRATA.put("unanswerable", 0.14);
        STRATA.put("changed", 0.14);
        STRATA.put("unchanged", 0.07);
        STRATA.put("removed", 0.05);
    }

    private final UnaryOperator<String> text;
    private final SplittableRandom random = new SplittableRandom(7);
    private final List<ArmEntry> arms = new ArrayList<>();
    private final List<QuestionEntry> questions = new ArrayList<>();
    private final List<AnswerEntry> answers = new ArrayList<>();
    private final List<MetricEntry> metrics = new ArrayList<>();

    private SampleResults(UnaryOperator<String> text) {
        this.text = text;
    }

    /** The two arms that need no training, and about this many questions. */
    static Results untrained(int questions) {
        return new SampleResults(UnaryOperator.identity()).build(List.of("base", "rag-base"), questions);
    }

    /** Every arm there will be. */
    static Results allArms(int questions) {
        return new SampleResults(UnaryOperator.identity())
                .build(List.of("base", "rag-base", "rag", "fine-tuned", "hybrid", "few-shot"), questions);
    }

    /** With a change made to every text a user, a document, a model or a machine could put into the results. */
    static Results withTexts(UnaryOperator<String> change, int questions) {
        return new SampleResults(change).build(List.of("base", "rag-base"), questions);
    }

    private Results build(List<String> ids, int count) {
        for (String id : ids) {
            arms.add(new ArmEntry(id, text.apply(name(id)), text.apply(describe(id)), reads(id)));
        }
        STRATA.forEach((stratum, share) -> {
            int n = Math.max(1, (int) Math.round(share * count));
            for (int i = 0; i < n; i++) {
                ask(stratum, i);
            }
        });
        for (ArmEntry arm : arms) {
            STRATA.keySet().forEach(stratum -> score(arm.id(), stratum, List.of(stratum)));
            score(arm.id(), "answerable", List.of("unseen", "reversed", "two-document"));
            score(arm.id(), "v1", List.of("unseen", "reversed", "two-document", "unanswerable"));
        }
        return new Results(
                Results.SCHEMA_VERSION,
                run(),
                arms,
                corpora(),
                questions,
                answers,
                metrics,
                comparisons(),
                timings(),
                costs(),
                freshness(),
                List.of(),
                predictions(),
                bands(),
                claims(),
                verdict());
    }

    private static String name(String id) {
        return switch (id) {
            case "base" -> "Base model";
            case "rag-base" -> "RAG";
            case "rag" -> "RAG with reader";
            case "fine-tuned" -> "Fine-tuned";
            case "hybrid" -> "Hybrid";
            default -> "Few-shot";
        };
    }

    private static String describe(String id) {
        return reads(id)
                ? "looks up passages in the documents and answers from them"
                : "answers from its weights alone";
    }

    private static boolean reads(String id) {
        return id.startsWith("rag") || id.equals("hybrid");
    }

    private static double skill(String id, String stratum) {
        double right =
                switch (id) {
                    case "base" -> 0.03;
                    case "rag-base" -> 0.64;
                    case "rag" -> 0.92;
                    case "fine-tuned" -> stratum.equals("changed") ? 0.05 : 0.88;
                    case "hybrid" -> 0.94;
                    default -> 0.2;
                };
        return switch (stratum) {
            case "reversed" -> right * 0.6;
            case "two-document" -> right * 0.4;
            case "unanswerable", "removed" -> reads(id) ? 0.55 : 0.3;
            default -> right;
        };
    }

    private void ask(String stratum, int i) {
        String subject = SUBJECTS.get(i % SUBJECTS.size());
        String attribute = ATTRIBUTES.get((i / 2) % ATTRIBUTES.size());
        String version = stratum.matches("changed|unchanged|removed|added") ? "v2" : "v1";
        String id = text.apply(stratum + "/" + i);
        boolean none = stratum.equals("unanswerable") || stratum.equals("removed");
        String gold = (20 + i) + " months";
        String document = text.apply(
                "products/" + subject.toLowerCase(java.util.Locale.ROOT).replace(' ', '-') + ".md");
        String quote =
                text.apply("The " + attribute + " of the " + subject + " is " + gold + " at the default setting.");
        questions.add(new QuestionEntry(
                id,
                subject + "#" + attribute + i,
                stratum,
                text.apply(subject),
                text.apply("If I ask about the " + subject + ", what " + attribute + " should I count on?"),
                Map.of(version, none ? List.of() : List.of(text.apply(gold))),
                Map.of(version, none ? List.of() : List.of(new QuestionEntry.Source(document, quote)))));
        for (ArmEntry arm : arms) {
            answers.add(answer(arm, id, stratum, version, none ? null : gold, document, quote));
        }
    }

    private AnswerEntry answer(
            ArmEntry arm, String id, String stratum, String version, String gold, String document, String quote) {
        boolean right = random.nextDouble() < skill(arm.id(), stratum);
        boolean declined = gold == null ? right : !right && random.nextDouble() < 0.25;
        boolean failed = !right && !declined && random.nextInt(40) == 0;
        boolean stale =
                !right && !declined && stratum.equals("changed") && !arm.id().equals("base");
        String outcome = right ? "correct" : declined ? "no-answer" : "wrong";
        String said = declined
                ? "I don't know."
                : right ? gold : "The answer is " + (3 + random.nextInt(60)) + " weeks, as far as I can tell.";
        boolean cites = reads(arm.id()) && !declined && !failed;
        AnswerEntry.Cited cited = new AnswerEntry.Cited(
                document,
                version,
                320,
                320 + quote.length(),
                quote,
                text.apply("# Handling\n\n"
                        + "Keep it dry and out of the sun; the housing is rated for rain, not for the river. "),
                text.apply(" Order spare cells together with the probe, since the supplier ships once a month."),
                arm.id().equals("rag-base"),
                right);
        Map<String, Double> scores = new TreeMap<>(Map.of("correct", right ? 1.0 : 0.0, "f1", right ? 1.0 : 0.12));
        return new AnswerEntry(
                id,
                arm.id(),
                version,
                stratum,
                failed ? "" : text.apply(said),
                outcome,
                stale,
                declined,
                failed ? text.apply("timeout after 60 s") : null,
                cites ? List.of(cited) : List.of(),
                declined || failed ? List.of() : List.of(cited),
                scores,
                List.of(
                        text.apply(
                                right
                                        ? "Contains-gold 1: '" + gold + "' stands in the answer as whole words."
                                        : "Contains-gold 0: no right answer stands in the answer."),
                        text.apply("Token F1 0.12: 1 of 9 tokens shared.")),
                new AnswerEntry.Times(
                        reads(arm.id()) ? 14.2 : 0, reads(arm.id()) ? 842 : 121, reads(arm.id()) ? 1404 : 733),
                reads(arm.id()) ? 611 : 48,
                9,
                reads(arm.id()) ? List.of(document + "#0-812", document + "#812-1604") : List.of());
    }

    private void score(String arm, String stratum, List<String> members) {
        List<AnswerEntry> of = answers.stream()
                .filter(a -> a.arm().equals(arm) && members.contains(a.stratum()))
                .toList();
        int n = of.size();
        if (n == 0) {
            return;
        }
        share(
                arm,
                "correct",
                stratum,
                of.stream().filter(a -> a.outcome().equals("correct")).count(),
                n);
        share(
                arm,
                "no-answer",
                stratum,
                of.stream().filter(a -> a.outcome().equals("no-answer")).count(),
                n);
        share(
                arm,
                "wrong",
                stratum,
                of.stream().filter(a -> a.outcome().equals("wrong")).count(),
                n);
        share(
                arm,
                "em",
                stratum,
                of.stream().filter(a -> a.outcome().equals("correct")).count() * 0.8,
                n);
        share(
                arm,
                "f1",
                stratum,
                of.stream().filter(a -> a.outcome().equals("correct")).count() * 0.9,
                n);
        share(arm, "stale-rate", stratum, of.stream().filter(AnswerEntry::stale).count(), n);
        share(arm, "prompt-tokens", stratum, n * (reads(arm) ? 611.0 : 48.0), n);
        share(arm, "answer-tokens", stratum, n * 9.3, n);
        if (stratum.equals("answerable") || stratum.equals("v1")) {
            List<AnswerEntry> citing =
                    of.stream().filter(a -> !a.citations().isEmpty()).toList();
            List<AnswerEntry> supported =
                    citing.stream().filter(a -> a.citations().get(0).supports()).toList();
            share(arm, "citation-coverage", stratum, citing.size(), n);
            share(arm, "citation-recall", stratum, supported.size(), n);
            share(arm, "citation-recall-attributed", stratum, supported.size() * 0.95, n);
            share(arm, "citation-coverage-attributed", stratum, n * 0.97, n);
            share(arm, "citation-precision-attributed", stratum, n * skill(arm, "unseen") * 0.9, n);
            share(arm, "audit", stratum, supported.size(), n);
            if (!citing.isEmpty()) {
                share(arm, "citation-precision", stratum, supported.size(), citing.size());
            }
            if (reads(arm)) {
                share(arm, "recall@1", stratum, n * 0.71, n);
                share(arm, "recall@3", stratum, n * 0.88, n);
                share(arm, "recall@5", stratum, n * 0.93, n);
                share(arm, "recall@10", stratum, n * 0.97, n);
                share(arm, "mrr", stratum, n * 0.8, n);
                share(arm, "ndcg@10", stratum, n * 0.83, n);
            }
            share(
                    arm,
                    "false-abstention",
                    stratum,
                    of.stream().filter(AnswerEntry::abstained).count(),
                    n);
        }
        if (stratum.equals("unanswerable")) {
            share(
                    arm,
                    "abstention-recall",
                    stratum,
                    of.stream().filter(AnswerEntry::abstained).count(),
                    n);
        }
        if (stratum.equals("removed")) {
            share(
                    arm,
                    "deletion",
                    stratum,
                    of.stream().filter(a -> !a.abstained()).count() * 0.3,
                    n);
        }
        if (stratum.equals("unchanged")) {
            share(arm, "retention", stratum, n * 0.98, n);
        }
    }

    private void share(String arm, String metric, String stratum, double sum, int n) {
        double value = sum / n;
        double half = 1.96 * Math.sqrt(Math.max(0.0004, value * (1 - Math.min(1, value))) / n);
        metrics.add(new MetricEntry(
                arm,
                metric,
                stratum,
                value,
                n,
                Math.max(0, value - half),
                value > 1 ? value : Math.min(1, value + half)));
    }

    private double right(String arm, String stratum) {
        return metrics.stream()
                .filter(m -> m.arm().equals(arm)
                        && m.metric().equals("correct")
                        && m.stratum().equals(stratum))
                .mapToDouble(MetricEntry::value)
                .findFirst()
                .orElse(0);
    }

    private RunEntry run() {
        return new RunEntry(
                text.apply("default"),
                1,
                "5f2ad2a9d6a5b6a7f1b6d6b1d9f0c0a1b2c3d4e5f60718293a4b5c6d7e8f9012",
                "2026-11-22T16:40:00Z",
                318.4,
                0,
                text.apply("mvn -Pbenchmark verify"),
                42,
                new RunEntry.Model(
                        text.apply("SmolLM2-135M-Instruct"),
                        "5b2fd8a7a9a3f1d5b1b7a5c7e9f0d1c2b3a495867768594a3b2c1d0e0f1a2b3c",
                        "int8"),
                text.apply("all-MiniLM-L6-v2"),
                Map.of("passages", text.apply("4"), "max tokens", "64", "threshold", "0.35"),
                Map.of("java", text.apply("17.0.12"), "os", "Linux 6.1", "processors", "2", "heap", "4 GB"));
    }

    private List<CorpusEntry> corpora() {
        String hash = "9c56cc51b374c3ba189210d5b6d4bf57790d351c96c47c02190ecf1e430635ab";
        return List.of(
                new CorpusEntry("v1", text.apply("corpus/v1"), hash, 74, 412, Map.of()),
                new CorpusEntry("v2", text.apply("corpus/v2"), hash, 77, 431, Map.of(text.apply("not UTF-8"), 1)));
    }

    private List<ComparisonEntry> comparisons() {
        List<ComparisonEntry> tests = new ArrayList<>();
        for (int b = 0; b < arms.size(); b++) {
            for (int a = b + 1; a < arms.size(); a++) {
                for (String stratum : List.of("unseen", "answerable", "changed")) {
                    double d =
                            right(arms.get(a).id(), stratum) - right(arms.get(b).id(), stratum);
                    boolean significant = Math.abs(d) > 0.15;
                    tests.add(new ComparisonEntry(
                            arms.get(a).id(),
                            arms.get(b).id(),
                            "correct",
                            stratum,
                            84,
                            (int) Math.max(0, d * 84) + 2,
                            2,
                            d,
                            d - 0.08,
                            d + 0.08,
                            significant ? 1e-9 : 0.2,
                            significant ? 3e-9 : 0.4,
                            0.12,
                            significant));
                }
            }
        }
        return tests;
    }

    private List<TimingEntry> timings() {
        List<TimingEntry> timings = new ArrayList<>();
        for (ArmEntry arm : arms) {
            boolean reads = reads(arm.id());
            timings.add(new TimingEntry(arm.id(), "ttft-millis", reads ? 842 : 121, reads ? 1210 : 163, 184));
            timings.add(new TimingEntry(arm.id(), "tpot-millis", 41.2, 55.8, 184));
            timings.add(new TimingEntry(arm.id(), "total-millis", reads ? 1404 : 733, reads ? 3120 : 2890, 184));
            timings.add(new TimingEntry(arm.id(), "retrieval-millis", reads ? 14.2 : 0, reads ? 21.9 : 0, 184));
        }
        return timings;
    }

    private List<CostEntry> costs() {
        List<CostEntry> costs = new ArrayList<>();
        for (ArmEntry arm : arms) {
            boolean trained = arm.id().equals("fine-tuned") || arm.id().equals("hybrid");
            if (trained || reads(arm.id())) {
                costs.add(new CostEntry(
                        arm.id(), "set-up", trained ? 921 : 9.4, trained ? 1800 : 17.1, 4_812_331, 74, List.of()));
                costs.add(new CostEntry(
                        arm.id(), "update", trained ? 240 : 2.6, trained ? 470 : 4.9, 1_204_100, 26, List.of()));
            }
        }
        return costs;
    }

    private List<FreshnessEntry> freshness() {
        List<FreshnessEntry> entries = new ArrayList<>();
        for (ArmEntry arm : arms) {
            double before = skill(arm.id(), "unseen");
            double after = right(arm.id(), "changed");
            boolean reached = before > 0.1 && after >= 0.9 * before;
            boolean trained = arm.id().equals("fine-tuned");
            double seconds = arm.id().equals("base") ? 0 : trained ? 240 : 2.6;
            entries.add(new FreshnessEntry(
                    arm.id(),
                    26,
                    98,
                    before,
                    trained ? 0.87 : after,
                    before * 0.95,
                    reached || trained,
                    reached || trained ? seconds : null,
                    seconds / 98,
                    seconds / 50,
                    12_300,
                    List.of(
                            new FreshnessEntry.Point(0, 0.02),
                            new FreshnessEntry.Point(seconds, trained ? 0.87 : after))));
        }
        return entries;
    }

    private List<PredictionEntry> predictions() {
        return List.of(
                new PredictionEntry(
                        "base",
                        "correct",
                        "unseen",
                        0.02,
                        right("base", "unseen"),
                        text.apply("The organisation is invented; no model has read about it.")),
                new PredictionEntry(
                        "rag-base",
                        "correct",
                        "unseen",
                        0.75,
                        right("rag-base", "unseen"),
                        text.apply("A small reader finds short values in short passages (Ovadia et al.).")));
    }

    private List<BandEntry> bands() {
        return List.of(
                new BandEntry(
                        "base",
                        "correct",
                        "unseen",
                        0,
                        0.06,
                        right("base", "unseen"),
                        true,
                        text.apply("Guessing must not pay.")),
                new BandEntry("rag-base", "correct", "unseen", 0.5, 0.9, 0.45, false, text.apply("First run.")));
    }

    private List<ClaimEntry> claims() {
        return List.of(
                new ClaimEntry(
                        "C1",
                        text.apply("RAG brings knowledge at query time, fine-tuning puts it in the weights"),
                        text.apply("base near 0, RAG well above"),
                        text.apply("RAG 64 % right against 3 % from memory: 61 points (52 to 70), n = 84 facts."),
                        "confirmed",
                        text.apply("The half about RAG; nothing was trained in this run."),
                        null,
                        "accuracy"),
                new ClaimEntry(
                        "C2",
                        text.apply("RAG uses changed data automatically; fine-tuning goes stale"),
                        text.apply("lag of seconds"),
                        text.apply("Right again after 2.6 s; stale rate 4 % (1 to 19)."),
                        "inconclusive",
                        "",
                        140,
                        "freshness"),
                new ClaimEntry(
                        "C5",
                        text.apply("RAG is more accurate and hallucinates less"),
                        text.apply("fewer wrong answers"),
                        text.apply("Declines on 55 % of what nothing answers, against 30 % from memory."),
                        "refuted",
                        "",
                        null,
                        "accuracy"),
                new ClaimEntry(
                        "C6",
                        text.apply("Fine-tuning gives consistent output format"),
                        text.apply("gains"),
                        text.apply("No arm of this run was trained."),
                        "not measured",
                        "",
                        null,
                        ""));
    }

    private VerdictEntry verdict() {
        return new VerdictEntry(
                List.of(
                        text.apply("Right answers to questions the documents answer: Base model 1 % (95 % interval 0-6,"
                                + " n = 84); RAG 67 % (95 % interval 56-76, n = 84)."),
                        text.apply("RAG is ahead by 65 points (95 % interval 54-75) on the same 84 facts (p < .001)."),
                        text.apply(
                                "When the documents changed, RAG was right again 2.60 s after the edit and gave the old"
                                        + " value on 4 % of the changed facts."),
                        text.apply(
                                "It backs 61 % of its statements with a quote that supports them; from memory there is"
                                        + " nothing to show."),
                        text.apply("Looking up costs time: the first word after 0.84 s instead of 0.12 s (medians).")),
                List.of(
                        new VerdictEntry.Question(
                                text.apply("Is the knowledge stable or changing?"),
                                text.apply("After the change RAG was right again in 2.6 s at 27 ms a changed fact.")),
                        new VerdictEntry.Question(
                                text.apply("Is attribution needed?"),
                                text.apply("95 % of RAG's citations support its answer; from memory cites nothing.")),
                        new VerdictEntry.Question(
                                text.apply("Is the problem behaviour or knowledge?"),
                                text.apply("Knowledge: 3 % right without the documents, 64 % with them."))),
                List.of(
                        new VerdictEntry.Rule(
                                text.apply("changes often → RAG"),
                                "RAG",
                                text.apply("2.6 s until right again"),
                                text.apply("under an hour"),
                                text.apply("if an update took longer than 1 h")),
                        new VerdictEntry.Rule(
                                text.apply("fast inference → fine-tune"),
                                "not decided",
                                text.apply("0.84 s against 0.12 s"),
                                text.apply("1 s"),
                                text.apply("at 1 s"))));
    }
}
