package dev.openbook.finetune.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.finetune.lora.LoraConfig;
import dev.openbook.finetune.lora.LoraModel;
import dev.openbook.finetune.lora.LoraParameters;
import dev.openbook.finetune.lora.TokenBatch;
import dev.openbook.finetune.lora.TokenBatch.Example;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.gguf.TinyGguf;
import dev.openbook.model.llama.GgufWeights;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training loop on a model of random weights: small, but through the real engine. */
class LoraTrainerIT {

    private static final TrainingConfig CONFIG = new TrainingConfig(4, 4, 5e-3, 2, 0.9, 0.99, 1e-8, 0, 1, 1_024, 7);

    private static LoraModel model;

    @TempDir
    Path folder;

    @BeforeAll
    static void loadModel(@TempDir Path models) throws IOException {
        Path file = TinyGguf.seed(3).layers(3).writeTo(models.resolve("tiny.gguf"));
        try (GgufFile gguf = GgufFile.open(file)) {
            model = new LoraModel(new GgufWeights(gguf, "tiny"));
        }
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void should_learn_the_answers() throws IOException {
        List<Double> losses = new ArrayList<>();

        train("run", 0, CONFIG, (step, parameters) -> losses.add(step.loss()));

        assertThat(losses).hasSize(24);
        assertThat(losses.get(23)).isLessThan(0.5 * losses.get(0));
    }

    @Test
    void should_end_with_the_same_bits_after_an_interruption() throws IOException {
        float[] uninterrupted = train("whole", 1, CONFIG, (step, parameters) -> true);

        train("cut", 1, CONFIG, (step, parameters) -> step.step() < 9);
        List<Integer> resumedSteps = new ArrayList<>();
        float[] resumed = train("cut", 1, CONFIG, (step, parameters) -> resumedSteps.add(step.step()));

        assertThat(resumedSteps).first().isEqualTo(10);
        assertThat(resumed).isEqualTo(uninterrupted);
    }

    @Test
    void should_do_a_step_again_that_was_stopped_between_its_passes() throws IOException {
        TrainingConfig small = new TrainingConfig(4, 4, 5e-3, 2, 0.9, 0.99, 1e-8, 0, 1, 20, 7);
        float[] uninterrupted = train("whole", 0, small, (step, parameters) -> true);
        AtomicInteger steps = new AtomicInteger();
        AtomicInteger asked = new AtomicInteger();

        train("cut", 0, small, new TrainingListener() {
            @Override
            public boolean onStep(Step step, LoraParameters parameters) {
                steps.set(step.step());
                asked.set(0);
                return true;
            }

            @Override
            public boolean stopRequested() {
                return asked.incrementAndGet() == 2 && steps.get() == 5;
            }
        });
        float[] resumed = train("cut", 0, small, (step, parameters) -> true);

        assertThat(steps).hasValue(5);
        assertThat(resumed).isEqualTo(uninterrupted);
    }

    @Test
    void should_give_nearly_the_same_weights_in_small_passes() throws IOException {
        TrainingConfig small = new TrainingConfig(4, 4, 5e-3, 2, 0.9, 0.99, 1e-8, 0, 1, 20, 7);

        float[] inOnePass = train("one", 0, CONFIG, (step, parameters) -> step.step() < 3);
        float[] inSmallPasses = train("small", 0, small, (step, parameters) -> step.step() < 3);

        for (int i = 0; i < inOnePass.length; i++) {
            assertThat(inSmallPasses[i]).isCloseTo(inOnePass[i], org.assertj.core.api.Assertions.within(1e-3f));
        }
    }

    @Test
    void should_give_the_same_gradients_when_a_pass_shares_its_prefix_and_its_lower_outputs() throws IOException {
        List<Example> examples = questionsAboutTexts();
        BatchPlan plan = new BatchPlan(examples, CONFIG);
        LoraParameters parameters = LoraParameters.initialise(LoraConfig.allLayers(4, 1), model.config(), 5);
        for (int i = 0; i < parameters.size(); i++) { // B is zero otherwise, and A without a gradient
            parameters.values().put(i, parameters.values().get(i) + 0.01f);
        }
        float[] ordinary = new float[parameters.size()];
        float[] shared = new float[parameters.size()];
        float[] kept = new float[parameters.size()];

        try (KeptOutputs lower =
                new KeptOutputs(model, examples, plan, CONFIG, 1, folder, Progress.none(), () -> false)) {
            for (List<Integer> batch : plan.epoch(0)) {
                for (int index : batch) {
                    TokenBatch alone = TokenBatch.of(List.of(examples.get(index)), 0);
                    model.lossAndGradients(alone, null, 0, parameters, 1, ordinary);
                }
                for (BatchPlan.Pass pass : plan.passes(batch)) {
                    assertThat(pass.prefixLength()).isEqualTo(90);
                    TokenBatch rows = TokenBatch.of(
                            pass.examples().stream().map(examples::get).toList(), pass.prefixLength());
                    model.lossAndGradients(rows, null, 0, parameters, 1, shared);
                    model.lossAndGradients(rows, lower.rows(pass.examples(), rows), 1, parameters, 1, kept);
                }
            }
        }

        assertThat(relativeDistance(ordinary, shared)).isLessThan(1e-4);
        assertThat(relativeDistance(ordinary, kept)).isLessThan(1e-4);
    }

    @Test
    void should_give_the_same_gradients_while_memory_is_collected_and_reused() {
        LoraParameters parameters = LoraParameters.initialise(LoraConfig.allLayers(4, 0), model.config(), 5);
        for (int i = 0; i < parameters.size(); i++) {
            parameters.values().put(i, parameters.values().get(i) + 0.01f);
        }
        TokenBatch batch = TokenBatch.of(examples().subList(0, 8), 2);
        float[] expected = new float[parameters.size()];
        model.lossAndGradients(batch, null, 0, parameters, 1, expected);

        AtomicBoolean stop = new AtomicBoolean();
        Thread collector = new Thread(() -> {
            while (!stop.get()) { // frees what nobody holds and writes NaN over it
                System.gc();
                ByteBuffer rubbish = ByteBuffer.allocateDirect(1 << 16);
                while (rubbish.hasRemaining()) {
                    rubbish.putFloat(Float.NaN);
                }
            }
        });
        collector.start();
        try {
            for (int pass = 0; pass < 30; pass++) {
                float[] gradients = new float[parameters.size()];
                model.lossAndGradients(batch, null, 0, parameters, 1, gradients);
                assertThat(gradients).as("pass %d", pass).isEqualTo(expected);
            }
        } finally {
            stop.set(true);
        }
    }

    @Test
    void should_refuse_a_checkpoint_of_another_run() throws IOException {
        train("run", 0, CONFIG, (step, parameters) -> step.step() < 2);
        TrainingConfig other = new TrainingConfig(4, 4, 4e-3, 2, 0.9, 0.99, 1e-8, 0, 1, 1_024, 7);

        assertThatThrownBy(() -> train("run", 0, other, (step, parameters) -> true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must belong to this run's data and settings");
    }

    @Test
    void should_refuse_a_damaged_checkpoint() throws IOException {
        train("run", 0, CONFIG, (step, parameters) -> step.step() < 2);
        Path file = folder.resolve("run").resolve(Checkpoint.FILE);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);

        assertThatThrownBy(() -> train("run", 0, CONFIG, (step, parameters) -> true))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("is damaged");
    }

    @Test
    void should_refuse_to_train_on_nothing() {
        LoraParameters fresh = LoraParameters.initialise(LoraConfig.allLayers(2, 0), model.config(), 1);

        assertThatThrownBy(() -> new LoraTrainer(model, folder, Progress.none())
                        .train(List.of(), fresh, CONFIG, (step, parameters) -> true))
                .hasMessage("training data must have at least one example, but has none");
    }

    private float[] train(String run, int firstLayer, TrainingConfig config, TrainingListener listener)
            throws IOException {
        LoraParameters parameters = LoraParameters.initialise(LoraConfig.allLayers(4, firstLayer), model.config(), 5);
        new LoraTrainer(model, folder.resolve(run), Progress.none()).train(examples(), parameters, config, listener);
        float[] values = new float[parameters.size()];
        parameters.values().get(0, values);
        return values;
    }

    /** 24 prompts of 6 to 9 tokens that begin alike, each with an answer of two tokens that only its own tokens tell. */
    private static List<Example> examples() {
        Random random = new Random(11);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            int[] prompt = new int[6 + i % 4];
            prompt[0] = 1;
            prompt[1] = 40;
            for (int j = 2; j < prompt.length; j++) {
                prompt[j] = 3 + random.nextInt(200);
            }
            examples.add(new Example(prompt, new int[] {3 + i % 3, 2}));
        }
        return examples;
    }

    /** Two questions about each of four texts of 80 tokens, behind an instruction of 10. */
    private static List<Example> questionsAboutTexts() {
        Random random = new Random(12);
        List<Example> examples = new ArrayList<>();
        for (int text = 0; text < 4; text++) {
            int[] sources = random.ints(80, 3, 200).toArray();
            for (int question = 0; question < 2; question++) {
                int[] prompt = new int[95 + question];
                Arrays.fill(prompt, 0, 10, 40);
                System.arraycopy(sources, 0, prompt, 10, 80);
                Arrays.fill(prompt, 90, prompt.length, 201 + question);
                examples.add(new Example(prompt, new int[] {3 + question, 2}));
            }
        }
        return examples;
    }

    private static double relativeDistance(float[] expected, float[] actual) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += Math.pow(expected[i] - actual[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return Math.sqrt(difference / size);
    }
}
