package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.ArmCatalog;
import dev.openbook.evaluator.arm.Embedder;
import dev.openbook.evaluator.arm.IndexedLibrary;
import dev.openbook.evaluator.experiment.Eligibility;
import dev.openbook.evaluator.metric.SourceCheck;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.Questions;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.rag.corpus.CorpusFolder;
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

/** Checks corpus and questions before a long run. */
@Command(
        name = "validate",
        description = "Check documents and questions before a long run: sources exist, quotes stand, answers occur.",
        footer = {"", "Example:", "  openbook validate --corpus docs --questions questions.jsonl"})
final class ValidateCommand extends TerminalCommand {

    /** The default suite's 364 answers took 214 seconds on two shared cores, indexing included (README). */
    private static final double SECONDS_AN_ANSWER = 0.6;

    @Mixin
    private SuiteOptions suiteOptions;

    ValidateCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        Suite suite = suiteOptions.read();
        Questions questions = SuiteOptions.questions(suite);
        Path scratch = Files.createTempDirectory("openbook-validate");
        List<String> faults = new ArrayList<>(repeated(questions.all()));
        Map<String, Path> folders = new TreeMap<>(Map.of(Strata.V1, suite.corpus()));
        suite.corpusV2().ifPresent(second -> folders.put(Strata.V2, second));
        try (IndexedLibrary library = new IndexedLibrary(
                folders, scratch.resolve("index"), Embedder.miniLm(), suite.retrieval(), progress())) {
            for (String version : folders.keySet()) {
                describe(version, library.corpus(version));
            }
            faults.addAll(new SourceCheck(library.sources(), List.copyOf(folders.keySet())).faults(questions.all()));
        } finally {
            Files.deleteIfExists(scratch);
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        QuestionPlan plan = SuiteOptions.plan(questions, suite);
        Stream.of(plan.before(), plan.after()).forEach(items -> items.stream()
                .collect(Collectors.groupingBy(
                        i -> i.version() + " " + i.stratum(), TreeMap::new, Collectors.counting()))
                .forEach((stratum, count) -> terminal.line(stratum + ": " + count + " questions")));
        long asked = suite.arms().stream()
                .map(id -> ArmCatalog.of(id).entry())
                .mapToLong(arm -> answers(arm, plan))
                .sum();
        long minutes = (long) Math.ceil(asked * SECONDS_AN_ANSWER / 60);
        terminal.line(asked + " answers of " + suite.arms().size() + " arms, about " + minutes
                + (minutes == 1 ? " minute" : " minutes")
                + " on two cores with the default model, after the documents are indexed and without training");
        terminal.line("No faults.");
        return Openbook.SUCCESS;
    }

    /** What an arm without documents says stands after they changed. */
    private static long answers(ArmEntry arm, QuestionPlan plan) {
        Stream<QuestionPlan.Item> items = arm.readsDocuments()
                ? Stream.concat(plan.before().stream(), plan.after().stream())
                : plan.before().stream();
        return items.filter(item -> Eligibility.asks(arm, item)).count();
    }

    private void describe(String version, CorpusFolder corpus) {
        terminal.line(version + ": " + corpus.entries().size() + " documents");
        CorpusFolder.countByReason(corpus.skipped())
                .forEach((reason, count) -> terminal.line(
                        "  skipped, " + reason.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + count));
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
