package dev.openbook.model.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.gguf.HalfFloat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A safetensors file: named tensors behind a JSON header, without code in it (unlike pickle).
 *
 * <p>Layout: header length (8 bytes, little-endian), JSON header with {@code dtype}, {@code shape} and
 * {@code data_offsets} of each tensor, then the data without holes. Every declared size is checked against the bytes that
 * are there before anything is allocated.
 *
 * @param tensors name to tensor, in the order of their data
 * @param metadata the header's {@code __metadata__}
 * @see <a href="https://huggingface.co/docs/safetensors/index">Safetensors, format</a>
 */
public record SafeTensorsFile(Map<String, Tensor> tensors, Map<String, String> metadata) {

    /** A PEFT header for 420 tensors has 60 KB; far more is an attack or another file. */
    private static final int MAX_HEADER_BYTES = 16 << 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** How numbers are stored. */
    public enum Type {
        /** IEEE 754 single precision, 4 bytes. */
        F32(4),
        /** IEEE 754 half precision, 2 bytes; read only. */
        F16(2),
        /** The upper half of single precision, 2 bytes. */
        BF16(2);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }
    }

    /**
     * A matrix.
     *
     * @param rows its first dimension
     * @param columns its second
     * @param values row by row, {@code rows × columns}
     */
    public record Tensor(int rows, int columns, float[] values) {

        /** Checks the size. */
        public Tensor {
            if (rows < 1 || columns < 1 || (long) rows * columns != values.length) {
                throw new IllegalArgumentException(
                        "tensor of " + rows + " x " + columns + " cannot hold " + values.length + " values");
            }
        }
    }

    /** Takes unmodifiable copies that keep the order. */
    public SafeTensorsFile {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Map.copyOf(metadata);
    }

    /**
     * Reads a file of matrices of type F32, F16 or BF16.
     *
     * @throws InvalidInputException naming the file, the rule and the value, if the file is damaged, hostile or of
     *     another format
     * @throws IOException if it cannot be read
     */
    public static SafeTensorsFile read(Path file) throws IOException {
        long size = Files.size(file);
        if (size < 8 || size > Integer.MAX_VALUE) {
            throw fault(file, "must have 8 bytes to 2 GB, but has " + size);
        }
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes =
                    channel.map(FileChannel.MapMode.READ_ONLY, 0, size).order(ByteOrder.LITTLE_ENDIAN);
            long headerLength = bytes.getLong();
            if (headerLength < 2 || headerLength > Math.min(MAX_HEADER_BYTES, size - 8)) {
                throw fault(
                        file,
                        "header length must be between 2 and " + Math.min(MAX_HEADER_BYTES, size - 8) + ", but is "
                                + headerLength + " (is this a safetensors file?)");
            }
            byte[] header = new byte[(int) headerLength];
            bytes.get(header);
            return parse(file, header, bytes.slice().order(ByteOrder.LITTLE_ENDIAN));
        }
    }

    private static SafeTensorsFile parse(Path file, byte[] header, ByteBuffer data) throws IOException {
        JsonNode root;
        try {
            root = JSON.readTree(header);
        } catch (JsonProcessingException e) {
            throw fault(file, "header must be JSON with every name once, but: " + e.getOriginalMessage());
        }
        if (!root.isObject()) {
            throw fault(file, "header must be a JSON object");
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : root.properties()) {
            if (field.getKey().equals("__metadata__")) {
                field.getValue()
                        .properties()
                        .forEach(pair ->
                                metadata.put(pair.getKey(), pair.getValue().asText()));
            } else {
                entries.add(Entry.of(file, field.getKey(), field.getValue()));
            }
        }
        entries.sort(Comparator.comparingLong(Entry::begin));
        long expected = 0;
        for (Entry entry : entries) { // no hole, no overlap, nothing beyond the end
            if (entry.begin != expected || entry.end > data.capacity()) {
                throw fault(
                        file,
                        "tensor '" + entry.name + "' must begin at " + expected + " and end by " + data.capacity()
                                + ", but has data_offsets [" + entry.begin + ", " + entry.end + "]");
            }
            expected = entry.end;
        }
        if (expected != data.capacity()) {
            throw fault(
                    file, "must end after its last tensor, but has " + (data.capacity() - expected) + " more bytes");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        entries.forEach(entry -> tensors.put(entry.name, entry.tensor(data)));
        return new SafeTensorsFile(tensors, metadata);
    }

    /** Writes the tensors whole or not at all; values are rounded to nearest even where {@code type} is BF16. */
    public void write(Path file, Type type) throws IOException {
        if (type == Type.F16) {
            throw new IllegalArgumentException("F16 is read, never written: choose F32 or BF16");
        }
        ObjectNode header = JSON.createObjectNode();
        ObjectNode pairs = header.putObject("__metadata__");
        metadata.entrySet().stream()
                .sorted(Map.Entry.comparingByKey()) // equal adapters give equal bytes
                .forEach(pair -> pairs.put(pair.getKey(), pair.getValue()));
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            ObjectNode description = header.putObject(entry.getKey());
            description.put("dtype", type.name());
            description.putArray("shape").add(tensor.rows).add(tensor.columns);
            long end = offset + (long) tensor.values.length * type.bytes;
            description.putArray("data_offsets").add(offset).add(end);
            offset = end;
        }
        String json = JSON.writeValueAsString(header);
        json += " ".repeat((8 - json.getBytes(StandardCharsets.UTF_8).length % 8) % 8); // data begins aligned
        byte[] headerBytes = json.getBytes(StandardCharsets.UTF_8);
        AtomicFiles.write(file, out -> {
            out.write(ByteBuffer.allocate(8)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(headerBytes.length)
                    .array());
            out.write(headerBytes);
            for (Tensor tensor : tensors.values()) {
                out.write(encode(tensor.values, type));
            }
        });
    }

    private static byte[] encode(float[] values, Type type) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * type.bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            if (type == Type.F32) {
                bytes.putFloat(value);
            } else {
                bytes.putShort(HalfFloat.toBfloat16(value));
            }
        }
        return bytes.array();
    }

    private static InvalidInputException fault(Path file, String rule) {
        return new InvalidInputException(file.getFileName() + ": " + rule);
    }

    private record Entry(String name, Type type, int rows, int columns, long begin, long end) {

        static Entry of(Path file, String name, JsonNode node) {
            Type type;
            try {
                type = Type.valueOf(node.path("dtype").asText());
            } catch (IllegalArgumentException e) {
                throw fault(
                        file,
                        "tensor '" + name + "' must be F32, F16 or BF16, but is "
                                + node.path("dtype").asText("without dtype"));
            }
            JsonNode shape = node.path("shape");
            long rows = shape.path(0).asLong(-1);
            long columns = shape.path(1).asLong(-1);
            if (shape.size() != 2 || rows < 1 || columns < 1 || rows > Integer.MAX_VALUE / columns) {
                throw fault(file, "tensor '" + name + "' must be a matrix, but has shape " + shape);
            }
            long begin = node.path("data_offsets").path(0).asLong(-1);
            long end = node.path("data_offsets").path(1).asLong(-1);
            if (begin < 0 || end - begin != rows * columns * type.bytes) {
                throw fault(
                        file,
                        "tensor '" + name + "' of shape " + shape + " must have " + rows * columns * type.bytes
                                + " bytes, but has data_offsets " + node.path("data_offsets"));
            }
            return new Entry(name, type, (int) rows, (int) columns, begin, end);
        }

        Tensor tensor(ByteBuffer data) {
            ByteBuffer bytes = data.slice((int) begin, (int) (end - begin)).order(ByteOrder.LITTLE_ENDIAN);
            float[] values = new float[rows * columns];
            for (int i = 0; i < values.length; i++) {
                values[i] = switch (type) {
                    case F32 -> bytes.getFloat();
                    case F16 -> HalfFloat.fromBinary16(bytes.getShort());
                    case BF16 -> HalfFloat.fromBfloat16(bytes.getShort());
                };
            }
            return new Tensor(rows, columns, values);
        }
    }
}
