package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.arm.Arm;
import dev.openbook.evaluator.arm.Cost;
import dev.openbook.evaluator.arm.Library;
import dev.openbook.evaluator.arm.Retraining;
import dev.openbook.evaluator.metric.AnswerScorer;
import dev.openbook.evaluator.metric.RetrievalScorer;
import dev.openbook.evaluator.metric.ScoredAnswer;
import dev.openbook.evaluator.result.ArmEntry;
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
 * <p>Fairness: one base model and precision, greedy, the same token limit and time limit in every arm; each question is asked
 * in turn of all arms that it is for, in an order that rotates; the questions of a phase are shuffled by the seed; one warm-up
 * question an arm and phase is dropped. Trained arms are asked after the change as they are, then trained on what changed and
 * asked again.
 */
public final class Experiment {

    private final Setup setup;
    private final List<Arm> arms;
    private final List<Arm> states;
    private final Library library;
    private final Progress progress;
    private final QuestionPlan plan;
    private final Map<String, FreshnessTable.Update> updates = new LinkedHashMap<>();
    private final List<CostEntry> costs = new ArrayList<>();
    private final int changedFacts;

    /**
     * A run that is ready to start.
     *
     * @param arms in the order in which they are shown
     * @param changedFacts how many facts the edit changes, asked or not
     */
    public Experiment(Setup setup, List<Arm> arms, Library library, int changedFacts, Progress progress) {
        this.setup = setup;
        this.arms = List.copyOf(arms);
        this.states = new ArrayList<>(arms);
        this.library = library;
        this.changedFacts = changedFacts;
        this.progress = progress;
        List<ArmEntry> possible = new ArrayList<>();
        for (Arm arm : arms) {
            possible.add(arm.entry());
            arm.otherSeeds().forEach(seed -> possible.add(seed.entry()));
            arm.retrainings().forEach(retraining -> possible.add(retraining.entry()));
        }
        this.plan = setup.plan().keep(item -> possible.stream().anyMatch(arm -> Eligibility.asks(arm, item)));
    }

    /** Runs it; the results still lack claims and verdict. */
    public Results run() {
        Instant started = Instant.now();
        long start = System.nanoTime();
        List<ScoredItem> items;
        int resumed;
        try (Journal journal = new Journal(setup.output().resolve("answers.jsonl"), fingerprint(corpora()));
                Asker asker = new Asker(library, setup.suite().generation().timeoutSeconds())) {
            serve(Strata.V1, "set-up");
            ask(arms, plan.before(), asker, journal);
            trainWithOtherSeeds(asker, journal);
            if (setup.suite().corpusV2().isPresent()) {
                serve(Strata.V2, "update");
                carryOver(asker, journal);
                ask(arms, plan.after(), asker, journal);
                retrain(asker, journal);
            }
            items = score(journal);
            resumed = journal.resumed();
        }
        List<ArmEntry> entries = states.stream().map(Arm::entry).toList();
        List<String> ids = entries.stream()
                .filter(entry -> !entry.otherSeed()) // the same arm again: no rival, and no member of the test's family
                .map(ArmEntry::id)
                .toList();
        long seed = setup.suite().seed();
        List<MetricEntry> metrics = new MetricTable(seed).of(entries, items);
        Expectations expectations = new Expectations(setup.suite(), metrics);
        return new Results(
                Results.SCHEMA_VERSION,
                Environment.describe(setup, started, (System.nanoTime() - start) / 1e9, resumed),
                entries,
                corpora(),
                plan.questions().stream().map(Entries::of).toList(),
                items.stream().map(Entries::of).toList(),
                metrics,
                new Comparisons(seed).of(ids, items),
                Timings.of(ids, items),
                costs,
                FreshnessTable.of(entries, items, updates),
                setup.parity(),
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

    private void serve(String version, String kind) {
        library.serve(version);
        for (Arm arm : arms) {
            Cost cost = arm.serve(version);
            if (!arm.entry().recorded()) { // what its answers took is not known, and nothing is not zero
                updates.put(arm.id(), new FreshnessTable.Update(cost, changedFacts));
                costs.add(entry(arm.id(), kind, cost));
            }
        }
    }

    private static CostEntry entry(String arm, String kind, Cost cost) {
        return new CostEntry(
                arm,
                kind,
                Rounding.round(cost.wallSeconds()),
                Rounding.round(cost.cpuSeconds()),
                cost.bytesWritten(),
                cost.documents(),
                cost.holds());
    }

    /** What an arm said that does not follow the documents stands; only its sources are looked for in the new ones. */
    private void carryOver(Asker asker, Journal journal) {
        for (Arm arm : arms) {
            for (QuestionPlan.Item item : plan.after()) {
                String question = item.question().id();
                if (!arm.followsDocuments()
                        && Eligibility.asks(arm.entry(), item)
                        && !journal.has(item.version(), question, arm.id())
                        && journal.has(Strata.V1, question, arm.id())) {
                    journal.append(asker.carryOver(item, journal.get(Strata.V1, question, arm.id())));
                }
            }
        }
    }

    /** What chance does: everything but the seed is the same. */
    private void trainWithOtherSeeds(Asker asker, Journal journal) {
        for (Arm arm : arms) {
            for (Retraining seed : arm.otherSeeds()) {
                Retraining.Retrained trained = seed.train();
                states.add(trained.arm());
                costs.add(entry(trained.arm().id(), "set-up", trained.cost()));
                ask(List.of(trained.arm()), plan.before(), asker, journal);
            }
        }
    }

    /** Each way of catching up starts from the same weights, and is asked like everybody else. */
    private void retrain(Asker asker, Journal journal) {
        for (Arm arm : arms) {
            for (Retraining retraining : arm.retrainings()) {
                Retraining.Retrained trained = retraining.train();
                states.add(states.indexOf(arm) + 1, trained.arm());
                updates.put(trained.arm().id(), new FreshnessTable.Update(trained.cost(), retraining.changedFacts()));
                costs.add(entry(trained.arm().id(), "update", trained.cost()));
                ask(List.of(trained.arm()), plan.after(), asker, journal);
            }
        }
    }

    private void ask(List<Arm> asked, List<QuestionPlan.Item> items, Asker asker, Journal journal) {
        List<QuestionPlan.Item> open = items.stream()
                .filter(item -> asked.stream().anyMatch(arm -> isOpen(arm, item, journal)))
                .sorted(Comparator.comparing(item ->
                        Sha256.of(setup.suite().seed() + "\n" + item.question().id())))
                .toList();
        if (open.isEmpty()) {
            return;
        }
        long answers = asked.stream()
                .mapToLong(arm ->
                        open.stream().filter(item -> isOpen(arm, item, journal)).count())
                .sum();
        String version = open.get(0).version();
        String who = asked.size() == 1 ? " " + asked.get(0).entry().name() : "";
        try (Progress.Task task = progress.start("asking " + version + who, answers, "answers")) {
            asked.forEach(asker::warmUp);
            for (int i = 0; i < open.size(); i++) {
                for (int turn = 0; turn < asked.size(); turn++) {
                    Arm arm = asked.get((i + turn) % asked.size());
                    QuestionPlan.Item item = open.get(i);
                    if (isOpen(arm, item, journal)) {
                        journal.append(asker.ask(arm, item));
                        task.advance(1);
                    }
                }
            }
        }
    }

    private static boolean isOpen(Arm arm, QuestionPlan.Item item, Journal journal) {
        return Eligibility.asks(arm.entry(), item)
                && !journal.has(item.version(), item.question().id(), arm.id());
    }

    private List<ScoredItem> score(Journal journal) {
        AnswerScorer scorer = new AnswerScorer(library.sources());
        RetrievalScorer retrieval = new RetrievalScorer(library.sources());
        List<ScoredItem> scored = new ArrayList<>();
        Stream.concat(plan.before().stream(), plan.after().stream()).forEach(item -> {
            for (Arm arm : states) {
                if (!Eligibility.asks(arm.entry(), item)) {
                    continue;
                }
                Asked asked = journal.get(item.version(), item.question().id(), arm.id());
                ScoredAnswer answer = asked.failure() == null
                        ? scorer.score(item, asked.said())
                        : scorer.scoreFailure(item, asked.failure());
                Map<String, Double> found = arm.entry().readsDocuments()
                        ? retrieval.score(asked.retrieved(), item.question().gold(item.version()), item.version())
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
        arms.forEach(
                arm -> text.append(arm.id()).append(' ').append(arm.weights()).append('\n'));
        text.append(setup.suite().seed()).append(setup.suite().training()).append('\n');
        text.append(setup.suite().retrieval())
                .append(setup.suite().generation())
                .append('\n');
        corpora.forEach(c -> text.append(c.version()).append(c.sha256()).append('\n'));
        Stream.concat(plan.before().stream(), plan.after().stream()).forEach(i -> text.append(i.version())
                .append('\t')
                .append(i.question().id())
                .append('\t')
                .append(i.question().wording())
                .append('\n'));
        return Sha256.of(text.toString());
    }
}
