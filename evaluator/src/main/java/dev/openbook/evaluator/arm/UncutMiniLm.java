package dev.openbook.evaluator.arm;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.model.embedding.onnx.allminilml6v2.AllMiniLmL6V2EmbeddingModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * all-MiniLM-L6-v2 with another window: the tokenizer that comes with it silently drops what exceeds 128 word pieces, the
 * published figures were made with 256.
 */
final class UncutMiniLm extends AbstractInProcessEmbeddingModel {

    private final OnnxBertBiEncoder encoder;

    UncutMiniLm(int wordPieces) {
        super(null); // LangChain4j's own threads
        ObjectMapper json = new ObjectMapper();
        try (InputStream model = resource("all-minilm-l6-v2.onnx");
                InputStream published = resource("all-minilm-l6-v2-tokenizer.json")) {
            ObjectNode tokenizer = (ObjectNode) json.readTree(published);
            tokenizer.withObject("/truncation").put("max_length", wordPieces);
            encoder = new OnnxBertBiEncoder(
                    model, new ByteArrayInputStream(json.writeValueAsBytes(tokenizer)), PoolingMode.MEAN);
        } catch (IOException e) {
            throw new UncheckedIOException("all-MiniLM-L6-v2 cannot be read from its jar: " + e.getMessage(), e);
        }
    }

    private static InputStream resource(String name) {
        return AllMiniLmL6V2EmbeddingModel.class.getClassLoader().getResourceAsStream(name);
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }
}
