package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.Embedder;
import dev.openbook.evaluator.arm.IndexedLibrary;
import dev.openbook.evaluator.result.ResultsFile;
import dev.openbook.evaluator.suite.OwnDocuments;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.QuestionFile;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.SuiteFile;
import dev.openbook.finetune.train.TrainingBenchmark;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Sha256;
import dev.openbook.model.chat.ModelBenchmark;
import dev.openbook.model.onnx.Precision;
import dev.openbook.rag.retrieve.RetrievalBenchmark;
import dev.openbook.rag.retrieve.RetrievalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures speeds. */
@Command(
        name = "bench",
        description = "Measure the speed of the model, of retrieval or of training on this machine.",
        footer = {"", "Example:", "  openbook bench model --json"})
final class BenchCommand extends TerminalCommand {

    private static final int ROUNDS = 3;

    @Parameters(paramLabel = "WHAT", description = "model, retrieval or training.")
    private String what;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--corpus",
            paramLabel = "DIR",
            defaultValue = "corpus/v1",
            description = "Documents for 'retrieval' (default: ${DEFAULT-VALUE}).")
    private Path corpus;

    @Option(
            names = "--questions",
            paramLabel = "FILE",
            defaultValue = "datasets/questions",
            description = "Questions for 'retrieval' (default: ${DEFAULT-VALUE}).")
    private Path questions;

    @Mixin
    private ModelOptions modelOptions;

    BenchCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        switch (what) {
            case "model" -> model();
            case "retrieval" -> retrieval();
            case "training" -> training();
            default ->
                throw new InvalidInputException("WHAT must be model, retrieval or training, but is '" + what + "'");
        }
        return Openbook.SUCCESS;
    }

    private void model() {
        ModelBenchmark.Result result = ModelBenchmark.run(
                modelOptions.file(terminal, progress()),
                modelOptions.precision().orElse(Precision.INT8),
                modelOptions.threads());
        if (json) {
            terminal.print(ResultsFile.toJson(result));
            return;
        }
        terminal.line(String.format(
                Locale.ROOT,
                "%s, %s, %d threads; prompt of %d tokens, %d generated",
                result.model(),
                result.precision().name().toLowerCase(Locale.ROOT),
                result.threads(),
                result.promptTokens(),
                result.generatedTokens()));
        spread("prefill", result.prefillTokensPerSecond());
        spread("decode", result.decodeTokensPerSecond());
        spread("copying answer", result.lookupTokensPerSecond());
        terminal.line(String.format(
                Locale.ROOT,
                "first load %.2f s, later loads %.2f s, heap %d MiB",
                result.firstLoadSeconds(),
                result.laterLoadSeconds(),
                result.heapBytes() >> 20));
    }

    private void spread(String name, ModelBenchmark.Spread spread) {
        terminal.line(String.format(
                Locale.ROOT,
                "%-15s %7.1f tokens/s (min %.1f, max %.1f)",
                name,
                spread.median(),
                spread.min(),
                spread.max()));
    }

    private void training() throws IOException {
        Path file = modelOptions.file(terminal, progress());
        TrainingBenchmark.Result result = TrainingBenchmark.run(file, Sha256.of(file));
        if (json) {
            terminal.print(ResultsFile.toJson(result));
            return;
        }
        terminal.line(String.format(
                Locale.ROOT,
                "LoRA training, fp32, %d threads; batches of %d records of %d tokens, rank %d, all linear layers",
                result.threads(),
                result.batch(),
                result.tokens(),
                result.rank()));
        spread("all blocks", result.allBlocks());
        spread("upper half", result.upperHalf());
        spread("  lower kept", result.upperHalfKept());
        terminal.line("at most " + (result.peakResidentBytes() >> 20) + " MiB of memory");
    }

    private void retrieval() {
        List<Path> files = Files.isDirectory(questions) ? SuiteFile.jsonLines(questions) : List.of(questions);
        List<String> wordings =
                QuestionFile.read(files).stream().map(Question::wording).toList();
        Embedder embedder = Embedder.miniLm();
        try (IndexedLibrary library = Libraries.kept(corpus, OwnDocuments.RETRIEVAL, progress())) {
            library.serve(Strata.V1);
            List<RetrievalBenchmark.QueryTime> times = RetrievalBenchmark.queries(
                    library.index()::snapshot, embedder.model(), RetrievalSettings.defaults(), wordings, ROUNDS);
            Map<String, Object> figures = new TreeMap<>();
            figures.put("passages", library.update(Strata.V1).passages());
            figures.put("processors", Runtime.getRuntime().availableProcessors());
            figures.put("queries", times);
            if (json) {
                terminal.print(ResultsFile.toJson(figures));
                return;
            }
            terminal.line(figures.get("passages") + " passages, " + figures.get("processors") + " processors");
            times.forEach(t -> terminal.line(String.format(
                    Locale.ROOT,
                    "%-7s p50 %6.1f ms, p95 %6.1f ms, n %d",
                    t.mode().name().toLowerCase(Locale.ROOT),
                    t.p50Millis(),
                    t.p95Millis(),
                    t.n())));
        }
    }
}
