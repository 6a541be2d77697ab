package dev.openbook.model.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.openbook.model.fetch.ModelFetcher;
import dev.openbook.model.fetch.PublishedModel;
import dev.openbook.model.gguf.GgufFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Token ids of the published model, held against those of an independent implementation. */
class ReferenceTokensIT {

    private static final Path REFERENCE =
            Path.of(System.getProperty("openbook.root"), "..", "shared", "reference", "base.json");

    private static LlamaTokenizer tokenizer;
    private static ChatTemplate template;

    @BeforeAll
    static void open() {
        try (GgufFile file = GgufFile.open(ModelFetcher.quiet().fetch(PublishedModel.SMOLLM2_135M_INSTRUCT))) {
            tokenizer = LlamaTokenizer.of(file);
            template = ChatTemplate.of(file, tokenizer);
        }
    }

    @AfterAll
    static void close() {
        if (tokenizer != null) {
            tokenizer.close();
        }
    }

    @Test
    void should_give_the_references_ids_for_all_its_texts() throws IOException {
        JsonNode probes = reference();

        assertThat(probes.size()).isEqualTo(8);
        for (Map.Entry<String, JsonNode> probe : probes.properties()) {
            assertThat(tokenizer.encodeWithControlTokens(
                            probe.getValue().get("text").textValue()))
                    .as(probe.getKey())
                    .isEqualTo(ints(probe.getValue().get("token_ids")));
        }
    }

    @Test
    void should_read_the_references_continuations_as_it_does() throws IOException {
        for (Map.Entry<String, JsonNode> probe : reference().properties()) {
            assertThat(tokenizer.decode(ints(probe.getValue().get("greedy_ids"))))
                    .as(probe.getKey())
                    .isEqualTo(probe.getValue().get("greedy_text").textValue().replace("<|im_end|>", ""));
        }
    }

    @Test
    void should_render_the_references_chat() throws IOException {
        int[] ids = template.render(
                List.of(SystemMessage.from("Answer briefly."), UserMessage.from("What is the capital of France?")));

        assertThat(ids).isEqualTo(ints(reference().get("chat").get("token_ids")));
    }

    @Test
    void should_render_the_files_default_system_message_first() {
        int[] ids = template.render(List.of(UserMessage.from("Hello")));

        assertThat(ids)
                .isEqualTo(tokenizer.encodeWithControlTokens("<|im_start|>system\nYou are a helpful AI assistant named"
                        + " SmolLM, trained by Hugging Face<|im_end|>\n<|im_start|>user\nHello<|im_end|>\n"
                        + "<|im_start|>assistant\n"));
        assertThat(tokenizer.endOfText()).contains(2);
    }

    private static JsonNode reference() throws IOException {
        assumeTrue(Files.exists(REFERENCE), "the reference figures (shared/reference/base.json) are not here");
        return new ObjectMapper().readTree(REFERENCE.toFile());
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).intValue();
        }
        return values;
    }
}
