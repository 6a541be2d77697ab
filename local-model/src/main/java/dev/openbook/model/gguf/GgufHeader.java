package dev.openbook.model.gguf;

import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands before the tensors' bytes: metadata, and each tensor's name, type, shape and place.
 *
 * <p>Limits are far above real files (the largest published vocabularies have 262,144 tokens in three arrays, and the
 * largest models a few thousand tensors) and low enough that a hostile header costs neither memory nor time.
 *
 * @param metadata values as String, Boolean, Long, BigInteger, Double, {@code List<String>}, {@code long[]} or
 *     {@code double[]}
 * @param tensors in the file's order
 */
record GgufHeader(Map<String, Object> metadata, Map<String, TensorPlace> tensors) {

    /** Where a tensor lies; {@code shape} is outer dimension first, {@code offset} counts from the file's start. */
    record TensorPlace(String name, GgmlType type, long[] shape, long offset, long bytes) {
        long end() {
            return offset + bytes;
        }
    }

    private static final int MAGIC = 0x46554747; // "GGUF" read little-endian
    private static final int MAX_KEYS = 1 << 16;
    private static final int MAX_TENSORS = 1 << 16;
    private static final int MAX_KEY_BYTES = 1 << 16; // the format's own limit
    private static final int MAX_TENSOR_NAME_BYTES = 64; // the format's own limit
    private static final int MAX_STRING_BYTES = 1 << 24;
    private static final int MAX_METADATA_BYTES = 1 << 26;
    private static final int MAX_ARRAY_ENTRIES = 1 << 21; // of all arrays together
    private static final int MAX_DIMENSIONS = 4;
    private static final int DEFAULT_ALIGNMENT = 32;
    private static final int MAX_ALIGNMENT = 1 << 16;

    static GgufHeader read(BoundedInput in) throws IOException {
        readMagicAndVersion(in);
        long tensorCount = in.int64("the number of tensors");
        long keyCount = in.int64("the number of metadata keys");
        in.requireRoomFor(keyCount, 13, "the metadata"); // a key's length, a type, a byte
        in.requireRoomFor(tensorCount, 32, "the tensor list"); // a name's length, one dimension, type, offset
        requireAtMost(in, keyCount, MAX_KEYS, "metadata keys");
        requireAtMost(in, tensorCount, MAX_TENSORS, "tensors");

        Map<String, Object> metadata = new MetadataReader(in).read((int) keyCount);
        long alignment = alignment(in, metadata);
        List<TensorPlace> relative = new ArrayList<>();
        for (int i = 0; i < tensorCount; i++) {
            relative.add(readTensorPlace(in, alignment));
        }
        long dataStart = alignUp(in.position(), alignment);
        return new GgufHeader(metadata, placed(in, relative, dataStart, alignment));
    }

    private static void readMagicAndVersion(BoundedInput in) throws IOException {
        if (in.size() < 4 || in.int32("the magic number") != MAGIC) {
            throw in.fault("is not a GGUF model file (it does not begin with the letters GGUF)");
        }
        int version = in.int32("the version");
        if (version != 0 && (version & 0xffff) == 0) {
            throw in.fault("is a big-endian GGUF file; only little-endian ones are supported");
        }
        if (version != 2 && version != 3) {
            throw in.fault("GGUF version must be 2 or 3, but is " + Integer.toUnsignedString(version));
        }
    }

    /** Reads keys and values, holding their total to {@link #MAX_METADATA_BYTES} and {@link #MAX_ARRAY_ENTRIES}. */
    private static final class MetadataReader {

        private static final int ARRAY = 9;
        private static final int STRING = 8;

        private final BoundedInput in;
        private int arrayEntriesLeft = MAX_ARRAY_ENTRIES;

        MetadataReader(BoundedInput in) {
            this.in = in;
        }

        Map<String, Object> read(int keyCount) throws IOException {
            Map<String, Object> metadata = new LinkedHashMap<>();
            for (int i = 0; i < keyCount; i++) {
                String key = in.string(MAX_KEY_BYTES, "metadata key " + (i + 1));
                String what = "metadata '" + shortened(key) + "'";
                Object value = value(in.int32(what), what);
                if (metadata.put(key, value) != null) {
                    throw in.fault(what + " is there twice");
                }
                requireAtMost(in, in.position(), MAX_METADATA_BYTES, "bytes of metadata");
            }
            return metadata;
        }

        private Object value(int type, String what) throws IOException {
            return switch (type) {
                case 0 -> (long) (in.int8(what) & 0xff);
                case 1 -> (long) in.int8(what);
                case 2 -> (long) (in.int16(what) & 0xffff);
                case 3 -> (long) in.int16(what);
                case 4 -> in.int32(what) & 0xffff_ffffL;
                case 5 -> (long) in.int32(what);
                case 6 -> (double) Float.intBitsToFloat(in.int32(what));
                case 7 -> flag(what);
                case STRING -> in.string(MAX_STRING_BYTES, what);
                case ARRAY -> array(what);
                case 10 -> unsigned(in.int64(what));
                case 11 -> in.int64(what);
                case 12 -> Double.longBitsToDouble(in.int64(what));
                default -> throw in.fault(what + " has an unknown type: " + Integer.toUnsignedString(type));
            };
        }

        private Object flag(String what) throws IOException {
            byte value = in.int8(what);
            if (value != 0 && value != 1) {
                throw in.fault(what + " must be 0 or 1, but is " + (value & 0xff));
            }
            return value == 1;
        }

        private static Object unsigned(long bits) {
            return bits >= 0 ? (Object) bits : new BigInteger(Long.toUnsignedString(bits));
        }

        private Object array(String what) throws IOException {
            int type = in.int32(what);
            long count = in.int64(what);
            in.requireRoomFor(count, smallestBytes(type, what), what);
            if (count > arrayEntriesLeft) {
                throw in.fault(what + " has " + count + " entries; all arrays together may have " + MAX_ARRAY_ENTRIES);
            }
            arrayEntriesLeft -= (int) count;
            return switch (type) {
                case STRING -> strings((int) count, what);
                case 6, 12 -> decimals(type, (int) count, what);
                default -> integers(type, (int) count, what);
            };
        }

        private List<String> strings(int count, String what) throws IOException {
            List<String> values = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                values.add(in.string(MAX_KEY_BYTES, what));
                requireAtMost(in, in.position(), MAX_METADATA_BYTES, "bytes of metadata");
            }
            return List.copyOf(values);
        }

        private double[] decimals(int type, int count, String what) throws IOException {
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                values[i] = (Double) value(type, what);
            }
            return values;
        }

        private long[] integers(int type, int count, String what) throws IOException {
            long[] values = new long[count];
            for (int i = 0; i < count; i++) {
                Object value = value(type, what);
                if (value instanceof Boolean flag) {
                    values[i] = flag ? 1 : 0;
                } else if (value instanceof Long number) {
                    values[i] = number;
                } else {
                    throw in.fault(what + " must hold integers below 2^63, but holds " + value);
                }
            }
            return values;
        }

        private int smallestBytes(int type, String what) {
            return switch (type) {
                case 0, 1, 7 -> 1;
                case 2, 3 -> 2;
                case 4, 5, 6 -> 4;
                case STRING, 10, 11, 12 -> 8;
                case ARRAY -> throw in.fault(what + " is an array of arrays, which is not supported");
                default -> throw in.fault(what + " has entries of an unknown type: " + Integer.toUnsignedString(type));
            };
        }
    }

    private static long alignment(BoundedInput in, Map<String, Object> metadata) {
        Object value = metadata.getOrDefault("general.alignment", (long) DEFAULT_ALIGNMENT);
        if (!(value instanceof Long alignment)
                || alignment < 8
                || alignment > MAX_ALIGNMENT
                || Long.bitCount(alignment) != 1) {
            throw in.fault("metadata 'general.alignment' must be a power of two from 8 to " + MAX_ALIGNMENT
                    + ", but is " + shortened(String.valueOf(value)));
        }
        return alignment;
    }

    private static TensorPlace readTensorPlace(BoundedInput in, long alignment) throws IOException {
        String name = in.string(MAX_TENSOR_NAME_BYTES, "a tensor's name");
        String what = "tensor '" + shortened(name) + "'";
        int dimensions = in.int32(what);
        if (dimensions < 1 || dimensions > MAX_DIMENSIONS) {
            throw in.fault(what + " must have 1 to " + MAX_DIMENSIONS + " dimensions, but has "
                    + Integer.toUnsignedString(dimensions));
        }
        long[] shape = new long[dimensions];
        for (int i = dimensions - 1; i >= 0; i--) { // the file writes the inner dimension first
            shape[i] = in.int64(what);
        }
        int typeId = in.int32(what);
        long offset = in.int64(what);

        GgmlType type = GgmlType.ofId(typeId)
                .orElseThrow(() -> in.fault(what + " has the type " + GgmlType.nameOf(typeId)
                        + ", which is not supported (supported: " + List.of(GgmlType.values()) + ")"));
        if (offset < 0 || offset % alignment != 0) {
            throw in.fault(what + " must begin at a multiple of " + alignment + ", but its offset is "
                    + Long.toUnsignedString(offset));
        }
        return new TensorPlace(name, type, shape, offset, bytesOf(in, what, type, shape));
    }

    private static long bytesOf(BoundedInput in, String what, GgmlType type, long[] shape) {
        long elements = 1;
        for (long dimension : shape) {
            if (dimension < 1 || dimension > Integer.MAX_VALUE) {
                throw in.fault(what + " must have dimensions from 1 to " + Integer.MAX_VALUE + ", but one is "
                        + Long.toUnsignedString(dimension));
            }
            if (elements > Long.MAX_VALUE / 256 / dimension) { // 256: more than any block's bytes per number
                throw in.fault(what + " has more numbers than a file can hold");
            }
            elements *= dimension;
        }
        if (shape[shape.length - 1] % type.blockSize() != 0) {
            throw in.fault(what + " of type " + type + " must have rows of a multiple of " + type.blockSize()
                    + " numbers, but they have " + shape[shape.length - 1]);
        }
        long bytes = elements / type.blockSize() * type.blockBytes();
        if (bytes > Integer.MAX_VALUE) {
            throw in.fault(what + " is " + bytes + " bytes long; up to " + Integer.MAX_VALUE + " are supported");
        }
        return bytes;
    }

    /** Turns offsets into file positions and checks that the tensors fill the rest of the file, side by side. */
    private static Map<String, TensorPlace> placed(
            BoundedInput in, List<TensorPlace> relative, long dataStart, long alignment) {
        Map<String, TensorPlace> byName = new LinkedHashMap<>();
        for (TensorPlace tensor : relative) {
            long offset = tensor.offset() > in.size() ? in.size() : dataStart + tensor.offset();
            if (offset > in.size() - tensor.bytes()) {
                throw in.fault("tensor '" + shortened(tensor.name()) + "' needs " + tensor.bytes() + " bytes at offset "
                        + tensor.offset() + ", but the file ends before (it is cut off or damaged)");
            }
            TensorPlace absolute =
                    new TensorPlace(tensor.name(), tensor.type(), tensor.shape(), offset, tensor.bytes());
            if (byName.put(tensor.name(), absolute) != null) {
                throw in.fault("tensor '" + shortened(tensor.name()) + "' is there twice");
            }
        }
        requireNoOverlapOrHole(in, byName, dataStart, alignment);
        return byName;
    }

    private static void requireNoOverlapOrHole(
            BoundedInput in, Map<String, TensorPlace> tensors, long dataStart, long alignment) {
        List<TensorPlace> inOrder = new ArrayList<>(tensors.values());
        inOrder.sort(Comparator.comparingLong(TensorPlace::offset));
        long end = dataStart;
        String before = "the header";
        for (TensorPlace tensor : inOrder) {
            String name = "tensor '" + shortened(tensor.name()) + "'";
            if (tensor.offset() < end) {
                throw in.fault(name + " overlaps " + before);
            }
            if (tensor.offset() != alignUp(end, alignment)) {
                throw in.fault(
                        "a hole of " + (tensor.offset() - end) + " bytes lies between " + before + " and " + name);
            }
            end = tensor.end();
            before = name;
        }
        if (in.size() > alignUp(end, alignment)) {
            throw in.fault("has " + (in.size() - end) + " bytes that belong to no tensor after " + before);
        }
    }

    private static long alignUp(long position, long alignment) {
        return (position + alignment - 1) & -alignment;
    }

    private static void requireAtMost(BoundedInput in, long value, int limit, String what) {
        if (value > limit) {
            throw in.fault("must have at most " + limit + " " + what + ", but has " + value);
        }
    }

    /** A name as it may stand in a one-line message: printable, and not a page long. */
    static String shortened(String name) {
        StringBuilder safe = new StringBuilder();
        name.codePoints()
                .limit(80)
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? '?' : c)
                .forEach(safe::appendCodePoint);
        return safe.length() < name.length() ? safe + "…" : safe.toString();
    }
}
