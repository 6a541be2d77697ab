package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.result.ResultsFile;
import dev.openbook.finetune.train.TrainingBenchmark;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Sha256;
import dev.openbook.model.chat.ModelBenchmark;
import dev.openbook.model.onnx.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Measures speeds. */
@Command(
        name = "bench",
        description = "Measure the speed of the model, of retrieval or of training on this machine.",
        subcommands = {BenchRetrievalCommand.class},
        footer = {"", "Example:", "  openbook bench model --json"})
final class BenchCommand extends TerminalCommand {

    @Parameters(paramLabel = "WHAT", arity = "0..1", description = "model or training.")
    private String what = "";

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--adapter",
            paramLabel = "DIR",
            description = "With model: races the model with this adapter merged into it against the model without.")
    private Path adapter;

    @Mixin
    private ModelOptions modelOptions;

    BenchCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        if (adapter != null && !what.equals("model")) {
            throw new InvalidInputException("--adapter is for 'bench model', but WHAT is '" + what + "'");
        }
        switch (what) {
            case "model" -> {
                if (adapter == null) {
                    model();
                } else {
                    merged();
                }
            }
            case "training" -> training();
            default ->
                throw new InvalidInputException("WHAT must be model, training or retrieval, but is '" + what + "'");
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
        String work = "prompt of " + result.promptTokens() + " tokens, " + result.generatedTokens() + " generated";
        heading(result.model(), result.precision(), result.threads(), work);
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

    private void merged() {
        ModelBenchmark.AdapterResult result = ModelBenchmark.race(
                modelOptions.file(terminal, progress()),
                SuiteOptions.folder("--adapter", adapter.toString()),
                modelOptions.precision().orElse(Precision.INT8),
                modelOptions.threads());
        if (json) {
            terminal.print(ResultsFile.toJson(result));
            return;
        }
        String work = "with " + adapter.getFileName() + " merged, against without, in turn";
        heading(result.model(), result.precision(), result.threads(), work);
        terminal.line(spread("prefill", result.prefillRatio(), "%.2f", " x"));
        terminal.line(spread("decode", result.decodeRatio(), "%.2f", " x"));
        terminal.line(String.format(
                Locale.ROOT,
                "merging and loading %.2f s, later loads %.2f s",
                result.firstLoadSeconds(),
                result.laterLoadSeconds()));
    }

    private void heading(String model, Precision precision, int threads, String work) {
        String weights = precision.name().toLowerCase(Locale.ROOT);
        terminal.line(model + ", " + weights + ", " + threads + " threads; " + work);
    }

    private void spread(String name, ModelBenchmark.Spread spread) {
        terminal.line(spread(name, spread, "%.1f", " tokens/s"));
    }

    private static String spread(String name, ModelBenchmark.Spread spread, String number, String unit) {
        return String.format(
                Locale.ROOT,
                "%-15s " + number.replace("%", "%7") + "%s (min " + number + ", max " + number + ")",
                name,
                spread.median(),
                unit,
                spread.min(),
                spread.max());
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
}
