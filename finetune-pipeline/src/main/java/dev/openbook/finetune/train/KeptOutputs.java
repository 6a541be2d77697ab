package dev.openbook.finetune.train;

import dev.openbook.finetune.lora.LoraModel;
import dev.openbook.finetune.lora.TokenBatch;
import dev.openbook.foundation.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The lower layers' outputs of every example, computed once: below the first adapted layer nothing changes while training.
 *
 * <p>They are kept in a temporary file, which the operating system holds in memory as long as there is room. A row's state
 * depends on the tokens before it only, so the rows of an example serve any pass, however long the prefix shared there.
 */
final class KeptOutputs implements Closeable {

    private final Path path;
    private final RandomAccessFile file; // not a channel, which an interrupt would close
    private final int prefixLength;
    private final int hiddenSize;
    private final List<TokenBatch.Example> examples;
    private final float[] prefix; // (P, H), what all examples begin with
    private final long[] offsets; // of each example's rows behind that, in bytes

    /**
     * Runs all examples through the layers below {@code layer}, in the passes of an epoch.
     *
     * @param stop asked between passes; what was kept until then is useless
     */
    KeptOutputs(
            LoraModel model,
            List<TokenBatch.Example> examples,
            BatchPlan plan,
            TrainingConfig config,
            int layer,
            Path folder,
            Progress progress,
            BooleanSupplier stop)
            throws IOException {
        this.examples = examples;
        this.prefixLength = TokenBatch.sharedPrefix(examples);
        this.hiddenSize = model.config().hiddenSize();
        this.prefix = new float[prefixLength * hiddenSize];
        this.offsets = new long[examples.size()];
        for (int i = 1; i < offsets.length; i++) {
            offsets[i] = offsets[i - 1] + bytes(examples.get(i - 1).length() - prefixLength);
        }
        Files.createDirectories(folder);
        path = folder.resolve("lower-outputs.tmp"); // one name, so that what a killed run left is written over
        file = new RandomAccessFile(path.toFile(), "rw");
        try (Progress.Task task = progress.start("lower layers", examples.size(), "examples");
                Workers workers = new Workers(config)) {
            workers.run(
                    plan.shares(),
                    (worker, pass) -> {
                        TokenBatch batch = TokenBatch.of(
                                pass.examples().stream().map(examples::get).toList(), pass.prefixLength());
                        float[] rows = model.outputsBelow(batch, layer);
                        synchronized (this) {
                            write(pass, batch, rows);
                            task.advance(pass.examples().size());
                        }
                    },
                    stop);
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** The rows of a batch of these examples, (N, H), in the layout of {@link TokenBatch}. */
    synchronized float[] rows(List<Integer> indexes, TokenBatch batch) throws IOException {
        float[] rows = new float[batch.size() * hiddenSize];
        System.arraycopy(prefix, 0, rows, 0, prefix.length);
        int shared = batch.prefix().length; // at least as long as what all examples share
        read(indexes.get(0), prefixLength, shared, rows, prefixLength);
        for (int e = 0; e < indexes.size(); e++) {
            int index = indexes.get(e);
            read(index, shared, examples.get(index).length(), rows, shared + e * batch.ownLength());
        }
        return rows;
    }

    /** Copies an example's rows {@code from … to−1} into {@code rows} at {@code row}. */
    private void read(int index, int from, int to, float[] rows, int row) throws IOException {
        byte[] bytes = new byte[(int) bytes(to - from)];
        file.seek(offsets[index] + bytes(from - prefixLength));
        file.readFully(bytes);
        ByteBuffer.wrap(bytes).asFloatBuffer().get(rows, row * hiddenSize, (to - from) * hiddenSize);
    }

    /** Keeps what a pass gave: of each example the rows behind what all examples share. */
    private void write(BatchPlan.Pass pass, TokenBatch batch, float[] rows) throws IOException {
        System.arraycopy(rows, 0, prefix, 0, prefix.length);
        int shared = pass.prefixLength();
        for (int e = 0; e < pass.examples().size(); e++) {
            int index = pass.examples().get(e);
            int own = examples.get(index).length() - shared;
            write(rows, prefixLength, shared - prefixLength, offsets[index]);
            write(rows, shared + e * batch.ownLength(), own, offsets[index] + bytes(shared - prefixLength));
        }
    }

    private void write(float[] rows, int from, int count, long offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) bytes(count));
        bytes.asFloatBuffer().put(rows, from * hiddenSize, count * hiddenSize);
        file.seek(offset);
        file.write(bytes.array());
    }

    private long bytes(int rows) {
        return (long) rows * hiddenSize * Float.BYTES;
    }

    @Override
    public void close() throws IOException {
        file.close();
        Files.deleteIfExists(path);
    }
}
