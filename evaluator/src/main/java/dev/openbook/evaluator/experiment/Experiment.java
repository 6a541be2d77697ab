package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.arm.Arm;
import dev.openbook.evaluator.arm.Cost;
import dev.openbook.evaluator.arm.Library;
import dev.openbook.evaluator.metric.AnswerScorer;
import dev.openbook.evaluator.metric.RetrievalScorer;
import dev.openbook.evaluator.metric.ScoredAnswer;
import dev.openbook.evaluator.result.CorpusEntry;
import dev.openbook.evaluator.result.CostEntry;
import dev.openbook.evaluator.result.MetricEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.VerdictEntry;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.foundation.Progress;
import dev.openbook.foundation.Sha256;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One run: serve the first version, ask; apply the edits, bring every arm up to date, ask again; score.
 *
 * <p>Fairness: one model and precision, greedy, the same token limit and time limit in every arm; each question is asked of
 * all arms in turn, in an order that rotates; the questions of a phase are shuffled by the seed; one warm-up question an
 * arm and phase is dropped.
 */
public final class Experiment {

    private final Setup setup;
    private final List<Arm> arms;
    private final Library library;
    private final Progress progress;
    private final int changedFacts;
    private final List<String> armIds;

    /**
     * A run that is ready to start.
     *
     * @param arms in the order in which they are shown
     * @param changedFacts how many facts the edit changes, asked or not
     */
    public Experiment(Setup setup, List<Arm> arms, Library library, int changedFacts, Progress progress) {
        this.setup = setup;
        this.arms = List.copyOf(arms);
        this.library = library;
        this.changedFacts = changedFacts;
        this.progress = progress;
        this.armIds = arms.stream().map(Arm::id).toList();
    }

    /** Runs it; the results still lack claims and verdict. */
    public Results run() {
        Instant started = Instant.now();
        long start = System.nanoTime();
        boolean twoVersions = setup.suite().corpusV2().isPresent();
        List<CostEntry> costs = new ArrayList<>();
        Map<String, Cost> updates = new LinkedHashMap<>();
        List<ScoredItem> items;
        int resumed;
        try (Journal journal = new Journal(setup.output().resolve("answers.jsonl"), fingerprint(corpora()));
                Asker asker = new Asker(library, setup.suite().generation().timeoutSeconds())) {
            serve(Strata.V1, "set-up", costs);
            ask(setup.plan().before(), asker, journal);
            if (twoVersions) {
                updates = serve(Strata.V2, "update", costs);
                ask(setup.plan().after(), asker, journal);
            }
            items = score(journal);
            resumed = journal.resumed();
        }
        long seed = setup.suite().seed();
        List<MetricEntry> metrics = new MetricTable(seed).of(armIds, items);
        Expectations expectations = new Expectations(setup.suite(), metrics);
        return new Results(
                Results.SCHEMA_VERSION,
                Environment.describe(setup, started, (System.nanoTime() - start) / 1e9, resumed),
                arms.stream().map(Arm::entry).toList(),
                corpora(),
                setup.plan().questions().stream().map(Entries::of).toList(),
                items.stream().map(Entries::of).toList(),
                metrics,
                new Comparisons(seed).of(armIds, items),
                Timings.of(armIds, items),
                costs,
                FreshnessTable.of(armIds, items, updates, changedFacts),
                expectations.predictions(),
                expectations.bands(),
                List.of(),
                new VerdictEntry(List.of(), List.of(), List.of()));
    }

    private List<CorpusEntry> corpora() {
        List<CorpusEntry> corpora = new ArrayList<>(List.of(library.describe(Strata.V1)));
        if (setup.suite().corpusV2().isPresent()) {
            corpora.add(library.describe(Strata.V2));
        }
        return corpora;
    }

    private Map<String, Cost> serve(String version, String kind, List<CostEntry> costs) {
        library.serve(version);
        Map<String, Cost> byArm = new LinkedHashMap<>();
        for (Arm arm : arms) {
            Cost cost = arm.serve(version);
            byArm.put(arm.id(), cost);
            costs.add(new CostEntry(
                    arm.id(),
                    kind,
                    Rounding.round(cost.wallSeconds()),
                    Rounding.round(cost.cpuSeconds()),
                    cost.bytesWritten(),
                    cost.documents(),
                    cost.holds()));
        }
        return byArm;
    }

    private void ask(List<QuestionPlan.Item> items, Asker asker, Journal journal) {
        List<QuestionPlan.Item> open = items.stream()
                .filter(item -> armIds.stream()
                        .anyMatch(arm ->
                                !journal.has(item.version(), item.question().id(), arm)))
                .sorted(Comparator.comparing(item ->
                        Sha256.of(setup.suite().seed() + "\n" + item.question().id())))
                .toList();
        if (open.isEmpty()) {
            return;
        }
        String version = open.get(0).version();
        try (Progress.Task task = progress.start("asking " + version, (long) open.size() * arms.size(), "answers")) {
            arms.forEach(asker::warmUp);
            for (int i = 0; i < open.size(); i++) {
                for (int turn = 0; turn < arms.size(); turn++) {
                    Arm arm = arms.get((i + turn) % arms.size());
                    QuestionPlan.Item item = open.get(i);
                    if (!journal.has(version, item.question().id(), arm.id())) {
                        journal.append(asker.ask(arm, item));
                    }
                    task.advance(1);
                }
            }
        }
    }

    private List<ScoredItem> score(Journal journal) {
        AnswerScorer scorer = new AnswerScorer(library.sources());
        RetrievalScorer retrieval = new RetrievalScorer(library.sources());
        List<ScoredItem> scored = new ArrayList<>();
        Stream.concat(setup.plan().before().stream(), setup.plan().after().stream())
                .forEach(item -> {
                    for (Arm arm : arms) {
                        Asked asked =
                                journal.get(item.version(), item.question().id(), arm.id());
                        ScoredAnswer answer = asked.failure() == null
                                ? scorer.score(item, asked.said())
                                : scorer.scoreFailure(item, asked.failure());
                        Map<String, Double> found = arm.entry().readsDocuments()
                                ? retrieval.score(
                                        asked.retrieved(), item.question().gold(item.version()), item.version())
                                : Map.of();
                        scored.add(ScoredItem.of(item, asked, answer, found));
                    }
                });
        return scored;
    }

    /** Of everything an answer depends on: another model, document, question or setting is another run. */
    private String fingerprint(List<CorpusEntry> corpora) {
        StringBuilder text = new StringBuilder();
        text.append(setup.model()).append('\n').append(setup.embedder()).append('\n');
        text.append(armIds).append(setup.suite().seed()).append('\n');
        text.append(setup.suite().retrieval())
                .append(setup.suite().generation())
                .append('\n');
        corpora.forEach(c -> text.append(c.version()).append(c.sha256()).append('\n'));
        Stream.concat(setup.plan().before().stream(), setup.plan().after().stream())
                .forEach(i -> text.append(i.version())
                        .append('\t')
                        .append(i.question().id())
                        .append('\t')
                        .append(i.question().wording())
                        .append('\n'));
        return Sha256.of(text.toString());
    }
}
