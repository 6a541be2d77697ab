package dev.openbook.model.gguf;

import static dev.openbook.model.gguf.HalfFloat.fromBfloat16;
import static dev.openbook.model.gguf.HalfFloat.fromBinary16;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * How a tensor's numbers are stored: in blocks of {@link #blockSize()} numbers, each {@link #blockBytes()} long.
 *
 * <p>In the formulas d is a block's scale, m its minimum and q the stored integer. Names are GGML's.
 */
public enum GgmlType {
    /** 32-bit floats. */
    F32(0, 1, 4) {
        @Override
        void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
            out[to] = in.getFloat(at);
        }
    },

    /** IEEE half-precision floats. */
    F16(1, 1, 2) {
        @Override
        void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
            out[to] = fromBinary16(in.getShort(at));
        }
    },

    /** 4 bits, w = d·(q − 8): d (half), 16 bytes of nibbles. */
    Q4_0(2, 32, 18) {
        @Override
        void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
            float d = fromBinary16(in.getShort(at));
            for (int j = 0; j < 16; j++) {
                int pair = in.get(at + 2 + j);
                out[to + j] = d * ((pair & 0xf) - 8);
                out[to + j + 16] = d * ((pair >> 4 & 0xf) - 8);
            }
        }
    },

    /** 4 bits, w = d·q + m: d, m (halves), 16 bytes of nibbles. Byte j holds numbers j (low) and j + 16 (high). */
    Q4_1(3, 32, 20) {
        @Override
        void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
            float d = fromBinary16(in.getShort(at));
            float m = fromBinary16(in.getShort(at + 2));
            for (int j = 0; j < 16; j++) {
                int pair = in.get(at + 4 + j);
                out[to + j] = d * (pair & 0xf) + m;
                out[to + j + 16] = d * (pair >> 4 & 0xf) + m;
            }
        }
    },

    /** 5 bits, w = d·(q − 16): d (half), 32 fifth bits, 16 bytes of nibbles. */
    Q5_0(6, 32, 22) {
        @Override
        void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
            float d = fromBinary16(in.getShort(at));
            int fifthBits = in.getInt(at + 2);
            for (int j = 0; j < 16; j++) {
                int pair = in.get(at + 6 + j);
                out[to + j] = d * ((pair & 0xf | (fifthBits >>> j & 1) << 4) - 16);
                out[to + j + 16] = d * ((pair >> 4 & 0xf | (fifthBits >>> j + 16 & 1) << 4) - 16);
            }
        }
    },

    /** 5 bits, w = d·q + m: d, m (halves), 32 fifth bits, 16 bytes of nibbles. */
    Q5_1(7, 32, 24) {
        @Override
        void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
            float d = fromBinary16(in.getShort(at));
            float m = fromBinary16(in.getShort(at + 2));
            int fifthBits = in.getInt(at + 4);
            for (int j = 0; j < 16; j++) {
                int pair = in.get(at + 8 + j);
                out[to + j] = d * (pair & 0xf | (fifthBits >>> j & 1) << 4) + m;
                out[to + j + 16] = d * (pair >> 4 & 0xf | (fifthBits >>> j + 16 & 1) << 4) + m;
            }
        }
    },

    /** 8 bits, w = d·q: d (half), 32 signed bytes. */
    Q8_0(8, 32, 34) {
        @Override
        void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
            float d = fromBinary16(in.getShort(at));
            for (int j = 0; j < 32; j++) {
                out[to + j] = d * in.get(at + 2 + j);
            }
        }
    },

    /**
     * 4 bits in eight groups of 32 with their own 6-bit scale s and minimum n, w = d·s·q − e·n: d, e (halves), 12 bytes of
     * packed s and n, 128 bytes of nibbles (each 32 bytes hold one group low and the next one high).
     */
    Q4_K(12, 256, 144) {
        @Override
        void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
            float d = fromBinary16(in.getShort(at));
            float e = fromBinary16(in.getShort(at + 2));
            int packed = at + 4;
            for (int group = 0; group < 8; group++) {
                float scale;
                float minimum;
                if (group < 4) { // six bits in one byte each
                    scale = d * (in.get(packed + group) & 0x3f);
                    minimum = e * (in.get(packed + group + 4) & 0x3f);
                } else { // four bits here, the upper two above the first four groups' six
                    int low = in.get(packed + group + 4);
                    scale = d * (low & 0xf | (in.get(packed + group - 4) >> 6 & 3) << 4);
                    minimum = e * (low >> 4 & 0xf | (in.get(packed + group) >> 6 & 3) << 4);
                }
                int nibbles = at + 16 + (group / 2) * 32;
                int shift = (group % 2) * 4;
                for (int j = 0; j < 32; j++) {
                    out[to + group * 32 + j] = scale * (in.get(nibbles + j) >> shift & 0xf) - minimum;
                }
            }
        }
    },

    /**
     * 6 bits in sixteen groups of 16 with their own signed scale s, w = d·s·(q − 32): 128 bytes of lower nibbles, 64 bytes
     * of upper bit pairs, 16 scales, d (half). Each half of 128 numbers is four runs of 32: nibble bytes 0-31 hold runs 0
     * (low) and 2 (high), bytes 32-63 runs 1 and 3; bit pairs hold the four runs from low to high.
     */
    Q6_K(14, 256, 210) {
        @Override
        void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
            float d = fromBinary16(in.getShort(at + 208));
            for (int half = 0; half < 2; half++) {
                for (int run = 0; run < 4; run++) {
                    int nibbles = at + half * 64 + (run % 2) * 32;
                    int shift = (run / 2) * 4;
                    int pairs = at + 128 + half * 32;
                    int scales = at + 192 + half * 8 + run * 2;
                    for (int j = 0; j < 32; j++) {
                        int q = in.get(nibbles + j) >> shift & 0xf | (in.get(pairs + j) >> run * 2 & 3) << 4;
                        out[to + half * 128 + run * 32 + j] = d * in.get(scales + j / 16) * (q - 32);
                    }
                }
            }
        }
    },

    /** bfloat16: the upper half of a 32-bit float. */
    BF16(30, 1, 2) {
        @Override
        void decodeBlock(ByteBuffer in, int at, float[] out, int to) {
            out[to] = fromBfloat16(in.getShort(at));
        }
    };

    /** Types that exist but are not read here, so that they can be refused by name. */
    private static final Map<Integer, String> OTHERS = Map.ofEntries(
            Map.entry(9, "Q8_1"),
            Map.entry(10, "Q2_K"),
            Map.entry(11, "Q3_K"),
            Map.entry(13, "Q5_K"),
            Map.entry(15, "Q8_K"),
            Map.entry(16, "IQ2_XXS"),
            Map.entry(17, "IQ2_XS"),
            Map.entry(18, "IQ3_XXS"),
            Map.entry(19, "IQ1_S"),
            Map.entry(20, "IQ4_NL"),
            Map.entry(21, "IQ3_S"),
            Map.entry(22, "IQ2_S"),
            Map.entry(23, "IQ4_XS"),
            Map.entry(24, "I8"),
            Map.entry(25, "I16"),
            Map.entry(26, "I32"),
            Map.entry(27, "I64"),
            Map.entry(28, "F64"),
            Map.entry(29, "IQ1_M"),
            Map.entry(34, "TQ1_0"),
            Map.entry(35, "TQ2_0"),
            Map.entry(39, "MXFP4"));

    private final int id;
    private final int blockSize;
    private final int blockBytes;

    GgmlType(int id, int blockSize, int blockBytes) {
        this.id = id;
        this.blockSize = blockSize;
        this.blockBytes = blockBytes;
    }

    /** The number that stands for the type in a file. */
    public int id() {
        return id;
    }

    /** Numbers in a block: 1, 32 or 256. */
    public int blockSize() {
        return blockSize;
    }

    /** Bytes of a block. */
    public int blockBytes() {
        return blockBytes;
    }

    /**
     * De-quantises whole blocks.
     *
     * @param in little-endian bytes
     * @param at index of the first block's first byte
     * @param count how many numbers, a multiple of {@link #blockSize()}
     * @param out receives the numbers
     * @param to index of the first one in {@code out}
     */
    public void decode(ByteBuffer in, int at, int count, float[] out, int to) {
        if (count % blockSize != 0) {
            throw new IllegalArgumentException("count must be a multiple of " + blockSize + ", but is " + count);
        }
        int from = at;
        for (int done = 0; done < count; done += blockSize, from += blockBytes) {
            decodeBlock(in, from, out, to + done);
        }
    }

    abstract void decodeBlock(ByteBuffer in, int at, float[] out, int to);

    static Optional<GgmlType> ofId(int id) {
        for (GgmlType type : values()) {
            if (type.id == id) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    static String nameOf(int id) {
        return ofId(id).map(Enum::name)
                .orElseGet(() -> OTHERS.getOrDefault(id, "number " + Integer.toUnsignedString(id)));
    }
}
