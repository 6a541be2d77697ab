package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.result.RunEntry;
import java.nio.file.Path;
import java.util.Optional;

/** No model, for runs whose answers are all recorded. */
public final class NoReaders implements Readers {

    @Override
    public RunEntry.Model describe() {
        return new RunEntry.Model("no model", "", "recorded answers");
    }

    @Override
    public Reader reader() {
        throw new IllegalStateException("no model in a run of recorded answers");
    }

    @Override
    public Reader reader(String arm, Path adapter) {
        return reader();
    }

    @Override
    public boolean fits(Path adapter) {
        return false;
    }

    @Override
    public Optional<Weights> weights() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // nothing was opened
    }
}
