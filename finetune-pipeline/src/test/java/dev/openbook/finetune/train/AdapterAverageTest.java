package dev.openbook.finetune.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.TrainingParity;
import dev.openbook.finetune.train.AdapterAverage.Step;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.adapter.LoraAdapter.Site;
import dev.openbook.model.adapter.LoraAdapter.Update;
import dev.openbook.model.adapter.SafeTensorsFile;
import dev.openbook.model.adapter.SafeTensorsFile.Tensor;
import dev.openbook.model.llama.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdapterAverageTest {

    private static final Site SITE = new Site(0, Projection.values()[0]);
    private static final ChatRecord COMMON = record("What is first?");

    @TempDir
    private Path folder;

    @Test
    void should_give_the_mean_of_the_weights_and_count_the_common_start_once() throws IOException {
        Path one = adapter("one", "start", 1, record("What is second?"), 1, 3);
        Path two = adapter("two", "start", 1, record("What is third?"), 5, -1);
        Path average = folder.resolve("average");

        TrainingRecord record = AdapterAverage.write(List.of(one, two), Optional.empty(), average);

        Update update = LoraAdapter.read(average).updates().get(SITE);
        assertThat(update.a().values()).containsExactly(3, 3);
        assertThat(update.b().values()).containsExactly(1, 1);
        assertThat(record.wallSeconds()).isEqualTo(100 + 60 + 60);
        assertThat(record.cpuSeconds()).isEqualTo(200 + 110 + 110);
        assertThat(record.bytesWritten()).isEqualTo(500 + 1000 + 1000);
        assertThat(record.recipe()).isEmpty();
        assertThat(Files.readString(average.resolve(TrainingRecord.FILE)))
                .contains(LoraAdapter.hashOf(one), LoraAdapter.hashOf(two));
        assertThat(TrainingParity.read(average)).hasValueSatisfying(parity -> {
            assertThat(parity.examples()).hasSize(3);
            assertThat(parity.hasQuestion("what is second")).isTrue();
            assertThat(parity.hasQuestion("what is third")).isTrue();
        });
    }

    @Test
    void should_take_in_the_common_start_itself_without_counting_it_again() throws IOException {
        Path start = adapter("start", null, 1, COMMON, 0, 6);
        Path one = adapter("one", LoraAdapter.hashOf(start), 1, record("What is second?"), 1, 3);
        Path two = adapter("two", LoraAdapter.hashOf(start), 1, record("What is third?"), 5, 0);
        Path average = folder.resolve("average");

        TrainingRecord record = AdapterAverage.write(List.of(start, one, two), Optional.empty(), average);

        Update update = LoraAdapter.read(average).updates().get(SITE);
        assertThat(update.a().values()).containsExactly(2, 2);
        assertThat(update.b().values()).containsExactly(3, 3);
        assertThat(record.wallSeconds()).isEqualTo(100 + 60 + 60);
        assertThat(Files.readString(average.resolve(TrainingRecord.FILE)))
                .contains(LoraAdapter.hashOf(start), LoraAdapter.hashOf(one), LoraAdapter.hashOf(two));
    }

    @Test
    void should_go_beyond_the_mean_by_the_step_that_is_asked_for() throws IOException {
        Path start = adapter("start", null, 1, COMMON, 1, 2);
        Path one = adapter("one", LoraAdapter.hashOf(start), 1, record("What is second?"), 2, 2);
        Path two = adapter("two", LoraAdapter.hashOf(start), 1, record("What is third?"), 4, -2);
        Path average = folder.resolve("average");

        TrainingRecord record = AdapterAverage.write(List.of(one, two), Optional.of(new Step(start, 1.5)), average);

        Update update = LoraAdapter.read(average).updates().get(SITE);
        assertThat(update.a().values()).containsExactly(4, 4); // 1 + 1.5 (3 - 1)
        assertThat(update.b().values()).containsExactly(-1, -1); // 2 + 1.5 (0 - 2)
        assertThat(record.wallSeconds()).isEqualTo(100 + 60 + 60);
        assertThat(Files.readString(average.resolve(TrainingRecord.FILE))).contains("\"step\" : 1.5");
    }

    @Test
    void should_take_a_step_only_from_the_common_start_and_only_within_range() throws IOException {
        Path start = adapter("start", null, 1, COMMON, 0, 6);
        Path one = adapter("one", LoraAdapter.hashOf(start), 1, COMMON, 1, 3);
        Path two = adapter("two", LoraAdapter.hashOf(start), 1, COMMON, 5, 0);
        Path average = folder.resolve("average");

        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> AdapterAverage.write(List.of(one, two), Optional.of(new Step(one, 2)), average))
                .withMessage(one + ": must be the adapter that the others went on from (sha256 "
                        + LoraAdapter.hashOf(start) + "), but is not");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> AdapterAverage.write(List.of(start, one), Optional.of(new Step(start, 2)), average))
                .withMessage(start + ": must not be among the adapters as well where a step is taken from it, but is");
        for (double factor : new double[] {0, -1, 4.1, Double.NaN}) {
            assertThatExceptionOfType(InvalidInputException.class)
                    .isThrownBy(() -> new Step(start, factor))
                    .withMessage("step must be above 0 and at most 4, but is " + factor);
        }
        assertThat(average).doesNotExist();
    }

    @Test
    void should_refuse_adapters_that_did_not_begin_with_the_same_one() throws IOException {
        Path one = adapter("one", "start", 1, COMMON, 1, 1);
        Path stranger = adapter("stranger", "elsewhere", 1, COMMON, 1, 1);
        Path fresh = adapter("fresh", null, 1, COMMON, 1, 1);

        refused(one, stranger, "stranger: must have been trained on from the same adapter as ");
        refused(fresh, one, "fresh: must have been trained on from another adapter, but its training.json names none");
    }

    @Test
    void should_refuse_adapters_of_another_shape_and_a_folder_that_is_taken() throws IOException {
        Path one = adapter("one", "start", 1, COMMON, 1, 1);
        Path wide = adapter("wide", "start", 2, COMMON, 1, 1, 1, 1);

        refused(one, wide, "wide: must have base model, rank, alpha and layers of ");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> AdapterAverage.write(List.of(one, one), Optional.empty(), wide))
                .withMessage(wide + ": must hold no adapter yet, but does (choose another folder)");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> AdapterAverage.write(List.of(one), Optional.empty(), folder.resolve("x")))
                .withMessage("an average needs at least two adapters, but got 1");
    }

    private void refused(Path one, Path other, String message) {
        Path average = folder.resolve("average");
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> AdapterAverage.write(List.of(one, other), Optional.empty(), average))
                .withMessageContaining(message);
        assertThat(average).doesNotExist();
    }

    /** The first half of the values is A's, (rank, 2), the second B's, (2, rank); one value for a row. */
    private Path adapter(String name, String start, int rank, ChatRecord learned, float... values) throws IOException {
        Path adapter = folder.resolve(name);
        float[] a = new float[2 * rank];
        float[] b = new float[2 * rank];
        for (int i = 0; i < 2 * rank; i++) {
            a[i] = values[0];
            b[i] = values[values.length - 1];
        }
        new LoraAdapter(
                        "model",
                        Optional.of("base"),
                        rank,
                        2 * rank,
                        Map.of(SITE, new Update(new Tensor(rank, 2, a), new Tensor(2, rank, b))))
                .write(adapter, SafeTensorsFile.Type.BF16);
        TrainingParity.of(List.of(COMMON, learned)).write(adapter);
        Files.writeString(
                adapter.resolve(TrainingRecord.FILE),
                "{\"base\": {\"sha256\": \"base\"}, "
                        + (start == null
                                ? ""
                                : "\"startFromSha256\": \"" + start + "\", \"startFrom\": {\"wallSeconds\": 100,"
                                        + " \"cpuSeconds\": 200, \"bytesWritten\": 500}, ")
                        + "\"outcome\": {\"wallSeconds\": 60, \"cpuSeconds\": 110, \"bytesWritten\": 1000}}");
        return adapter;
    }

    private static ChatRecord record(String question) {
        return ChatRecord.of("Be brief.", question, "A value");
    }
}
