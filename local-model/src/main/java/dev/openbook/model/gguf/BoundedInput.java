package dev.openbook.model.gguf;

import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;

/**
 * Reads little-endian values front to back and never takes memory for bytes that are not there.
 *
 * <p>Each method names what it reads, so that a file that ends too early is refused with the place and the thing.
 */
final class BoundedInput {

    private final FileChannel channel;
    private final String fileName;
    private final long size;
    private final ByteBuffer window =
            ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN).limit(0);
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder(); // reports what is malformed
    private long windowEnd;

    BoundedInput(FileChannel channel, String fileName) throws IOException {
        this.channel = channel;
        this.fileName = fileName;
        this.size = channel.size();
    }

    long size() {
        return size;
    }

    long position() {
        return windowEnd - window.remaining();
    }

    /** Refuses a count of things that cannot all be in the rest of the file. */
    void requireRoomFor(long count, int bytesEach, String what) {
        long left = size - position();
        if (count < 0 || count > left / bytesEach) {
            throw fault(what + " needs " + Long.toUnsignedString(count) + " × " + bytesEach + " bytes at byte "
                    + position() + ", but " + left + " are left (the file is cut off or damaged)");
        }
    }

    byte int8(String what) throws IOException {
        return need(1, what).get();
    }

    short int16(String what) throws IOException {
        return need(2, what).getShort();
    }

    int int32(String what) throws IOException {
        return need(4, what).getInt();
    }

    long int64(String what) throws IOException {
        return need(8, what).getLong();
    }

    /** A length of 8 bytes, then that many bytes of UTF-8. */
    String string(int maxBytes, String what) throws IOException {
        long length = int64(what);
        requireRoomFor(length, 1, what);
        if (length > maxBytes) {
            throw fault(what + " must be at most " + maxBytes + " bytes long, but is " + length);
        }
        byte[] bytes = new byte[(int) length];
        for (int done = 0; done < bytes.length; ) {
            int part = Math.min(bytes.length - done, window.capacity());
            need(part, what).get(bytes, done, part);
            done += part;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw fault(what + " must be UTF-8, but is not (the file is damaged)");
        }
    }

    InvalidInputException fault(String fault) {
        return new InvalidInputException(fileName + ": " + fault);
    }

    private ByteBuffer need(int bytes, String what) throws IOException {
        if (window.remaining() < bytes) {
            requireRoomFor(bytes, 1, what);
            window.compact();
            while (window.position() < bytes) {
                int read = channel.read(window, windowEnd);
                if (read < 0) {
                    throw fault("became shorter while it was read");
                }
                windowEnd += read;
            }
            window.flip();
        }
        return window;
    }
}
