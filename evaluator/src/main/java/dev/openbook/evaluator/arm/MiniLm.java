package dev.openbook.evaluator.arm;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
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
 * all-MiniLM-L6-v2 from LangChain4j's jar, with a window and threads of our own.
 *
 * <p>The tokenizer in the jar silently drops what exceeds 128 word pieces; the published figures were made with 256. And
 * LangChain4j embeds as many texts at a time as there are processors, while ONNX Runtime by default gives each of them
 * as many threads again, which wait for each other by spinning: one thread a text costs about half the processor time
 * (docs/retrieval.md).
 */
final class MiniLm extends AbstractInProcessEmbeddingModel {

    /** What the tokenizer in the jar is set to. */
    static final int PUBLISHED_WINDOW = 128;

    private final OnnxBertBiEncoder encoder;

    MiniLm(int wordPieces) {
        super(null); // LangChain4j's own threads
        ObjectMapper json = new ObjectMapper();
        try (InputStream model = resource("all-minilm-l6-v2.onnx");
                InputStream published = resource("all-minilm-l6-v2-tokenizer.json");
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            ObjectNode tokenizer = (ObjectNode) json.readTree(published);
            tokenizer.withObject("/truncation").put("max_length", wordPieces);
            options.setIntraOpNumThreads(1);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            encoder = new OnnxBertBiEncoder(
                    environment,
                    environment.createSession(model.readAllBytes(), options),
                    new ByteArrayInputStream(json.writeValueAsBytes(tokenizer)),
                    PoolingMode.MEAN);
        } catch (IOException e) {
            throw new UncheckedIOException("all-MiniLM-L6-v2 cannot be read from its jar: " + e.getMessage(), e);
        } catch (OrtException e) {
            throw new IllegalStateException("all-MiniLM-L6-v2 cannot be loaded: " + e.getMessage(), e);
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
