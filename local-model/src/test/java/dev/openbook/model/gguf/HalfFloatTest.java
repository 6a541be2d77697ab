package dev.openbook.model.gguf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfFloatTest {

    @Test
    void should_round_bfloat16_to_nearest_even() {
        assertThat(HalfFloat.toBfloat16(1.0f)).isEqualTo((short) 0x3F80);
        assertThat(HalfFloat.toBfloat16(Float.intBitsToFloat(0x3F808000))).isEqualTo((short) 0x3F80);
        assertThat(HalfFloat.toBfloat16(Float.intBitsToFloat(0x3F818000))).isEqualTo((short) 0x3F82);
        assertThat(HalfFloat.fromBfloat16(HalfFloat.toBfloat16(Float.NaN))).isNaN();
    }

    @Test
    void should_widen_float16() {
        assertThat(HalfFloat.fromBinary16((short) 0x3C00)).isEqualTo(1f);
        assertThat(HalfFloat.fromBinary16((short) 0xC000)).isEqualTo(-2f);
        assertThat(HalfFloat.fromBinary16((short) 0x0001)).isEqualTo(0x1p-24f);
        assertThat(HalfFloat.fromBinary16((short) 0x7BFF)).isEqualTo(65504f);
        assertThat(HalfFloat.fromBinary16((short) 0x7C00)).isInfinite();
    }
}
