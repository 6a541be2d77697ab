package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.result.RunEntry;
import java.nio.file.Path;
import java.util.Optional;

/** The language model of a run, as published and with adapters: a local one, or one behind a server. */
public interface Readers extends AutoCloseable {

    /** What is shown of the model in results. */
    RunEntry.Model describe();

    /** The model as published. */
    Reader reader();

    /**
     * The model with an adapter merged into it.
     *
     * @param arm names the arm in what is said of a fault
     * @throws dev.openbook.foundation.InvalidInputException in one line, if that cannot be done
     */
    Reader reader(String arm, Path adapter);

    /** Whether an adapter was trained on this model, as far as it says, and can be merged into it. */
    boolean fits(Path adapter);

    /** What can be trained further; empty where the weights are out of reach. */
    Optional<Weights> weights();

    /** Ends connections and unloads models. */
    @Override
    void close();

    /**
     * A model's file.
     *
     * @param file as GGUF
     * @param sha256 its hash
     */
    record Weights(Path file, String sha256) {}
}
