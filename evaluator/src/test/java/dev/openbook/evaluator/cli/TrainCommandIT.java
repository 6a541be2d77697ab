package dev.openbook.evaluator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.finetune.dataset.ChatFile;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.gguf.TinyGguf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code openbook train} on a model of random weights. */
class TrainCommandIT {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @BeforeEach
    void writeData() throws IOException {
        TinyGguf.seed(3).layers(3).writeTo(folder.resolve("tiny.gguf"));
        ChatFile.write(folder.resolve("train.jsonl"), records(12));
        ChatFile.write(folder.resolve("unseen.jsonl"), records(4));
    }

    @Test
    void should_train_and_say_so_when_called_again() throws IOException {
        String[] options = {
            "--held-out",
            file("unseen.jsonl"),
            "--layers",
            "upper:2",
            "--targets",
            "q,v",
            "--rank",
            "2",
            "--epochs",
            "2"
        };

        assertThat(train(options)).as(err.toString(StandardCharsets.UTF_8)).isZero();
        assertThat(out())
                .startsWith("12 records, ")
                .contains("2 epochs, 4 steps", "held out: ", "Adapter (")
                .endsWith(folder.resolve("run").toAbsolutePath() + "\n");
        LoraAdapter adapter = LoraAdapter.read(folder.resolve("run"));
        assertThat(adapter.rank()).isEqualTo(2);
        assertThat(adapter.updates().keySet()).hasSize(4).allMatch(site -> site.layer() > 0);

        out.reset();
        assertThat(train(options)).isZero();
        assertThat(out()).startsWith("This run has finished already: nothing to do.");
    }

    @Test
    void should_list_every_fault_of_both_files_before_training() throws IOException {
        Files.writeString(folder.resolve("train.jsonl"), "{\"messages\":3}\n");
        Files.writeString(folder.resolve("unseen.jsonl"), "[]\n");

        assertThat(train("--held-out", file("unseen.jsonl"))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("train.jsonl:1: missing_messages_list"))
                .anyMatch(line -> line.startsWith("unseen.jsonl:1: "));
        assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void should_refuse_blocks_and_layers_the_model_does_not_have() {
        assertThat(train("--layers", "2-3")).isEqualTo(2);
        assertThat(train("--targets", "q,head")).isEqualTo(2);
        assertThat(train("--recipe", "poet")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "--layers must be among the model's blocks 0 to 2, but is '2-3'",
                        "--targets must hold only q,k,v,o,gate,up,down, but holds 'head'",
                        "--recipe must be closed-book or reader, but is 'poet'");
    }

    private int train(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "train",
                "--data",
                file("train.jsonl"),
                "--model",
                file("tiny.gguf"),
                "--output",
                folder.resolve("run").toString()));
        arguments.addAll(List.of(more));
        return Openbook.run(
                new Terminal(new PrintStream(out, true), new PrintStream(err, true)), arguments.toArray(String[]::new));
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static List<ChatRecord> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> ChatRecord.of("Answer.", "What is " + (char) ('a' + i) + "?", i % 2 == 0 ? "no" : "yes"))
                .toList();
    }
}
