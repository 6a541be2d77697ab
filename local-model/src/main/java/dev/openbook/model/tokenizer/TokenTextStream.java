package dev.openbook.model.tokenizer;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns token ids into text as they come, holding back the bytes of a character until it is whole.
 *
 * <p>A token may end in the middle of a UTF-8 character; joined together, what {@link #accept} and {@link #finish} return is
 * exactly {@link LlamaTokenizer#decode} of all ids. Not for use by several threads.
 */
public final class TokenTextStream {

    private final LlamaTokenizer tokenizer;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private ByteBuffer waiting = ByteBuffer.allocate(64).limit(0);

    TokenTextStream(LlamaTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /** The text that the next token completes; empty while a character is not whole, and for control tokens. */
    public String accept(int id) {
        byte[] bytes = tokenizer.bytesOf(id);
        ByteBuffer joined = ByteBuffer.allocate(waiting.remaining() + bytes.length);
        waiting = joined.put(waiting).put(bytes).flip();
        return decode(false);
    }

    /** What is left when no token follows: nothing, or a replacement character for a character that was never whole. */
    public String finish() {
        String rest = decode(true);
        utf8.reset();
        return rest;
    }

    private String decode(boolean end) {
        CharBuffer out = CharBuffer.allocate(waiting.remaining() + 1); // a byte gives at most one char
        utf8.decode(waiting, out, end);
        if (end) {
            utf8.flush(out);
        }
        return out.flip().toString();
    }
}
