package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.Arm;
import dev.openbook.evaluator.arm.ArmCatalog;
import dev.openbook.evaluator.arm.ArmFactory;
import dev.openbook.evaluator.arm.IndexedLibrary;
import dev.openbook.evaluator.arm.KnowledgeTraining;
import dev.openbook.evaluator.arm.NoReaders;
import dev.openbook.evaluator.arm.ParityCheck;
import dev.openbook.evaluator.arm.Readers;
import dev.openbook.evaluator.arm.RecordedArm;
import dev.openbook.evaluator.experiment.Experiment;
import dev.openbook.evaluator.experiment.Setup;
import dev.openbook.evaluator.metric.SourceCheck;
import dev.openbook.evaluator.report.HtmlReport;
import dev.openbook.evaluator.result.BandEntry;
import dev.openbook.evaluator.result.ParityEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.ResultsFile;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.Questions;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.evaluator.verdict.Verdict;
import dev.openbook.evaluator.verdict.VerdictTable;
import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
            "  openbook benchmark --corpus docs-2024 --corpus-v2 docs-2025 --questions questions.jsonl --output report",
            "  openbook benchmark --corpus docs --questions questions.jsonl --recorded ours=answers.jsonl --arms none"
        })
final class BenchmarkCommand extends TerminalCommand {

    @Mixin
    private SuiteOptions suiteOptions;

    @Mixin
    private AnsweringOptions answering;

    @Mixin
    private FileLimitOption fileLimit;

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
        Suite given = answering.isOwn() ? read.withoutExpectations() : read;
        Questions questions = SuiteOptions.questions(given);
        QuestionPlan plan = SuiteOptions.plan(questions, given);
        requireWritable(output);
        Results results;
        try (Readers readers = given.arms().isEmpty() ? new NoReaders() : answering.readers(terminal, progress());
                IndexedLibrary library = Libraries.fresh(given, output, fileLimit.bytes(), progress())) {
            Suite suite = fitting(given, readers);
            List<String> versions = versions(suite);
            check(versions, plan, library);
            KnowledgeTraining training = new KnowledgeTraining(
                    suite, questions.facts(), plan, readers, output.resolve("training"), progress(), terminal::note);
            ArmFactory factory = new ArmFactory(suite, readers, library, training);
            List<RecordedArm> recorded =
                    RecordedArm.read(suite.recorded(), questions.all(), library.sources(), versions);
            recorded.forEach(arm -> arm.noteOnMissing(plan).ifPresent(terminal::note));
            List<Arm> arms = new ArrayList<>();
            suite.arms().forEach(id -> arms.add(factory.create(ArmCatalog.of(id))));
            arms.addAll(recorded);
            ParityCheck parity = new ParityCheck(
                    questions.facts(),
                    plan,
                    versions.stream().map(library::corpus).toList());
            List<ParityEntry> checks = parity.check(factory.adapters());
            parity.write(checks, output.resolve("parity.json"));
            Setup setup = new Setup(
                    suite,
                    plan,
                    readers.describe(),
                    "all-MiniLM-L6-v2",
                    command(suite) + answering.shown(),
                    checks,
                    output);
            results =
                    Verdict.conclude(new Experiment(setup, arms, library, questions.changedFacts(), progress()).run());
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

    /** Arms that nobody named are left out where the adapter at hand belongs to another model. */
    private Suite fitting(Suite suite, Readers readers) {
        if (suiteOptions.namesArms() || !answering.isOwn()) {
            return suite;
        }
        List<String> fitting = new ArrayList<>();
        for (String arm : suite.arms()) {
            if (ArmFactory.adapters(suite, ArmCatalog.of(arm)).stream().allMatch(readers::fits)) {
                fitting.add(arm);
            } else {
                terminal.note("arm '" + arm + "' is left out: "
                        + (readers.weights().isPresent()
                                ? "its adapter was trained on another model (make one for this model with"
                                        + " 'openbook train --model')"
                                : "a server's model takes no adapter"));
            }
        }
        if (fitting.isEmpty() && suite.recorded().isEmpty()) {
            throw new InvalidInputException(
                    "the suite must have an arm for this model, but every arm's adapter belongs to another");
        }
        return suite.withArms(fitting);
    }

    private static List<String> versions(Suite suite) {
        return suite.corpusV2().isPresent() ? List.of(Strata.V1, Strata.V2) : List.of(Strata.V1);
    }

    /** A source that is not in the corpus would make citation and retrieval figures silently wrong. */
    private static void check(List<String> versions, QuestionPlan plan, IndexedLibrary library) {
        List<String> faults = new SourceCheck(library.sources(), versions).faults(plan.questions());
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }

    /** Known before an hour of answers is asked for; nothing is made yet. */
    private static void requireWritable(Path folder) {
        Path existing = AtomicFiles.nearestExisting(folder);
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
