package dev.openbook.model.onnx;

import dev.openbook.model.llama.QuantizedMatrix;

/**
 * Turns matrices into the blocks that ONNX Runtime's MatMulNBits multiplies with: 32 numbers a block along a row, one scale
 * each, zero at the middle of the unsigned range.
 */
final class BlockQuantizer {

    static final int BLOCK = QuantizedMatrix.BLOCK;

    /** The middle of eight unsigned bits, which stands for zero. */
    private static final int MIDDLE = 128;

    /** The largest number on either side of it. */
    private static final int LARGEST = 127;

    private BlockQuantizer() {}

    /**
     * Rounds to 8 bits: {@code scale = max|w| / 127}, {@code q = round(w / scale) + 128}. Symmetric, because a block of
     * weights lies around zero and a zero point would cost a correction in every product.
     */
    static QuantizedMatrix toEightBits(float[] weights, int rows, int columns) {
        int blocks = rows * (columns / BLOCK);
        byte[] values = new byte[weights.length];
        float[] scales = new float[blocks];
        float[] minima = new float[blocks];
        for (int block = 0; block < blocks; block++) {
            int from = block * BLOCK;
            float largest = 0;
            for (int i = from; i < from + BLOCK; i++) {
                largest = Math.max(largest, Math.abs(weights[i]));
            }
            float scale = largest / LARGEST;
            float inverse = scale == 0 ? 0 : 1 / scale;
            for (int i = from; i < from + BLOCK; i++) {
                values[i] = (byte) (Math.round(weights[i] * inverse) + MIDDLE);
            }
            scales[block] = scale;
            minima[block] = -MIDDLE * scale;
        }
        return new QuantizedMatrix(8, rows, columns, values, scales, minima);
    }

    /**
     * Carries a file's 4-bit blocks over to 8 bits with hardly any new rounding; 8-bit ones are returned as they are.
     *
     * <p>A block's numbers are {@code d·q + m}. With a scale of {@code d / k}, k a whole number, every {@code d·q} is met
     * exactly and only m is rounded; of the k that fit the range, the one that leaves the least of m over is taken. Where
     * that is worse than rounding each number by itself, as in a block far from zero, each is rounded.
     */
    static QuantizedMatrix toEightBits(QuantizedMatrix file) {
        if (file.bits() == 8) {
            return file;
        }
        byte[] values = new byte[file.values().length];
        float[] scales = new float[file.scales().length];
        float[] minima = new float[scales.length];
        for (int block = 0; block < scales.length; block++) {
            int from = block * BLOCK;
            int least = Integer.MAX_VALUE;
            int most = 0;
            for (int i = from; i < from + BLOCK; i++) {
                least = Math.min(least, file.values()[i]);
                most = Math.max(most, file.values()[i]);
            }
            float step = file.scales()[block];
            float minimum = file.minima()[block];
            float largest = Math.max(Math.abs(step * least + minimum), Math.abs(step * most + minimum));
            int finest = largest == 0 ? 0 : (int) Math.min(127, LARGEST * Math.abs(step) / largest);
            int steps = 0; // of the new scale to one of the file's; 0 for none
            double error = largest / LARGEST / Math.sqrt(12); // of rounding each number, root mean square
            for (int k = finest; k > finest / 2; k--) {
                double offset = (double) minimum / step * k;
                double left = Math.abs(offset - Math.rint(offset)) * Math.abs(step) / k;
                if (left < error) {
                    error = left;
                    steps = k;
                }
            }
            float scale = steps > 0 ? step / steps : largest / LARGEST;
            int offset = steps > 0 ? (int) Math.rint((double) minimum / step * steps) : 0;
            for (int i = from; i < from + BLOCK; i++) {
                int q = steps > 0
                        ? steps * file.values()[i] + offset
                        : scale == 0 ? 0 : Math.round((step * file.values()[i] + minimum) / scale);
                values[i] = (byte) (Math.max(-LARGEST, Math.min(LARGEST, q)) + MIDDLE);
            }
            scales[block] = scale;
            minima[block] = -MIDDLE * scale;
        }
        return new QuantizedMatrix(8, file.rows(), file.columns(), values, scales, minima);
    }

    /** The bytes in MatMulNBits' order: 8 bits as they are, 4 bits with number 2j low and 2j + 1 high in byte j. */
    static byte[] pack(QuantizedMatrix matrix) {
        if (matrix.bits() == 8) {
            return matrix.values();
        }
        byte[] values = matrix.values();
        byte[] packed = new byte[values.length / 2];
        for (int j = 0; j < packed.length; j++) {
            packed[j] = (byte) (values[2 * j] | values[2 * j + 1] << 4);
        }
        return packed;
    }

    /**
     * What the fixed zero point leaves out: {@code minimum + middle·scale} of each block, transposed to (columns/32, rows), so
     * that the product of the input's block sums with it completes the result exactly.
     */
    static float[] correction(QuantizedMatrix matrix) {
        int middle = 1 << (matrix.bits() - 1);
        int blocksPerRow = matrix.columns() / BLOCK;
        float[] correction = new float[matrix.scales().length];
        for (int row = 0; row < matrix.rows(); row++) {
            for (int block = 0; block < blocksPerRow; block++) {
                int i = row * blocksPerRow + block;
                correction[block * matrix.rows() + row] = matrix.minima()[i] + middle * matrix.scales()[i];
            }
        }
        return correction;
    }

    /** Rows of several matrices under each other; all must have the same bits and columns. */
    static QuantizedMatrix stack(QuantizedMatrix... parts) {
        if (parts.length == 1) {
            return parts[0];
        }
        int rows = 0;
        int values = 0;
        int blocks = 0;
        for (QuantizedMatrix part : parts) {
            rows += part.rows();
            values += part.values().length;
            blocks += part.scales().length;
        }
        byte[] allValues = new byte[values];
        float[] scales = new float[blocks];
        float[] minima = new float[blocks];
        int valueAt = 0;
        int blockAt = 0;
        for (QuantizedMatrix part : parts) {
            System.arraycopy(part.values(), 0, allValues, valueAt, part.values().length);
            System.arraycopy(part.scales(), 0, scales, blockAt, part.scales().length);
            System.arraycopy(part.minima(), 0, minima, blockAt, part.scales().length);
            valueAt += part.values().length;
            blockAt += part.scales().length;
        }
        return new QuantizedMatrix(parts[0].bits(), rows, parts[0].columns(), allValues, scales, minima);
    }
}
