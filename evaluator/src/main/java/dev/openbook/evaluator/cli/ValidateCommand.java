package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.ArmCatalog;
import dev.openbook.evaluator.arm.Embedder;
import dev.openbook.evaluator.arm.IndexedLibrary;
import dev.openbook.evaluator.arm.RecordedArm;
import dev.openbook.evaluator.experiment.Eligibility;
import dev.openbook.evaluator.metric.SourceCheck;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.Questions;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Checks corpus and questions before a long run: what is wrong, what is odd, and how long the run will take. */
@Command(
        name = "validate",
        description = "Check documents and questions before a long run: sources exist, quotes stand, answers occur;"
                + " then how long the run will take.",
        footer = {"", "Example:", "  openbook validate --corpus docs --questions questions.jsonl"})
final class ValidateCommand extends TerminalCommand {

    /** The default suite's 364 answers took 214 seconds on two shared cores, indexing included (README). */
    private static final double SECONDS_AN_ANSWER = 0.6;

    private static final int SHOWN = 5;

    @Mixin
    private SuiteOptions suiteOptions;

    @Mixin
    private FileLimitOption fileLimit;

    ValidateCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        Suite suite = suiteOptions.read();
        Questions questions = SuiteOptions.questions(suite);
        Map<String, Path> folders = new TreeMap<>(Map.of(Strata.V1, suite.corpus()));
        suite.corpusV2().ifPresent(second -> folders.put(Strata.V2, second));
        List<String> faults = new ArrayList<>(repeated(questions.all()));
        Map<String, CorpusSurvey> surveys = new TreeMap<>();
        List<RecordedArm> recorded = List.of();
        Path scratch = Files.createTempDirectory("openbook-validate");
        Embedder embedder = Embedder.miniLm();
        try (IndexedLibrary library = new IndexedLibrary(
                folders, scratch.resolve("index"), embedder, suite.retrieval(), fileLimit.bytes(), progress())) {
            for (String version : folders.keySet()) {
                surveys.put(version, CorpusSurvey.of(library.corpus(version), embedder, progress()));
            }
            List<String> versions = List.copyOf(folders.keySet());
            faults.addAll(new SourceCheck(library.sources(), versions).faults(questions.all()));
            try {
                recorded = RecordedArm.read(suite.recorded(), questions.all(), library.sources(), versions);
            } catch (InvalidInputException e) {
                faults.addAll(e.faults());
            }
        } finally {
            Files.deleteIfExists(scratch);
        }
        surveys.forEach((version, survey) -> {
            describe(version, survey);
            describe(version, questions.all());
        });
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        QuestionPlan plan = SuiteOptions.plan(questions, suite);
        recorded.forEach(arm -> arm.noteOnMissing(plan).ifPresent(terminal::line));
        estimate(suite, plan, surveys);
        terminal.line("No faults.");
        return Openbook.SUCCESS;
    }

    private void describe(String version, CorpusSurvey survey) {
        terminal.line(String.format(
                Locale.ROOT, "%s: %,d documents, about %,d passages", version, survey.documents(), survey.passages()));
        survey.skipped()
                .forEach((reason, count) ->
                        terminal.line(String.format(Locale.ROOT, "  skipped, %s: %,d", reason.description(), count)));
        list("with fewer than " + CorpusSurvey.FEW_WORDS + " words", survey.nearEmpty());
        list(
                "with the content of another",
                survey.identical().stream()
                        .map(group -> String.join(" = ", group.subList(0, Math.min(SHOWN, group.size()))))
                        .toList());
        list("whose names differ only in upper and lower case", survey.twins());
    }

    private void list(String what, List<String> documents) {
        if (!documents.isEmpty()) {
            terminal.line(String.format(
                    Locale.ROOT,
                    "  %s: %,d (%s%s)",
                    what,
                    documents.size(),
                    String.join(", ", documents.subList(0, Math.min(SHOWN, documents.size()))),
                    documents.size() > SHOWN ? ", …" : ""));
        }
    }

    /** What the version answers, and what its right answers can be judged by. */
    private void describe(String version, List<Question> questions) {
        List<Question> answered =
                questions.stream().filter(q -> q.answerable(version)).toList();
        long quoted = answered.stream()
                .filter(q -> q.gold(version).sources().stream()
                        .anyMatch(source -> !source.quote().isEmpty()))
                .count();
        long unsourced = answered.stream()
                .filter(q -> q.gold(version).sources().isEmpty())
                .count();
        terminal.line(String.format(
                Locale.ROOT,
                "  questions: %,d, of which %,d have an answer (%,d with a quote) and %,d have none",
                questions.size(),
                answered.size(),
                quoted,
                questions.size() - answered.size()));
        if (unsourced > 0) {
            terminal.line(String.format(
                    Locale.ROOT, "  without a source, and so silent about retrieval: %,d questions", unsourced));
        }
        if (version.equals(Strata.V2)) {
            String strata = questions.stream()
                    .collect(Collectors.groupingBy(Question::stratumAfter, TreeMap::new, Collectors.counting()))
                    .entrySet()
                    .stream()
                    .map(e -> e.getKey() + " " + e.getValue())
                    .collect(Collectors.joining(", "));
            terminal.line("  after the change: " + strata);
        }
    }

    private void estimate(Suite suite, QuestionPlan plan, Map<String, CorpusSurvey> surveys) {
        long answers = suite.arms().stream()
                .map(id -> ArmCatalog.of(id).entry())
                .mapToLong(arm -> answers(arm, plan))
                .sum();
        double index = surveys.values().stream()
                .mapToDouble(CorpusSurvey::indexSeconds)
                .max()
                .orElse(0); // the second version is embedded only where it differs
        if (suite.arms().isEmpty()) {
            terminal.line("estimate: " + minutes(index) + " to index, as measured just now; nothing is asked");
            return;
        }
        terminal.line(String.format(
                Locale.ROOT,
                "estimate: %s to index, as measured just now; %s for %,d answers of %s, as the default model took on two"
                        + " cores; training apart",
                minutes(index),
                minutes(answers * SECONDS_AN_ANSWER),
                answers,
                String.join(", ", suite.arms())));
    }

    private static String minutes(double seconds) {
        if (seconds < 60) {
            return "under a minute";
        }
        long minutes = (long) Math.ceil(seconds / 60);
        return minutes + " minutes";
    }

    /** What an arm without documents says stands after they changed. */
    private static long answers(ArmEntry arm, QuestionPlan plan) {
        Stream<QuestionPlan.Item> items = arm.readsDocuments()
                ? Stream.concat(plan.before().stream(), plan.after().stream())
                : plan.before().stream();
        return items.filter(item -> Eligibility.asks(arm, item)).count();
    }

    private static List<String> repeated(List<Question> questions) {
        Map<String, String> first = new HashMap<>();
        List<String> faults = new ArrayList<>();
        for (Question question : questions) {
            String before = first.putIfAbsent(question.wording().toLowerCase(Locale.ROOT), question.id());
            if (before != null) {
                faults.add("question '" + question.id() + "': wording must be unique, but repeats that of '" + before
                        + "'");
            }
        }
        return faults;
    }
}
