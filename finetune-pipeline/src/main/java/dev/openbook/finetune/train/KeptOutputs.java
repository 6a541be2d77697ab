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
import java.util.Arrays;
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
     * Runs all examples through the layers below {@code layer}.
     *
     * @param stop asked between examples; what was kept until then is useless
     */
    KeptOutputs(
            LoraModel model,
            List<TokenBatch.Example> examples,
            int layer,
            Path folder,
            Progress progress,
            BooleanSupplier stop)
            throws IOException {
        this.examples = examples;
        this.prefixLength = TokenBatch.sharedPrefix(examples);
        this.hiddenSize = model.config().hiddenSize();
        this.offsets = new long[examples.size()];
        Files.createDirectories(folder);
        path = folder.resolve("lower-outputs.tmp"); // one name, so that what a killed run left is written over
        file = new RandomAccessFile(path.toFile(), "rw");
        float[] first = new float[0];
        try (Progress.Task task = progress.start("lower layers", examples.size(), "examples")) {
            long offset = 0;
            for (int i = 0; i < examples.size() && !stop.getAsBoolean(); i++) {
                float[] rows = model.outputsBelow(TokenBatch.of(List.of(examples.get(i)), prefixLength), layer);
                first = i == 0 ? rows : first;
                offsets[i] = offset;
                offset += write(rows, prefixLength * hiddenSize, offset);
                task.advance(1);
            }
        } catch (IOException | RuntimeException | Error e) {
            close();
            throw e;
        }
        prefix = Arrays.copyOf(first, prefixLength * hiddenSize);
    }

    /** The rows of a batch of these examples, (N, H), in the layout of {@link TokenBatch}. */
    float[] rows(List<Integer> indexes, TokenBatch batch) throws IOException {
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
        byte[] bytes = new byte[(to - from) * hiddenSize * Float.BYTES];
        file.seek(offsets[index] + (long) (from - prefixLength) * hiddenSize * Float.BYTES);
        file.readFully(bytes);
        ByteBuffer.wrap(bytes).asFloatBuffer().get(rows, row * hiddenSize, (to - from) * hiddenSize);
    }

    private int write(float[] rows, int from, long offset) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((rows.length - from) * Float.BYTES);
        bytes.asFloatBuffer().put(rows, from, rows.length - from);
        file.seek(offset);
        file.write(bytes.array());
        return bytes.capacity();
    }

    @Override
    public void close() throws IOException {
        file.close();
        Files.deleteIfExists(path);
    }
}
