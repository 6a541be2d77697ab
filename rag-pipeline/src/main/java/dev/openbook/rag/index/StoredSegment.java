package dev.openbook.rag.index;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.lucene.util.BytesRef;

/**
 * A segment's text and metadata as bytes, every type and every UTF-16 unit kept (Lucene's own stored strings replace
 * lone surrogates, and offsets would no longer slice the same text).
 */
final class StoredSegment {

    private StoredSegment() {}

    /** The bytes of {@code segment}; {@code null} (a vector alone) is kept as such. */
    static BytesRef write(TextSegment segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeBoolean(segment != null);
            if (segment != null) {
                writeText(out, segment.text());
                Map<String, Object> sorted = new TreeMap<>(segment.metadata().toMap());
                out.writeInt(sorted.size());
                for (Map.Entry<String, Object> entry : sorted.entrySet()) {
                    writeText(out, entry.getKey());
                    writeValue(out, entry.getValue());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory only
        }
        return new BytesRef(bytes.toByteArray());
    }

    /** What {@link #write} was given. */
    static TextSegment read(BytesRef bytes) {
        try (DataInputStream in =
                new DataInputStream(new ByteArrayInputStream(bytes.bytes, bytes.offset, bytes.length))) {
            if (!in.readBoolean()) {
                return null;
            }
            String text = readText(in);
            Map<String, Object> metadata = new HashMap<>();
            for (int left = in.readInt(); left > 0; left--) {
                String key = readText(in);
                metadata.put(key, readValue(in));
            }
            return TextSegment.from(text, new Metadata(metadata));
        } catch (IOException e) {
            throw new UncheckedIOException("stored passage cannot be decoded", e);
        }
    }

    private static void writeValue(DataOutputStream out, Object value) throws IOException {
        if (value instanceof String text) {
            out.writeByte('s');
            writeText(out, text);
        } else if (value instanceof UUID uuid) {
            out.writeByte('u');
            out.writeLong(uuid.getMostSignificantBits());
            out.writeLong(uuid.getLeastSignificantBits());
        } else if (value instanceof Integer number) {
            out.writeByte('i');
            out.writeInt(number);
        } else if (value instanceof Long number) {
            out.writeByte('l');
            out.writeLong(number);
        } else if (value instanceof Float number) {
            out.writeByte('f');
            out.writeFloat(number);
        } else if (value instanceof Double number) {
            out.writeByte('d');
            out.writeDouble(number);
        } else {
            throw new IllegalArgumentException("metadata values must be strings, UUIDs or numbers, but one is a "
                    + value.getClass().getName());
        }
    }

    private static Object readValue(DataInputStream in) throws IOException {
        byte type = in.readByte();
        return switch (type) {
            case 's' -> readText(in);
            case 'u' -> new UUID(in.readLong(), in.readLong());
            case 'i' -> in.readInt();
            case 'l' -> in.readLong();
            case 'f' -> in.readFloat();
            case 'd' -> in.readDouble();
            default -> throw new IOException("unknown metadata type " + type);
        };
    }

    private static void writeText(DataOutputStream out, String text) throws IOException {
        boolean utf8 = StandardCharsets.UTF_8.newEncoder().canEncode(text);
        byte[] encoded = utf8 ? text.getBytes(StandardCharsets.UTF_8) : utf16(text);
        out.writeBoolean(utf8);
        out.writeInt(encoded.length);
        out.write(encoded);
    }

    private static String readText(DataInputStream in) throws IOException {
        boolean utf8 = in.readBoolean();
        byte[] encoded = in.readNBytes(in.readInt());
        if (utf8) {
            return new String(encoded, StandardCharsets.UTF_8);
        }
        char[] chars = new char[encoded.length / 2];
        for (int i = 0; i < chars.length; i++) {
            chars[i] = (char) ((encoded[2 * i] & 0xff) << 8 | encoded[2 * i + 1] & 0xff);
        }
        return new String(chars);
    }

    /** By hand, because every {@link Charset} replaces lone surrogates. */
    private static byte[] utf16(String text) {
        byte[] encoded = new byte[2 * text.length()];
        for (int i = 0; i < text.length(); i++) {
            encoded[2 * i] = (byte) (text.charAt(i) >> 8);
            encoded[2 * i + 1] = (byte) text.charAt(i);
        }
        return encoded;
    }
}
