package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.Embedder;
import dev.openbook.evaluator.arm.IndexedLibrary;
import dev.openbook.evaluator.metric.SourceCheck;
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

    /** A guess, for orientation only: two cores, the default model, an answer with a few passages. */
    private static final double SECONDS_AN_ANSWER = 1.2;

    @Mixin
    private SuiteOptions suiteOptions;

    ValidateCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        Suite suite = suiteOptions.read();
        Questions questions = Questions.of(suite);
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
        int asked = (plan.before().size() + plan.after().size()) * suite.arms().size();
        long minutes = (long) Math.ceil(asked * SECONDS_AN_ANSWER / 60);
        terminal.line(asked + " answers of " + suite.arms().size() + " arms, about " + minutes
                + (minutes == 1 ? " minute" : " minutes")
                + " on two cores with the default model, after the documents are indexed");
        terminal.line("No faults.");
        return Openbook.SUCCESS;
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
