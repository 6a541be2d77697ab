package dev.openbook.model.gguf;

/** IEEE 754 binary16 and bfloat16: widening is exact, because float holds every value of both. */
public final class HalfFloat {

    /** The smallest positive binary16, and the unit of its subnormal numbers. */
    private static final float SUBNORMAL_UNIT = 0x1p-24f;

    private HalfFloat() {}

    /** The value of a binary16. */
    public static float fromBinary16(short bits) {
        int sign = (bits & 0x8000) << 16;
        int exponent = bits >>> 10 & 0x1f;
        int mantissa = bits & 0x3ff;
        if (exponent == 0) {
            return Float.intBitsToFloat(sign | Float.floatToRawIntBits(mantissa * SUBNORMAL_UNIT));
        }
        // the exponent's bias moves from 15 to 127; all ones stays all ones (infinity, NaN)
        int widened = exponent == 0x1f ? 0xff : exponent + 112;
        return Float.intBitsToFloat(sign | widened << 23 | mantissa << 13);
    }

    /** The value of a bfloat16. */
    public static float fromBfloat16(short bits) {
        return Float.intBitsToFloat(bits << 16);
    }

    /** The nearest bfloat16, ties to even; NaN stays NaN. */
    public static short toBfloat16(float value) {
        if (Float.isNaN(value)) {
            return (short) 0x7FC0;
        }
        int bits = Float.floatToRawIntBits(value);
        int roundingBias = 0x7FFF + (bits >>> 16 & 1);
        return (short) (bits + roundingBias >>> 16);
    }
}
