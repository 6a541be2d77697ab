package dev.openbook.model.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes GGUF files for tests, right ones and, through the {@code raw…} methods, wrong ones.
 *
 * <p>Metadata types follow the Java value: String, Boolean, Integer (u32), Long (u64), Float, {@code List<String>} and
 * {@code int[]} (i32).
 */
public final class GgufWriter {

    private static final int ALIGNMENT = 32;

    private final ByteArrayOutputStream keys = new ByteArrayOutputStream();
    private final ByteArrayOutputStream places = new ByteArrayOutputStream();
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final List<Integer> boundaries = new ArrayList<>();
    private long keyCount;
    private long tensorCount;
    private int version = 3;

    /** The format version to write. */
    public GgufWriter version(int version) {
        this.version = version;
        return this;
    }

    /** Adds a metadata value. */
    public GgufWriter put(String key, Object value) {
        string(keys, key);
        if (value instanceof String text) {
            int32(keys, 8);
            string(keys, text);
        } else if (value instanceof Boolean flag) {
            int32(keys, 7);
            keys.write(flag ? 1 : 0);
        } else if (value instanceof Integer number) {
            int32(keys, 4);
            int32(keys, number);
        } else if (value instanceof Long number) {
            int32(keys, 10);
            int64(keys, number);
        } else if (value instanceof Float number) {
            int32(keys, 6);
            int32(keys, Float.floatToRawIntBits(number));
        } else if (value instanceof List<?> texts) {
            int32(keys, 9);
            int32(keys, 8);
            int64(keys, texts.size());
            texts.forEach(text -> string(keys, (String) text));
        } else if (value instanceof int[] numbers) {
            int32(keys, 9);
            int32(keys, 5);
            int64(keys, numbers.length);
            for (int number : numbers) {
                int32(keys, number);
            }
        } else {
            throw new IllegalArgumentException("no GGUF type for " + value);
        }
        keyCount++;
        return this;
    }

    /** Adds a metadata value from its type number and bytes as they are. */
    public GgufWriter rawValue(String key, int type, byte[] bytes) {
        string(keys, key);
        int32(keys, type);
        keys.writeBytes(bytes);
        keyCount++;
        return this;
    }

    /** Adds a tensor behind those already there; {@code shape} is outer dimension first. */
    public GgufWriter tensor(String name, GgmlType type, float[] values, long... shape) {
        long[] innerFirst = new long[shape.length];
        for (int i = 0; i < shape.length; i++) {
            innerFirst[i] = shape[shape.length - 1 - i];
        }
        return rawTensor(name, type.id(), data.size(), Quantizer.encode(type, values), innerFirst);
    }

    /** Adds a tensor whose description need not fit its bytes; {@code dimensions} as the file has them, inner first. */
    public GgufWriter rawTensor(String name, int type, long offset, byte[] bytes, long... dimensions) {
        string(places, name);
        int32(places, dimensions.length);
        for (long dimension : dimensions) {
            int64(places, dimension);
        }
        int32(places, type);
        int64(places, offset);
        data.writeBytes(bytes);
        boundaries.add(data.size());
        data.writeBytes(new byte[-data.size() & ALIGNMENT - 1]);
        tensorCount++;
        return this;
    }

    /** How long the part before the tensors' bytes is. */
    public int headerBytes() {
        return 24 + keys.size() + places.size() + (-(24 + keys.size() + places.size()) & ALIGNMENT - 1);
    }

    /** Where in the file each tensor's bytes end. */
    public List<Integer> tensorEnds() {
        return boundaries.stream().map(end -> end + headerBytes()).toList();
    }

    /** The whole file. */
    public byte[] toBytes() {
        return toBytes(tensorCount, keyCount);
    }

    /** The whole file, with counts that need not be right. */
    public byte[] toBytes(long declaredTensors, long declaredKeys) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        int32(out, version);
        int64(out, declaredTensors);
        int64(out, declaredKeys);
        out.writeBytes(keys.toByteArray());
        out.writeBytes(places.toByteArray());
        out.writeBytes(new byte[-out.size() & ALIGNMENT - 1]);
        out.writeBytes(data.toByteArray());
        return out.toByteArray();
    }

    /** Writes the file. */
    public Path writeTo(Path file) {
        try {
            return Files.write(file, toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void string(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int64(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void int32(ByteArrayOutputStream out, int value) {
        out.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array());
    }

    private static void int64(ByteArrayOutputStream out, long value) {
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array());
    }
}
