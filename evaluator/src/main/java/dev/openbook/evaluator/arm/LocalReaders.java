package dev.openbook.evaluator.arm;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.chat.LocalChatModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The local model, once as published and once for each adapter merged into it; all at one precision.
 *
 * <p>Each stays loaded, because arms take turns question by question: some 420 MiB of memory a model.
 */
public final class LocalReaders implements AutoCloseable {

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

    /** No model, for runs whose answers are all recorded. */
    public static LocalReaders none() {
        return new LocalReaders(null, () -> {
            throw new IllegalStateException("no model in a run of recorded answers");
        });
    }

    /** The model's GGUF file. */
    Path file() {
        return file;
    }

    /** The model as published. */
    public LocalChatModel base() {
        return loaded.computeIfAbsent(Optional.empty(), none -> builders.get().build());
    }

    /** The model as published, as the arms use it. */
    public Reader reader() {
        return LocalReader.of(base());
    }

    /**
     * The model with an adapter merged into it.
     *
     * @param arm names the arm in what is said of a fault
     * @throws InvalidInputException in one line, if the folder holds no adapter or one of another base
     */
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

    /**
     * Whether an adapter was trained on this model, as far as it says; a folder that holds none is left to
     * {@link #reader(String, Path)} to refuse.
     */
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
