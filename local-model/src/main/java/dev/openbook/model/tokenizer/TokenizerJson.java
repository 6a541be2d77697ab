package dev.openbook.model.tokenizer;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.List;

/**
 * Writes a vocabulary and its merges as the {@code tokenizer.json} that Hugging Face's tokenizers read.
 *
 * <p>Control tokens are left out of it altogether: no text can become one by any rule of that library.
 */
final class TokenizerJson {

    private TokenizerJson() {}

    /**
     * A byte-level BPE without prefix space, unknown token or post-processing.
     *
     * @param singleDigits whether each digit is a word of its own
     */
    static byte[] of(List<String> tokens, BitSet control, List<String> merges, boolean singleDigits) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 21);
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("version", "1.0");
            json.writeArrayFieldStart("added_tokens");
            json.writeEndArray();
            json.writeNullField("normalizer");
            writePreTokenizer(json, singleDigits);
            json.writeNullField("post_processor");
            json.writeFieldName("decoder");
            writeByteLevel(json);
            writeModel(json, tokens, control, merges);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory does not fail", e);
        }
        return out.toByteArray();
    }

    private static void writePreTokenizer(JsonGenerator json, boolean singleDigits) throws IOException {
        json.writeObjectFieldStart("pre_tokenizer");
        json.writeStringField("type", "Sequence");
        json.writeArrayFieldStart("pretokenizers");
        if (singleDigits) {
            json.writeStartObject();
            json.writeStringField("type", "Digits");
            json.writeBooleanField("individual_digits", true);
            json.writeEndObject();
        }
        writeByteLevel(json);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeByteLevel(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", "ByteLevel");
        json.writeBooleanField("add_prefix_space", false);
        json.writeBooleanField("trim_offsets", true);
        json.writeBooleanField("use_regex", true);
        json.writeEndObject();
    }

    private static void writeModel(JsonGenerator json, List<String> tokens, BitSet control, List<String> merges)
            throws IOException {
        json.writeObjectFieldStart("model");
        json.writeStringField("type", "BPE");
        json.writeBooleanField("byte_fallback", false);
        json.writeObjectFieldStart("vocab");
        for (int id = control.nextClearBit(0); id < tokens.size(); id = control.nextClearBit(id + 1)) {
            json.writeNumberField(tokens.get(id), id);
        }
        json.writeEndObject();
        json.writeArrayFieldStart("merges");
        for (String merge : merges) {
            json.writeString(merge);
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
