package dev.openbook.model.tokenizer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * GPT-2's printable stand-ins for bytes: a vocabulary written as text in which each character means one byte.
 *
 * <p>Printable Latin-1 characters mean themselves; the 68 other bytes, in order, are the characters from U+0100 on (so a
 * space is {@code Ġ}).
 */
final class ByteLevel {

    private static final int FIRST_STAND_IN = 0x100;
    private static final int[] BYTE_OF_CHARACTER = byteOfCharacter();

    private ByteLevel() {}

    /** The bytes a token stands for; a character that means no byte stands for itself in UTF-8. */
    static byte[] bytesOf(String token) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(token.length());
        token.codePoints().forEach(character -> {
            if (character < BYTE_OF_CHARACTER.length && BYTE_OF_CHARACTER[character] >= 0) {
                bytes.write(BYTE_OF_CHARACTER[character]);
            } else {
                bytes.writeBytes(Character.toString(character).getBytes(StandardCharsets.UTF_8));
            }
        });
        return bytes.toByteArray();
    }

    private static int[] byteOfCharacter() {
        int[] bytes = new int[FIRST_STAND_IN + 68];
        int standIn = FIRST_STAND_IN;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xa1 && b <= 0xac || b >= 0xae;
            if (printable) {
                bytes[b] = b;
            } else {
                bytes[b] = -1;
                bytes[standIn++] = b;
            }
        }
        return bytes;
    }
}
