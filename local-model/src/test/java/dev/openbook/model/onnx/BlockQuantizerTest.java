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
