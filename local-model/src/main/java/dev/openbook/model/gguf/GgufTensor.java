package dev.openbook.model.gguf;

import dev.openbook.foundation.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One tensor of a file, still quantised.
 *
 * @param name the file's name for it, such as {@code blk.0.attn_q.weight}
 * @param type how its numbers are stored
 * @param shape outer dimension first, so a projection is (out, in); the file itself writes the inner one first
 * @param data its bytes, little-endian, read-only and starting at 0
 */
public record GgufTensor(String name, GgmlType type, long[] shape, ByteBuffer data) {

    /** Checks that the bytes are what shape and type ask for. */
    public GgufTensor {
        shape = shape.clone();
        data = data.slice().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
        long elements = Arrays.stream(shape).reduce(1, Math::multiplyExact);
        long bytes = elements / type.blockSize() * type.blockBytes();
        if (shape.length == 0 || shape[shape.length - 1] % type.blockSize() != 0 || bytes != data.remaining()) {
            throw new IllegalArgumentException("tensor " + name + " of type " + type + " and shape "
                    + Arrays.toString(shape) + " does not fill " + data.remaining() + " bytes");
        }
    }

    /** Outer dimension first. */
    @Override
    public long[] shape() {
        return shape.clone();
    }

    /** The bytes; each call gives its own position, so threads may share a tensor. */
    @Override
    public ByteBuffer data() {
        return data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** How many numbers there are. */
    public long elements() {
        return Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    }

    /** Numbers in a row: the inner dimension. */
    public int columns() {
        return Math.toIntExact(shape[shape.length - 1]);
    }

    /** How many rows: the product of all dimensions but the inner one. */
    public int rows() {
        return Math.toIntExact(elements() / columns());
    }

    /** Bytes of a row, a whole number of blocks. */
    public int rowBytes() {
        return columns() / type.blockSize() * type.blockBytes();
    }

    /**
     * All numbers, row by row.
     *
     * @throws InvalidInputException if one of them is NaN or infinite, or they are more than an array can hold
     */
    public float[] toFloats() {
        if (elements() > Integer.MAX_VALUE - 8) {
            throw new InvalidInputException(
                    "tensor '" + name + "' has " + elements() + " numbers, more than one array holds");
        }
        float[] values = new float[(int) elements()];
        readRows(0, rows(), values, 0);
        return values;
    }

    /**
     * De-quantises some rows, so that a large tensor need not be on the heap at once.
     *
     * @param firstRow index of the first row
     * @param rowCount how many
     * @param out receives {@code rowCount × columns()} numbers from index {@code to} on
     * @param to where in {@code out} the first one goes
     * @throws InvalidInputException if one of them is NaN or infinite
     */
    public void readRows(int firstRow, int rowCount, float[] out, int to) {
        int count = Math.multiplyExact(rowCount, columns());
        type.decode(data, Math.multiplyExact(firstRow, rowBytes()), count, out, to);
        for (int i = to; i < to + count; i++) {
            if (!Float.isFinite(out[i])) {
                throw new InvalidInputException("tensor '" + name + "' must hold finite numbers, but number "
                        + ((long) firstRow * columns() + i - to) + " is " + out[i] + " (the model file is damaged)");
            }
        }
    }

    @Override
    public String toString() {
        return name + " " + type + " " + Arrays.toString(shape);
    }
}
