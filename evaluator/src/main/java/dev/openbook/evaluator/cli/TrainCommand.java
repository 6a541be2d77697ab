package dev.openbook.evaluator.cli;

import dev.openbook.finetune.dataset.ChatFile;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.lora.LoraConfig;
import dev.openbook.finetune.train.AdapterTraining;
import dev.openbook.finetune.train.TrainingResult;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Trains an adapter from chat records. */
@Command(
        name = "train",
        description =
                "Train an adapter for the local model from questions and answers. Interrupted, the same command goes on"
                        + " where it stopped.",
        footer = {
            "",
            "Examples:",
            "  openbook train --data train.jsonl --held-out unseen.jsonl --output adapters/knowledge",
            "  openbook train --recipe reader --data reader.jsonl --layers upper:15 --output adapters/reader"
        })
final class TrainCommand extends TerminalCommand {

    private static final double MEBIBYTE = 1 << 20;
    private static final double GIBIBYTE = 1 << 30;

    @Option(
            names = "--data",
            required = true,
            paramLabel = "FILE",
            description =
                    "Records to learn from: OpenAI chat, Alpaca or ShareGPT, one JSON object a line. May be repeated.")
    private List<Path> data;

    @Option(
            names = "--held-out",
            paramLabel = "FILE",
            description = "Records to ask at intervals and never learn; the weights that answer them best are kept.")
    private List<Path> heldOut = List.of();

    @Mixin
    private ModelFile model;

    @Option(
            names = "--start-from",
            paramLabel = "ADAPTER",
            description = "An adapter's folder to train further, with its rank and layers.")
    private Path startFrom;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "DIR",
            description = "Folder of the run: adapter, training.json, loss.csv and loss.svg.")
    private Path output;

    @Mixin
    private RecipeOptions recipe;

    @Option(
            names = "--evaluate-every",
            paramLabel = "STEPS",
            description = "Steps between questions to the held-out records; once an epoch without it.")
    private int evaluateEvery;

    @Option(
            names = "--patience",
            paramLabel = "N",
            description = "Stop after N evaluations without a better one; never without it.")
    private int patience;

    TrainCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        if (Files.exists(output) && !Files.isDirectory(output)) {
            throw new InvalidInputException("--output must be a folder, but '" + output + "' is a file");
        }
        AdapterTraining training = training();
        Optional<TrainingResult> finished = training.finished();
        if (finished.isPresent()) {
            terminal.line("This run has finished already: nothing to do.");
            report(finished.get());
            return Openbook.SUCCESS;
        }
        announce(training.outlook());
        TrainingResult result = untilInterrupted(training);
        return result.finished() ? Openbook.SUCCESS : Openbook.INTERRUPTED;
    }

    private AdapterTraining training() throws IOException {
        List<Path> files = Stream.concat(data.stream(), heldOut.stream()).toList();
        Map<Path, List<ChatRecord>> read = ChatFile.readAll(files);
        Path file = model.find(terminal, progress());
        LoraConfig lora = recipe.lora(file);
        AdapterTraining.Builder builder = AdapterTraining.builder()
                .model(file, Sha256.of(file))
                .records(of(data, read))
                .heldOut(of(heldOut, read))
                .lora(lora)
                .training(recipe.training())
                .output(output)
                .evaluateEvery(evaluateEvery)
                .patience(patience)
                .progress(progress());
        files.forEach(path -> builder.file(path.getFileName().toString(), Sha256.of(path)));
        if (startFrom != null) {
            builder.startFrom(startFrom);
        }
        return builder.build();
    }

    private static List<ChatRecord> of(List<Path> files, Map<Path, List<ChatRecord>> read) {
        return files.stream().flatMap(file -> read.get(file).stream()).toList();
    }

    private void announce(AdapterTraining.Outlook outlook) {
        terminal.line(String.format(
                Locale.ROOT,
                "%,d records, %,d tokens (the longest record has %,d); %d %s, %,d steps",
                outlook.records(),
                outlook.tokens(),
                outlook.longest(),
                outlook.epochs(),
                outlook.epochs() == 1 ? "epoch" : "epochs",
                outlook.steps()));
        terminal.line(String.format(
                Locale.ROOT,
                "about %.0f min by estimate; the first steps will tell",
                Math.max(1, outlook.estimatedSeconds() / 60)));
    }

    /** Ctrl-C begins the virtual machine's shutdown, which waits here until the checkpoint is written. */
    private TrainingResult untilInterrupted(AdapterTraining training) throws IOException {
        CountDownLatch ended = new CountDownLatch(1);
        Thread finish = new Thread(() -> {
            training.stop();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Runtime.getRuntime().addShutdownHook(finish);
        try {
            TrainingResult result = training.run();
            report(result);
            return result;
        } finally {
            ended.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(finish);
            } catch (IllegalStateException shuttingDown) {
                // it has run: the process ends with the signal's exit code
            }
        }
    }

    private void report(TrainingResult result) {
        if (!result.finished()) {
            terminal.line(String.format(
                    Locale.ROOT,
                    "Stopped after step %,d of %,d; the same command goes on from there.",
                    result.steps(),
                    result.totalSteps()));
            return;
        }
        terminal.line(String.format(
                Locale.ROOT,
                "%,d steps, %,d tokens in %.1f min (%.0f tokens/s, %.1f min CPU)%s; final loss %.4f",
                result.steps(),
                result.tokens(),
                result.wallSeconds() / 60,
                result.tokensPerSecond(),
                result.cpuSeconds() / 60,
                result.peakResidentBytes().isPresent()
                        ? String.format(
                                Locale.ROOT,
                                ", at most %.1f GiB of memory",
                                result.peakResidentBytes().getAsLong() / GIBIBYTE)
                        : "",
                result.finalLoss()));
        result.heldOut()
                .ifPresent(best -> terminal.line(String.format(
                        Locale.ROOT,
                        "held out: %.1f %% of %d answers right, loss %.4f (weights of step %d)",
                        100 * best.accuracy(),
                        best.records(),
                        best.loss(),
                        best.step())));
        terminal.line(String.format(
                Locale.ROOT,
                "Adapter (%.1f MiB): %s",
                result.bytesWritten() / MEBIBYTE,
                result.adapter().toAbsolutePath().normalize()));
    }
}
