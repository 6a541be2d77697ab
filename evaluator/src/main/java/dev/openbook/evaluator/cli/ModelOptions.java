package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.LocalReaders;
import dev.openbook.evaluator.result.RunEntry;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.model.chat.LocalChatModel;
import dev.openbook.model.fetch.ModelFetcher;
import dev.openbook.model.fetch.PublishedModel;
import dev.openbook.model.onnx.Precision;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which model answers. */
final class ModelOptions {

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "A GGUF file of llama architecture; the published default model without it.")
    private String model = "";

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description = "fp32, int8 or exact4; the default is what was measured to be best.")
    private String precision = "";

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute; all processors without it.")
    private int threads;

    /** Whether the user named a model of their own. */
    boolean isOwn() {
        return !model.isBlank();
    }

    Path file(Terminal terminal, Progress progress) {
        Optional<Path> given = isOwn() ? Optional.of(Path.of(model)) : Optional.empty();
        return new ModelFetcher(terminal::note, progress).find(given, PublishedModel.SMOLLM2_135M_INSTRUCT);
    }

    /** Loads it as published and with adapters, as they are needed. */
    LocalReaders readers(Terminal terminal, Progress progress) {
        Path file = file(terminal, progress);
        return new LocalReaders(file, () -> {
            LocalChatModel.Builder builder = LocalChatModel.builder().model(file);
            if (threads > 0) {
                builder.threads(threads);
            }
            precision().ifPresent(builder::precision);
            return builder;
        });
    }

    Optional<Precision> precision() {
        if (precision.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Precision.valueOf(precision.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--precision must be fp32, int8 or exact4, but is '" + precision + "'", e);
        }
    }

    int threads() {
        return threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
    }

    static RunEntry.Model describe(LocalChatModel model) {
        return new RunEntry.Model(
                nameOf(model), model.modelSha256(), model.precision().name().toLowerCase(Locale.ROOT));
    }

    /** What people call the model; files carry names such as the training run's. */
    private static String nameOf(LocalChatModel model) {
        PublishedModel published = PublishedModel.SMOLLM2_135M_INSTRUCT;
        return model.modelSha256().equals(published.sha256()) ? published.name() : model.modelName();
    }
}
