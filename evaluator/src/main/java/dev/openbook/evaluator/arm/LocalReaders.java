package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.result.RunEntry;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.chat.LocalChatModel;
import dev.openbook.model.fetch.PublishedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The local model, once as published and once for each adapter merged into it; all at one precision.
 *
 * <p>Each stays loaded, because arms take turns question by question: some 420 MiB of memory a model.
 */
public final class LocalReaders implements Readers {

    private final Path file;
    private final Supplier<LocalChatModel.Builder> builders;
    private final Map<Optional<Path>, LocalChatModel> loaded = new LinkedHashMap<>();

    /**
     * Readers that load what is asked for.
     *
     * @param file the model's GGUF file
     * @param builders gives a fresh builder of that model, with the settings that all share
     */
    public LocalReaders(Path file, Supplier<LocalChatModel.Builder> builders) {
        this.file = file;
        this.builders = builders;
    }

    /** Its name is what people call the model; files carry names such as the training run's. */
    @Override
    public RunEntry.Model describe() {
        PublishedModel published = PublishedModel.SMOLLM2_135M_INSTRUCT;
        LocalChatModel model = base();
        return new RunEntry.Model(
                model.modelSha256().equals(published.sha256()) ? published.name() : model.modelName(),
                model.modelSha256(),
                model.precision().name().toLowerCase(Locale.ROOT));
    }

    @Override
    public Reader reader() {
        return LocalReader.of(base());
    }

    @Override
    public Reader reader(String arm, Path adapter) {
        if (!Files.isRegularFile(adapter.resolve(LoraAdapter.CONFIG_FILE))) {
            throw new InvalidInputException(
                    "arm '" + arm + "' needs an adapter, but " + shown(adapter) + " holds none ("
                            + LoraAdapter.CONFIG_FILE
                            + " is not there): make one with 'openbook train', or leave the arm out with --arms");
        }
        try {
            return LocalReader.of(loaded.computeIfAbsent(
                    Optional.of(adapter),
                    folder -> builders.get().adapter(adapter).build()));
        } catch (InvalidInputException e) {
            throw new InvalidInputException("arm '" + arm + "' cannot use the adapter in " + shown(adapter) + ": "
                    + String.join("; ", e.faults().subList(0, 1)));
        }
    }

    /** True where the folder holds none: {@link #reader(String, Path)} refuses it with a reason. */
    @Override
    public boolean fits(Path adapter) {
        try {
            return LoraAdapter.read(adapter)
                    .baseSha256()
                    .map(base().modelSha256()::equals)
                    .orElse(true);
        } catch (InvalidInputException | IOException unreadable) {
            return true;
        }
    }

    @Override
    public Optional<Weights> weights() {
        return Optional.of(new Weights(file, base().modelSha256()));
    }

    private LocalChatModel base() {
        return loaded.computeIfAbsent(Optional.empty(), none -> builders.get().build());
    }

    /** Closes every model. */
    @Override
    public void close() {
        loaded.values().forEach(LocalChatModel::close);
        loaded.clear();
    }

    /** From where the program was started, if it lies below. */
    private static Path shown(Path folder) {
        Path here = Path.of("").toAbsolutePath();
        Path absolute = folder.toAbsolutePath().normalize();
        return absolute.startsWith(here) ? here.relativize(absolute) : absolute;
    }
}
