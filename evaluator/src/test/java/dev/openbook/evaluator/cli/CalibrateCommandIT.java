package dev.openbook.evaluator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.evaluator.arm.TinyAdapter;
import dev.openbook.finetune.dataset.ChatFile;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.foundation.Sha256;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.adapter.RefusalBias;
import dev.openbook.model.chat.LocalChatModel;
import dev.openbook.model.gguf.TinyGguf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code openbook calibrate} on a model of random weights, which is never right: declining is all it can do well. */
class CalibrateCommandIT {

    private static final String REFUSAL = "I don't know.";

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<ChatRecord> records = List.of(
            ChatRecord.of("Answer.", "What is the height of the mill?", "42 metres [1]"),
            ChatRecord.of("Answer.", "Who owns the mill?", "Anna Quist [2]"),
            ChatRecord.of("Answer.", "When was the mill sold?", REFUSAL));

    private Path model;
    private Path adapter;

    @BeforeEach
    void writeModel() throws IOException {
        model = TinyGguf.seed(3).writeTo(folder.resolve("tiny.gguf"));
        adapter = TinyAdapter.write(folder.resolve("adapter"), Sha256.of(model), 3);
    }

    @Test
    void should_write_the_bias_that_the_served_model_then_follows() throws IOException {
        String weightsAlone = LoraAdapter.hashOf(adapter);
        ChatFile.write(folder.resolve("dev.jsonl"), records);

        assertThat(calibrate()).as(err.toString(StandardCharsets.UTF_8)).isZero();

        RefusalBias bias = RefusalBias.read(adapter).orElseThrow();
        assertThat(bias.refusal()).isEqualTo(REFUSAL);
        assertThat(LoraAdapter.hashOf(adapter)).isNotEqualTo(weightsAlone);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("chosen", "Written to ");
        try (LocalChatModel served = LocalChatModel.builder()
                .model(model)
                .adapter(adapter)
                .maxTokens(1)
                .build()) {
            for (ChatRecord record : records) {
                boolean declines = served.refusalMargin(record.prompt(), REFUSAL) + bias.logits() > 0;
                String first = served.chat(record.prompt()).aiMessage().text();
                assertThat(!first.isEmpty() && REFUSAL.startsWith(first)).isEqualTo(declines);
            }
        }
    }

    @Test
    void should_refuse_data_without_refusals() throws IOException {
        ChatFile.write(folder.resolve("dev.jsonl"), records.subList(0, 2));

        assertThat(calibrate()).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("--data must hold answers and refusals, but ")
                .contains(" holds 2 answers and 0 refusals");
        assertThat(adapter.resolve(RefusalBias.FILE)).doesNotExist();
    }

    @Test
    void should_refuse_a_share_that_is_none() throws IOException {
        ChatFile.write(folder.resolve("dev.jsonl"), records);

        assertThat(calibrate("--most-declined", "5")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("--most-declined must be between 0 and 1, but is 5.0\n");
        assertThat(adapter.resolve(RefusalBias.FILE)).doesNotExist();
    }

    private int calibrate(String... further) {
        Terminal terminal = new Terminal(new PrintStream(out, true), new PrintStream(err, true));
        List<String> arguments = new ArrayList<>(List.of(
                "calibrate",
                "--model",
                model.toString(),
                "--adapter",
                adapter.toString(),
                "--data",
                folder.resolve("dev.jsonl").toString()));
        arguments.addAll(List.of(further));
        return Openbook.run(terminal, arguments.toArray(String[]::new));
    }
}
