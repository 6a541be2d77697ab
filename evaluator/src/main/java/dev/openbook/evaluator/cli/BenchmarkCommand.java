package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.Arm;
import dev.openbook.evaluator.arm.ArmCatalog;
import dev.openbook.evaluator.arm.ArmFactory;
import dev.openbook.evaluator.arm.IndexedLibrary;
import dev.openbook.evaluator.arm.LocalReaders;
import dev.openbook.evaluator.experiment.Experiment;
import dev.openbook.evaluator.experiment.Setup;
import dev.openbook.evaluator.metric.SourceCheck;
import dev.openbook.evaluator.report.HtmlReport;
import dev.openbook.evaluator.result.BandEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.ResultsFile;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.Questions;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.evaluator.verdict.Verdict;
import dev.openbook.evaluator.verdict.VerdictTable;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs a suite and writes {@code results.json} and {@code index.html}. */
@Command(
        name = "benchmark",
        description = "Ask every arm the same questions, before and after the documents change, and write a report.",
        footer = {
            "",
            "Examples:",
            "  openbook benchmark",
            "  openbook benchmark --corpus docs-2024 --corpus-v2 docs-2025 --questions questions.jsonl --output report"
        })
final class BenchmarkCommand extends TerminalCommand {

    @Mixin
    private SuiteOptions suiteOptions;

    @Mixin
    private ModelOptions modelOptions;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "benchmark",
            description = "Folder for results.json and index.html; a run that was interrupted goes on there.")
    private Path output;

    BenchmarkCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        Suite read = suiteOptions.read();
        Suite suite = modelOptions.isOwn() ? read.withoutExpectations() : read;
        Questions questions = Questions.of(suite);
        QuestionPlan plan = SuiteOptions.plan(questions, suite);
        requireWritable(output);
        Results results;
        try (LocalReaders readers = modelOptions.readers(terminal, progress())) {
            try (IndexedLibrary library = Libraries.fresh(suite, output, progress())) {
                check(suite, plan, library);
                Setup setup = new Setup(
                        suite, plan, ModelOptions.describe(readers.base()), "all-MiniLM-L6-v2", command(suite), output);
                ArmFactory factory = new ArmFactory(suite, readers, library);
                List<Arm> arms = suite.arms().stream()
                        .map(id -> factory.create(ArmCatalog.of(id)))
                        .toList();
                results = Verdict.conclude(
                        new Experiment(setup, arms, library, questions.changedFacts(), progress()).run());
            }
        }
        ResultsFile.write(results, output.resolve("results.json"));
        Path page = output.resolve("index.html");
        HtmlReport.write(results, page);
        terminal.line("");
        new VerdictTable(results).lines().forEach(terminal::line);
        terminal.line("");
        terminal.line("Report: " + page.toAbsolutePath().normalize());
        return results.bands().stream().allMatch(BandEntry::passed) ? Openbook.SUCCESS : Openbook.BAND_LEFT;
    }

    /** A source that is not in the corpus would make citation and retrieval figures silently wrong. */
    private static void check(Suite suite, QuestionPlan plan, IndexedLibrary library) {
        List<String> versions = suite.corpusV2().isPresent() ? List.of("v1", "v2") : List.of("v1");
        List<String> faults = new SourceCheck(library.sources(), versions).faults(plan.questions());
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }

    /** Known before an hour of answers is asked for; nothing is made yet. */
    private static void requireWritable(Path folder) {
        Path existing = folder.toAbsolutePath().normalize();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
            throw new InvalidInputException("--output must be a folder that can be written, but '" + existing + "' "
                    + (Files.isDirectory(existing) ? "cannot" : "is a file"));
        }
    }

    private static String command(Suite suite) {
        boolean shipped = !suite.sha256().isEmpty();
        return shipped
                ? "mvn -Pbenchmark verify -Dopenbook.suite=" + suite.name()
                : "openbook benchmark --corpus DIR --questions FILE";
    }
}
