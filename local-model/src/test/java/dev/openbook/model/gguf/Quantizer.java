package dev.openbook.model.gguf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes floats in a GGML type, by plain rounding: good enough to make test models, not to publish them. */
final class Quantizer {

    private Quantizer() {}

    static byte[] encode(GgmlType type, float[] values) {
        ByteBuffer out = ByteBuffer.allocate(values.length / type.blockSize() * type.blockBytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; from += type.blockSize()) {
            encodeBlock(type, values, from, out);
        }
        return out.array();
    }

    private static void encodeBlock(GgmlType type, float[] values, int from, ByteBuffer out) {
        switch (type) {
            case F32 -> out.putFloat(values[from]);
            case F16 -> out.putShort(toHalf(values[from]));
            case BF16 -> out.putShort((short) (Float.floatToRawIntBits(values[from]) + 0x8000 >>> 16));
            case Q8_0 -> {
                float d = toHalfAndBack(out, largest(values, from, 32) / 127);
                for (int j = 0; j < 32; j++) {
                    out.put((byte) level(values[from + j], d, 0, -127, 127));
                }
            }
            case Q4_0 -> {
                float d = toHalfAndBack(out, largest(values, from, 32) / 7);
                putNibbles(out, values, from, d, 8 * -d);
            }
            case Q4_1 -> {
                float low = smallest(values, from, 32);
                float d = toHalfAndBack(out, (-smallest(negated(values, from, 32), 0, 32) - low) / 15);
                putNibbles(out, values, from, d, toHalfAndBack(out, low));
            }
            case Q5_0 -> {
                float d = toHalfAndBack(out, largest(values, from, 32) / 15);
                putFiveBits(out, values, from, d, 16 * -d);
            }
            case Q5_1 -> {
                float low = smallest(values, from, 32);
                float d = toHalfAndBack(out, (-smallest(negated(values, from, 32), 0, 32) - low) / 31);
                putFiveBits(out, values, from, d, toHalfAndBack(out, low));
            }
            case Q4_K -> encodeQ4K(values, from, out);
            case Q6_K -> encodeQ6K(values, from, out);
        }
    }

    private static void putNibbles(ByteBuffer out, float[] values, int from, float d, float m) {
        for (int j = 0; j < 16; j++) {
            int low = level(values[from + j], d, m, 0, 15);
            int high = level(values[from + j + 16], d, m, 0, 15);
            out.put((byte) (low | high << 4));
        }
    }

    private static void putFiveBits(ByteBuffer out, float[] values, int from, float d, float m) {
        int fifthBits = 0;
        byte[] nibbles = new byte[16];
        for (int j = 0; j < 32; j++) {
            int level = level(values[from + j], d, m, 0, 31);
            fifthBits |= (level >> 4) << j;
            nibbles[j % 16] |= (byte) ((level & 0xf) << (j / 16) * 4);
        }
        out.putInt(fifthBits).put(nibbles);
    }

    private static void encodeQ4K(float[] values, int from, ByteBuffer out) {
        float[] scales = new float[8];
        float[] minima = new float[8];
        for (int g = 0; g < 8; g++) {
            float low = Math.min(0, smallest(values, from + g * 32, 32));
            float high = -smallest(negated(values, from + g * 32, 32), 0, 32);
            scales[g] = (high - low) / 15;
            minima[g] = -low;
        }
        float d = toHalfAndBack(out, largest(scales, 0, 8) / 63);
        float e = toHalfAndBack(out, largest(minima, 0, 8) / 63);
        byte[] packed = new byte[12];
        byte[] nibbles = new byte[128];
        for (int g = 0; g < 8; g++) {
            int s = level(scales[g], d, 0, 0, 63);
            int n = level(minima[g], e, 0, 0, 63);
            if (g < 4) {
                packed[g] |= (byte) s;
                packed[g + 4] |= (byte) n;
            } else {
                packed[g + 4] |= (byte) (s & 0xf | (n & 0xf) << 4);
                packed[g - 4] |= (byte) (s >> 4 << 6);
                packed[g] |= (byte) (n >> 4 << 6);
            }
            for (int j = 0; j < 32; j++) {
                int q = level(values[from + g * 32 + j], d * s, -e * n, 0, 15);
                nibbles[g / 2 * 32 + j] |= (byte) (q << g % 2 * 4);
            }
        }
        out.put(packed).put(nibbles);
    }

    private static void encodeQ6K(float[] values, int from, ByteBuffer out) {
        float d = HalfFloat.fromBinary16(toHalf(largest(values, from, 256) / 32 / 127));
        byte[] nibbles = new byte[128];
        byte[] pairs = new byte[64];
        byte[] scales = new byte[16];
        for (int group = 0; group < 16; group++) {
            scales[group] = (byte) level(largest(values, from + group * 16, 16) / 31, d, 0, -127, 127);
        }
        for (int i = 0; i < 256; i++) {
            int q = level(values[from + i], d * scales[i / 16], 0, -32, 31) + 32;
            int half = i / 128;
            int run = i % 128 / 32;
            nibbles[half * 64 + run % 2 * 32 + i % 32] |= (byte) ((q & 0xf) << run / 2 * 4);
            pairs[half * 32 + i % 32] |= (byte) (q >> 4 << run * 2);
        }
        out.put(nibbles).put(pairs).put(scales).putShort(toHalf(d));
    }

    /** The stored integer nearest to {@code value = d·q + m}. */
    private static int level(float value, float d, float m, int low, int high) {
        return d == 0 ? Math.max(low, 0) : Math.max(low, Math.min(high, Math.round((value - m) / d)));
    }

    private static float largest(float[] values, int from, int count) {
        float largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(values[i]));
        }
        return largest;
    }

    private static float smallest(float[] values, int from, int count) {
        float smallest = values[from];
        for (int i = from; i < from + count; i++) {
            smallest = Math.min(smallest, values[i]);
        }
        return smallest;
    }

    private static float[] negated(float[] values, int from, int count) {
        float[] negated = new float[count];
        for (int i = 0; i < count; i++) {
            negated[i] = -values[from + i];
        }
        return negated;
    }

    private static float toHalfAndBack(ByteBuffer out, float value) {
        short half = toHalf(value);
        out.putShort(half);
        return HalfFloat.fromBinary16(half);
    }

    /** The nearest half below float's precision; values out of its range are not met in test models. */
    static short toHalf(float value) {
        float size = Math.abs(value);
        int sign = value < 0 ? 0x8000 : 0;
        if (size < 0x1p-14f) {
            return (short) (sign | Math.round(size * 0x1p24f));
        }
        int bits = Float.floatToRawIntBits(size) + 0x1000; // rounds the 13 bits that go
        return (short) (sign | (bits >>> 13) - (112 << 10));
    }
}
