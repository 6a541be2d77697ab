package dev.openbook.evaluator.cli;

import dev.openbook.foundation.Progress;
import dev.openbook.model.fetch.ModelFetcher;
import dev.openbook.model.fetch.PublishedModel;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which model's file is meant. */
final class ModelFile {

    @Option(
            names = "--model",
            paramLabel = "FILE",
            description = "A GGUF file of llama architecture; the published default model without it.")
    private String model = "";

    /** Whether the user named a model of their own. */
    boolean isOwn() {
        return !model.isBlank();
    }

    /** The file given, or the published model's, fetched where it is not there yet. */
    Path find(Terminal terminal, Progress progress) {
        Optional<Path> given = isOwn() ? Optional.of(Path.of(model)) : Optional.empty();
        return new ModelFetcher(terminal::note, progress).find(given, PublishedModel.SMOLLM2_135M_INSTRUCT);
    }
}
