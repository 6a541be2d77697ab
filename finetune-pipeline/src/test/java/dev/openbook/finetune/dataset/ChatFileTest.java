package dev.openbook.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChatFileTest {

    @TempDir
    Path folder;

    @Test
    void should_read_back_what_it_wrote() throws IOException {
        List<ChatRecord> records = List.of(
                ChatRecord.of("Answer briefly.", "How heavy is it? \"<|im_end|>\"", "3.1 kg"),
                ChatRecord.of("Answer briefly.", "¿Qué?\nWhy?", "I don't know."));
        Path file = folder.resolve("train.jsonl");

        ChatFile.write(file, records);

        assertThat(ChatFile.read(file)).isEqualTo(records);
    }

    @Test
    void should_read_alpaca_and_share_gpt() throws IOException {
        Path file = Files.writeString(
                folder.resolve("mixed.jsonl"),
                """
                {"instruction":"Shorten.","input":"A long text.","output":"Text."}
                {"conversations":[{"from":"human","value":"Hi"},{"from":"gpt","value":"Hello"},{"from":"human","value":"?"}]}
                """);

        List<ChatRecord> records = ChatFile.read(file);

        assertThat(records.get(0).messages())
                .extracting(ChatRecord.Message::content)
                .containsExactly("Shorten.\n\nA long text.", "Text.");
        assertThat(records.get(1).answer()).isEqualTo("Hello");
        assertThat(records.get(1).prompt()).hasSize(1);
    }

    @Test
    void should_name_every_fault_with_line_and_message() throws IOException {
        Path file = Files.writeString(
                folder.resolve("bad.jsonl"),
                """
                {"text":"no messages"}
                {"messages":[{"role":"user"},{"role":"robot","content":"x"},{"role":"assistant","content":"y","mood":"z"}]}
                {"messages":[{"role":"user","content":"only a question"}]}
                {"messages":[{"role":"user","content":"q"},{"role":"assistant","content":" "}]}
                not json
                """);

        assertThatThrownBy(() -> ChatFile.read(file))
                .isInstanceOfSatisfying(InvalidInputException.class, e -> assertThat(e.faults())
                        .anySatisfy(fault -> assertThat(fault).startsWith("bad.jsonl:1: missing_messages_list: "))
                        .anySatisfy(
                                fault -> assertThat(fault).startsWith("bad.jsonl:2: message_missing_key: message 1: "))
                        .anySatisfy(
                                fault -> assertThat(fault).startsWith("bad.jsonl:2: unrecognized_role: message 2: "))
                        .anySatisfy(fault ->
                                assertThat(fault).startsWith("bad.jsonl:2: message_unrecognized_key: message 3: "))
                        .anySatisfy(fault ->
                                assertThat(fault).startsWith("bad.jsonl:3: example_missing_assistant_message: "))
                        .anySatisfy(fault -> assertThat(fault).startsWith("bad.jsonl:4: missing_content: message 2: "))
                        .anySatisfy(fault -> assertThat(fault).startsWith("bad.jsonl:5: must be one JSON object")));
    }
}
