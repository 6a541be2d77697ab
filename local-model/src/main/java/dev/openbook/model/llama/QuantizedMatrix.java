package dev.openbook.model.llama;

import dev.openbook.model.gguf.GgmlType;
import dev.openbook.model.gguf.GgufTensor;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * A matrix exactly as a file stores it: rows cut in blocks of 32, each number a small unsigned integer q with the block's
 * scale and minimum: {@code w = scale·q + minimum}.
 *
 * <p>Q4_0 is {@code d·q − 8d}, Q4_1 {@code d·q + m}, Q8_0 {@code d·q − 128d} with q shifted by 128.
 *
 * @param bits 4 or 8
 * @param rows how many rows
 * @param columns numbers in a row, a multiple of 32
 * @param values rows × columns integers, one a byte, unsigned
 * @param scales rows × columns/32
 * @param minima rows × columns/32
 */
public record QuantizedMatrix(int bits, int rows, int columns, byte[] values, float[] scales, float[] minima) {

    /** Numbers that share a scale. */
    public static final int BLOCK = 32;

    /** Checks the sizes. */
    public QuantizedMatrix {
        int blocks = Math.multiplyExact(rows, columns / BLOCK);
        if (columns % BLOCK != 0
                || values.length != blocks * BLOCK
                || scales.length != blocks
                || minima.length != blocks) {
            throw new IllegalArgumentException("a " + rows + " × " + columns + " matrix needs " + blocks
                    + " blocks of 32, but has " + values.length + " values, " + scales.length + " scales and "
                    + minima.length + " minima");
        }
    }

    /** The exact blocks of a Q4_0, Q4_1 or Q8_0 tensor; empty for every other type. */
    public static Optional<QuantizedMatrix> of(GgufTensor tensor) {
        return switch (tensor.type()) {
            case Q4_0, Q4_1, Q8_0 -> Optional.of(read(tensor));
            default -> Optional.empty();
        };
    }

    /** Whether every block's numbers lie evenly around zero, so that no minimum has to be added: Q4_0 and Q8_0. */
    public boolean symmetric() {
        float middle = 1 << (bits - 1);
        for (int i = 0; i < scales.length; i++) {
            if (minima[i] != -middle * scales[i]) {
                return false;
            }
        }
        return true;
    }

    /** The same matrix with its rows in another order: row i of the result is row {@code order[i]} of this. */
    public QuantizedMatrix withRows(int[] order) {
        int blocks = columns / BLOCK;
        byte[] movedValues = new byte[values.length];
        float[] movedScales = new float[scales.length];
        float[] movedMinima = new float[minima.length];
        for (int row = 0; row < order.length; row++) {
            System.arraycopy(values, order[row] * columns, movedValues, row * columns, columns);
            System.arraycopy(scales, order[row] * blocks, movedScales, row * blocks, blocks);
            System.arraycopy(minima, order[row] * blocks, movedMinima, row * blocks, blocks);
        }
        return new QuantizedMatrix(bits, rows, columns, movedValues, movedScales, movedMinima);
    }

    private static QuantizedMatrix read(GgufTensor tensor) {
        GgmlType type = tensor.type();
        int blocks = tensor.rows() * (tensor.columns() / BLOCK);
        byte[] values = new byte[blocks * BLOCK];
        float[] scales = new float[blocks];
        float[] minima = new float[blocks];
        ByteBuffer data = tensor.data();
        byte[] stored = new byte[type.blockBytes()];
        for (int block = 0; block < blocks; block++) {
            int at = block * type.blockBytes();
            int to = block * BLOCK;
            GgmlType.F16.decode(data, at, 1, scales, block);
            data.get(at, stored);
            switch (type) {
                case Q4_0 -> {
                    minima[block] = -8 * scales[block];
                    nibbles(stored, 2, values, to);
                }
                case Q4_1 -> {
                    GgmlType.F16.decode(data, at + 2, 1, minima, block);
                    nibbles(stored, 4, values, to);
                }
                default -> {
                    minima[block] = -128 * scales[block];
                    for (int j = 0; j < BLOCK; j++) {
                        values[to + j] = (byte) (stored[2 + j] + 128);
                    }
                }
            }
        }
        return new QuantizedMatrix(
                type == GgmlType.Q8_0 ? 8 : 4, tensor.rows(), tensor.columns(), values, scales, minima);
    }

    /** A file's byte j holds numbers j (low) and j + 16 (high). */
    private static void nibbles(byte[] stored, int from, byte[] values, int to) {
        for (int j = 0; j < BLOCK / 2; j++) {
            values[to + j] = (byte) (stored[from + j] & 0xf);
            values[to + j + BLOCK / 2] = (byte) (stored[from + j] >> 4 & 0xf);
        }
    }
}
