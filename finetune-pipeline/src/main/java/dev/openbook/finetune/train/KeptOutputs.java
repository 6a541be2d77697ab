package dev.openbook.finetune.train;

import dev.openbook.finetune.lora.LoraModel;
import dev.openbook.finetune.lora.TokenBatch;
import dev.openbook.foundation.Progress;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/**
 * The lower layers' outputs of every example, computed once: below the first adapted layer nothing changes while training.
 *
 * <p>They are kept in a temporary file, which the operating system holds in memory as long as there is room.
 */
final class KeptOutputs implements Closeable {

    private final FileChannel file;
    private final List<TokenBatch.Example> examples;
    private final int prefixLength;
    private final int hiddenSize;
    private final float[] prefix; // (P, H), the same for all examples
    private final long[] offsets; // of each example's own rows, in bytes

    /** Runs all examples through the layers below {@code layer}. */
    KeptOutputs(
            LoraModel model,
            List<TokenBatch.Example> examples,
            int prefixLength,
            int layer,
            Path folder,
            Progress progress)
            throws IOException {
        this.examples = examples;
        this.prefixLength = prefixLength;
        this.hiddenSize = model.config().hiddenSize();
        this.offsets = new long[examples.size()];
        Files.createDirectories(folder);
        file = FileChannel.open(
                Files.createTempFile(folder, "lower-outputs", ".tmp"),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.DELETE_ON_CLOSE);
        float[] first = null;
        try (Progress.Task task = progress.start("lower layers", examples.size(), "examples")) {
            long offset = 0;
            for (int i = 0; i < examples.size(); i++) {
                float[] rows = model.outputsBelow(TokenBatch.of(List.of(examples.get(i)), prefixLength), layer);
                first = first == null ? rows : first;
                offsets[i] = offset;
                offset += write(rows, prefixLength * hiddenSize, offset);
                task.advance(1);
            }
        } catch (IOException | RuntimeException | Error e) {
            file.close();
            throw e;
        }
        prefix = Arrays.copyOf(first, prefixLength * hiddenSize);
    }

    /** The rows of a batch of these examples, (N, H), in the layout of {@link TokenBatch}. */
    float[] rows(List<Integer> indexes, TokenBatch batch) throws IOException {
        float[] rows = new float[batch.size() * hiddenSize];
        System.arraycopy(prefix, 0, rows, 0, prefix.length);
        for (int e = 0; e < indexes.size(); e++) {
            int index = indexes.get(e);
            int count = (examples.get(index).length() - prefixLength) * hiddenSize;
            ByteBuffer bytes = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (long at = offsets[index]; bytes.hasRemaining(); ) {
                int read = file.read(bytes, at);
                if (read < 0) {
                    throw new IOException("the file of lower outputs was cut short");
                }
                at += read;
            }
            bytes.flip()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(rows, (prefixLength + e * batch.ownLength()) * hiddenSize, count);
        }
        return rows;
    }

    private int write(float[] rows, int from, long offset) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate((rows.length - from) * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(rows, from, rows.length - from);
        int size = bytes.capacity();
        for (long at = offset; bytes.hasRemaining(); ) {
            at += file.write(bytes, at);
        }
        return size;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
