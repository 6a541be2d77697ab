package dev.openbook.finetune.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.TrainingParity;
import dev.openbook.finetune.lora.LoraConfig;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.gguf.TinyGguf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From records to an adapter's folder, on a model of random weights. */
class AdapterTrainingIT {

    private static final String BASE = "a".repeat(64);
    private static final TrainingConfig CONFIG = new TrainingConfig(6, 4, 1e-2, 2, 0.9, 0.99, 1e-8, 0, 1, 1_024, 7);

    @TempDir
    Path folder;

    private Path model;

    @BeforeEach
    void writeModel() {
        model = TinyGguf.seed(3).layers(3).writeTo(folder.resolve("tiny.gguf"));
    }

    @Test
    void should_write_an_adapter_with_its_origin_and_its_curve() throws IOException {
        TrainingResult result =
                training("run").file("facts.jsonl", "b".repeat(64)).build().run();

        assertThat(result.finished()).isTrue();
        assertThat(result.steps()).isEqualTo(18).isEqualTo(result.totalSteps());
        assertThat(result.bytesWritten()).isPositive();
        LoraAdapter adapter = LoraAdapter.read(result.adapter());
        assertThat(adapter.baseSha256()).contains(BASE);
        assertThat(adapter.rank()).isEqualTo(4);
        JsonNode file = new ObjectMapper()
                .readTree(result.adapter().resolve("training.json").toFile());
        assertThat(file.at("/base/sha256").asText()).isEqualTo(BASE);
        assertThat(file.at("/data/files/facts.jsonl").asText()).isEqualTo("b".repeat(64));
        assertThat(file.at("/training/seed").asLong()).isEqualTo(7);
        assertThat(file.at("/outcome/finalLoss").asDouble()).isEqualTo(result.finalLoss());
        assertThat(TrainingParity.read(result.adapter())).hasValueSatisfying(parity -> assertThat(parity.examples())
                .hasSize(file.at("/data/records").asInt()));
        List<String> curve = Files.readAllLines(result.adapter().resolve("loss.csv"));
        assertThat(curve).hasSize(19);
        assertThat(lossOf(curve.get(18))).isLessThan(lossOf(curve.get(1)));
        assertThat(result.adapter().resolve("loss.svg")).content().contains("class=\"mean\" d=\"M");
        assertThat(names(result.adapter()))
                .containsExactlyInAnyOrder(
                        "adapter_config.json",
                        "adapter_model.safetensors",
                        "training.json",
                        "parity.json",
                        "loss.csv",
                        "loss.svg");
    }

    @Test
    void should_give_the_recorded_result_where_the_run_has_finished() throws IOException {
        TrainingResult first = training("run").build().run();
        AdapterTraining again = training("run").build();

        assertThat(again.finished()).isPresent();
        assertThat(again.run()).isEqualTo(first);
        assertThatThrownBy(() -> training("run").training(config(8)).build().run())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must be new or hold this very run");
    }

    @Test
    void should_end_with_the_same_bytes_however_often_it_was_stopped() throws IOException {
        TrainingResult whole = withHeldOut("whole").build().run();

        int done = 0;
        for (int steps : new int[] {1, 6, 5, 6}) {
            TrainingResult result = stopAfter(steps, "cut");
            assertThat(result.finished()).isFalse();
            assertThat(result.steps()).isEqualTo(done += steps);
        }
        TrainingResult resumed = withHeldOut("cut").build().run();

        assertThat(resumed.finished()).isTrue();
        assertThat(LoraAdapter.hashOf(resumed.adapter())).isEqualTo(LoraAdapter.hashOf(whole.adapter()));
        assertThat(resumed.heldOut()).isEqualTo(whole.heldOut()).isPresent();
    }

    @Test
    void should_stop_when_interrupted_and_leave_the_flag_set() throws IOException {
        Progress interrupting = (name, total, unit) -> new Progress.Task() {
            @Override
            public void advance(long units) {
                if (units == 1) {
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void close() {}
        };

        TrainingResult result = training("run").progress(interrupting).build().run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(result.finished()).isFalse();
        assertThat(result.steps()).isEqualTo(1);
        assertThat(folder.resolve("run/" + Checkpoint.FILE)).exists();
    }

    @Test
    void should_keep_the_best_weights_and_stop_when_patience_runs_out() throws IOException {
        TrainingConfig wild = new TrainingConfig(40, 4, 5e-2, 0, 0.9, 0.99, 1e-8, 0, 1, 1_024, 7);

        TrainingResult result = withHeldOut("run")
                .training(wild)
                .evaluateEvery(2)
                .patience(3)
                .build()
                .run();

        LossCurve curve = LossCurve.read(result.adapter());
        assertThat(result.finished()).isTrue();
        assertThat(result.steps()).isLessThan(result.totalSteps());
        assertThat(curve.evaluationsSinceBest()).isEqualTo(3);
        assertThat(result.heldOut()).isEqualTo(curve.best());
        assertThat(result.heldOut().orElseThrow().step()).isEqualTo(result.steps() - 6);
    }

    @Test
    void should_continue_from_an_adapter_of_this_model_only() throws IOException {
        TrainingResult first =
                training("first").lora(LoraConfig.allLayers(2, 1)).build().run();

        TrainingResult second =
                training("second").startFrom(first.adapter()).build().run();

        assertThat(LoraAdapter.read(second.adapter()).rank()).isEqualTo(2);
        assertThat(second.finalLoss()).isLessThan(first.finalLoss());
        assertThat(TrainingRecord.read(first.adapter()).orElseThrow().recipe()).isPresent();
        assertThat(TrainingRecord.read(second.adapter()).orElseThrow().recipe()).isEmpty();
        assertThat(TrainingRecord.read(second.adapter()).orElseThrow().wallSeconds())
                .as("seconds of both trainings")
                .isCloseTo(first.wallSeconds() + second.wallSeconds(), within(1e-9));
        assertThatThrownBy(() -> training("third")
                        .model(model, "c".repeat(64))
                        .startFrom(first.adapter())
                        .build())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must be an adapter of this model");
    }

    @Test
    void should_refuse_all_long_records_before_anything_is_written() throws IOException {
        List<ChatRecord> records = new ArrayList<>(records(3));
        records.add(1, ChatRecord.of("Answer.", "x".repeat(600), "long one"));
        records.add(ChatRecord.of("Answer.", "y".repeat(600), "long two"));
        AdapterTraining training = training("run").records(records).build();

        assertThatThrownBy(training::run)
                .isInstanceOfSatisfying(InvalidInputException.class, e -> assertThat(e.faults())
                        .hasSize(2)
                        .first()
                        .asString()
                        .startsWith("record 2 (answer 'long one'): must have at most 512 tokens, but has 6"));
        assertThat(folder.resolve("run")).doesNotExist();
    }

    private TrainingResult stopAfter(int steps, String run) throws IOException {
        AdapterTraining[] training = new AdapterTraining[1];
        Progress stopping = (name, total, unit) -> new Progress.Task() {
            private long done;

            @Override
            public void advance(long units) {
                done += units;
                if (done >= steps && name.equals("training")) {
                    training[0].stop();
                }
            }

            @Override
            public void close() {}
        };
        training[0] = withHeldOut(run).progress(stopping).build();
        return training[0].run();
    }

    private AdapterTraining.Builder withHeldOut(String run) {
        return training(run).heldOut(records(5)).evaluateEvery(4);
    }

    private AdapterTraining.Builder training(String run) {
        return AdapterTraining.builder()
                .model(model, BASE)
                .records(records(12))
                .lora(LoraConfig.allLayers(4, 0))
                .training(CONFIG)
                .output(folder.resolve(run));
    }

    private static TrainingConfig config(long seed) {
        return new TrainingConfig(6, 4, 1e-2, 2, 0.9, 0.99, 1e-8, 0, 1, 1_024, seed);
    }

    private static List<ChatRecord> records(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> ChatRecord.of("Answer.", "What is " + (char) ('a' + i) + "?", i % 2 == 0 ? "no" : "yes"))
                .toList();
    }

    private static double lossOf(String line) {
        return Double.parseDouble(line.split(",")[2]);
    }

    private static List<String> names(Path run) throws IOException {
        try (var files = Files.list(run)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
