package dev.openbook.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.openbook.model.llama.QuantizedMatrix;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BlockQuantizerTest {

    @Test
    void should_round_to_within_half_a_step_of_each_block() {
        Random random = new Random(1);
        float[] weights = new float[4 * 64];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian() * (1 + i / 32);
        }

        QuantizedMatrix matrix = BlockQuantizer.toEightBits(weights, 4, 64);

        for (int i = 0; i < weights.length; i++) {
            float scale = matrix.scales()[i / 32];
            float rounded = scale * ((matrix.values()[i] & 0xff) - 128);
            assertThat(rounded).isCloseTo(weights[i], within(scale * 0.501f));
        }
        assertThat(matrix.symmetric()).isTrue();
    }

    @Test
    void should_keep_a_block_of_zeros() {
        QuantizedMatrix matrix = BlockQuantizer.toEightBits(new float[32], 1, 32);

        assertThat(matrix.scales()).containsExactly(0f);
        assertThat(matrix.values()).containsOnly((byte) 128);
    }

    @Test
    void should_carry_four_bits_over_to_eight_nearly_exactly() {
        Random random = new Random(2);
        int blocks = 200;
        byte[] values = new byte[blocks * 32];
        float[] scales = new float[blocks];
        float[] minima = new float[blocks];
        for (int block = 0; block < blocks; block++) {
            scales[block] = 0.01f + random.nextFloat();
            minima[block] = -scales[block] * (5 + 5 * random.nextFloat());
            for (int i = 0; i < 32; i++) {
                values[32 * block + i] = (byte) random.nextInt(16);
            }
        }
        QuantizedMatrix file = new QuantizedMatrix(4, blocks, 32, values, scales, minima);
        float[] exact = new float[values.length];
        for (int i = 0; i < exact.length; i++) {
            exact[i] = scales[i / 32] * values[i] + minima[i / 32];
        }

        QuantizedMatrix carried = BlockQuantizer.toEightBits(file);

        assertThat(carried.symmetric()).isTrue();
        assertThat(meanSquareError(carried, exact))
                .isLessThan(meanSquareError(BlockQuantizer.toEightBits(exact, blocks, 32), exact) / 5);
    }

    @Test
    void should_round_a_four_bit_block_that_lies_far_from_zero_or_is_constant() {
        byte[] values = new byte[3 * 32];
        values[0] = 15;
        QuantizedMatrix file = new QuantizedMatrix(
                4, 3, 32, values, new float[] {0.001f, 0, 0}, new float[] {1, -2, 0}); // far, constant, zero

        QuantizedMatrix carried = BlockQuantizer.toEightBits(file);

        assertThat(carried.scales()[0] * ((carried.values()[0] & 0xff) - 128)).isCloseTo(1.015f, within(0.005f));
        assertThat(carried.scales()[1] * ((carried.values()[32] & 0xff) - 128)).isEqualTo(-2f);
        assertThat(carried.scales()[2]).isZero();
    }

    private static double meanSquareError(QuantizedMatrix matrix, float[] exact) {
        double sum = 0;
        for (int i = 0; i < exact.length; i++) {
            double rounded = matrix.scales()[i / 32] * ((matrix.values()[i] & 0xff) - 128);
            sum += (rounded - exact[i]) * (rounded - exact[i]);
        }
        return sum / exact.length;
    }

    @Test
    void should_pack_neighbouring_nibbles_into_a_byte() {
        byte[] values = new byte[32];
        for (int i = 0; i < 32; i++) {
            values[i] = (byte) (i % 16);
        }

        byte[] packed = BlockQuantizer.pack(new QuantizedMatrix(4, 1, 32, values, new float[1], new float[1]));

        assertThat(packed).hasSize(16).startsWith(0x10, 0x32, 0x54).endsWith(0xfe);
    }

    @Test
    void should_correct_exactly_what_the_fixed_zero_point_leaves_out() {
        byte[] values = new byte[2 * 64];
        QuantizedMatrix matrix = new QuantizedMatrix(
                4, 2, 64, values, new float[] {1, 2, 3, 4}, new float[] {-8, -15, 0, 0.5f}); // (2 rows, 2 blocks)

        assertThat(BlockQuantizer.correction(matrix)).containsExactly(0, 24, 1, 32.5f); // (2 blocks, 2 rows)
    }
}
