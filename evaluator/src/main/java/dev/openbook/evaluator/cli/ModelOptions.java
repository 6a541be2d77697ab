package dev.openbook.evaluator.cli;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.model.chat.LocalChatModel;
import dev.openbook.model.onnx.Precision;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which local model computes, and how. */
final class ModelOptions {

    @Mixin
    private ModelFile file;

    @Option(
            names = "--precision",
            paramLabel = "NAME",
            description = "fp32, int8 or exact4; the default is what was measured to be best.")
    private String precision = "";

    @Option(names = "--threads", paramLabel = "N", description = "Threads that compute; all processors without it.")
    private int threads;

    /** Whether the user named a model of their own. */
    boolean isOwn() {
        return file.isOwn();
    }

    /** Whether anything was said about the local model at all. */
    boolean isGiven() {
        return isOwn() || !precision.isBlank() || threads != 0;
    }

    Path file(Terminal terminal, Progress progress) {
        return file.find(terminal, progress);
    }

    /** A builder of the model with these settings. */
    LocalChatModel.Builder builder(Path model) {
        LocalChatModel.Builder builder = LocalChatModel.builder().model(model);
        if (threads > 0) {
            builder.threads(threads);
        }
        precision().ifPresent(builder::precision);
        return builder;
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
}
