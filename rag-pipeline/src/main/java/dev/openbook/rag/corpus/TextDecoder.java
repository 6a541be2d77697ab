package dev.openbook.rag.corpus;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Turns the bytes of a text file into text by one declared policy.
 *
 * <ol>
 *   <li>A byte order mark decides: UTF-8, UTF-16 little or big endian. The mark is not part of the text.
 *   <li>Zero bytes at every other place, as UTF-16 gives Western text, decide for UTF-16 of that order.
 *   <li>Otherwise the file is UTF-8. If some bytes are no UTF-8, and valid non-ASCII letters outnumber them, each faulty
 *       sequence becomes U+FFFD.
 *   <li>If faulty sequences are in the majority the file is windows-1252, of which Latin-1's letters are a part.
 * </ol>
 *
 * Line ends, controls and everything else stay as they are. {@link Decoded#replacements()} tells how many sequences had no
 * meaning.
 */
public final class TextDecoder {

    /** How much of a file decides whether it is binary. */
    static final int SAMPLE_BYTES = 1 << 16;

    /** Text holds next to no control characters; compressed or executable content about one byte in ten. */
    private static final double MAX_CONTROL_SHARE = 0.05;

    private static final char REPLACEMENT = '\uFFFD';
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** First bytes of formats that a wrong extension could let in. */
    private static final byte[][] BINARY_SIGNATURES = {
        {'P', 'K', 3, 4},
        {0x7F, 'E', 'L', 'F'},
        {(byte) 0x89, 'P', 'N', 'G'},
        {'G', 'I', 'F', '8'},
        {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF},
        {0x1F, (byte) 0x8B},
        {'%', 'P', 'D', 'F', '-'},
        {'G', 'G', 'U', 'F'},
    };

    private TextDecoder() {}

    /**
     * Decoded text.
     *
     * @param text without the byte order mark
     * @param charset what the bytes were taken for
     * @param replacements how many faulty sequences became U+FFFD
     */
    public record Decoded(String text, Charset charset, int replacements) {}

    /** Decodes a whole file. */
    public static Decoded decode(byte[] bytes) {
        if (startsWith(bytes, bytes.length, 0xEF, 0xBB, 0xBF)) {
            return decode(bytes, 3, StandardCharsets.UTF_8);
        }
        Charset utf16 = utf16(bytes, Math.min(bytes.length, SAMPLE_BYTES));
        if (utf16 != null) {
            boolean marked = startsWith(bytes, bytes.length, 0xFF, 0xFE) || startsWith(bytes, bytes.length, 0xFE, 0xFF);
            return decode(bytes, marked ? 2 : 0, utf16);
        }
        if (isAscii(bytes)) {
            return new Decoded(new String(bytes, StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8, 0);
        }
        Decoded lenient = decode(bytes, 0, StandardCharsets.UTF_8);
        if (lenient.replacements() == 0) {
            return lenient;
        }
        long valid = lenient.text().chars().filter(c -> c >= 0x80).count() - lenient.replacements();
        return lenient.replacements() > valid ? decode(bytes, 0, WINDOWS_1252) : lenient;
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Decodes with a known charset; faulty sequences become U+FFFD and are counted. */
    static Decoded decode(byte[] bytes, int offset, Charset charset) {
        CharsetDecoder decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes, offset, bytes.length - offset);
        CharBuffer out = CharBuffer.allocate(1 << 13);
        // as many characters as there can be: growing step by step would take three times the memory of a large file
        int unit = charset.name().startsWith("UTF-16") ? 2 : 1;
        StringBuilder text = new StringBuilder((bytes.length - offset) / unit + 1);
        int replacements = 0;
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            text.append(out.array(), 0, out.position());
            out.clear();
            if (result.isError()) {
                text.append(REPLACEMENT);
                replacements++;
                in.position(in.position() + result.length());
            } else if (result.isUnderflow()) {
                return new Decoded(text.toString(), charset, replacements);
            }
        }
    }

    /** Whether the first bytes of a file are not text; a stray control character does not make it so. */
    static boolean isBinary(byte[] sample, int length) {
        for (byte[] signature : BINARY_SIGNATURES) {
            if (length >= signature.length
                    && Arrays.equals(sample, 0, signature.length, signature, 0, signature.length)) {
                return true;
            }
        }
        if (utf16(sample, length) != null) {
            return false;
        }
        int controls = 0;
        for (int i = 0; i < length; i++) {
            byte b = sample[i];
            if (b >= 0 && b < 0x20 && !isSpace(b) && b != 0x1B) {
                controls++;
            }
        }
        return controls > length * MAX_CONTROL_SHARE;
    }

    /** Whether nothing but white space, zero bytes and byte order marks is there. */
    static boolean isBlank(byte[] sample, int length) {
        int from = startsWith(sample, length, 0xEF, 0xBB, 0xBF)
                ? 3
                : startsWith(sample, length, 0xFF, 0xFE) || startsWith(sample, length, 0xFE, 0xFF) ? 2 : 0;
        for (int i = from; i < length; i++) {
            if (sample[i] != 0 && !isSpace(sample[i])) {
                return false;
            }
        }
        return true;
    }

    private static Charset utf16(byte[] sample, int length) {
        if (startsWith(sample, length, 0xFF, 0xFE)) {
            return StandardCharsets.UTF_16LE;
        }
        if (startsWith(sample, length, 0xFE, 0xFF)) {
            return StandardCharsets.UTF_16BE;
        }
        int even = 0;
        int odd = 0;
        for (int i = 0; i + 1 < length; i += 2) {
            even += sample[i] == 0 ? 1 : 0;
            odd += sample[i + 1] == 0 ? 1 : 0;
        }
        int pairs = length / 2;
        if (pairs < 4) {
            return null;
        }
        // Western text in UTF-16 has a zero in nearly every pair, always on the same side.
        if (odd > pairs * 0.7 && even < pairs * 0.05) {
            return StandardCharsets.UTF_16LE;
        }
        return even > pairs * 0.7 && odd < pairs * 0.05 ? StandardCharsets.UTF_16BE : null;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b >= '\t' && b <= '\r';
    }

    private static boolean startsWith(byte[] bytes, int length, int... prefix) {
        if (length < prefix.length) {
            return false;
        }
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xFF) != prefix[i]) {
                return false;
            }
        }
        return true;
    }
}
