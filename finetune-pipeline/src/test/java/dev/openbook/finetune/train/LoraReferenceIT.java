package dev.openbook.finetune.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.openbook.finetune.lora.LoraConfig;
import dev.openbook.finetune.lora.LoraModel;
import dev.openbook.finetune.lora.LoraParameters;
import dev.openbook.finetune.lora.TokenBatch;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.fetch.ModelFetcher;
import dev.openbook.model.fetch.PublishedModel;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.llama.GgufWeights;
import dev.openbook.model.llama.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds the forward pass, the backward pass and the optimiser against Hugging Face PEFT's figures. */
class LoraReferenceIT {

    private static final Path REFERENCE = Path.of(System.getProperty("openbook.root"), "..", "shared", "reference");
    private static final ObjectMapper JSON = new ObjectMapper();

    private static LoraModel model;
    private static LoraAdapter adapter;
    private static LoraConfig config;

    @BeforeAll
    static void loadModel() throws IOException {
        assumeTrue(Files.isDirectory(REFERENCE), "the reference figures in ../shared/reference are not here");
        Path file = ModelFetcher.quiet().fetch(PublishedModel.SMOLLM2_135M_INSTRUCT);
        try (GgufFile gguf = GgufFile.open(file)) {
            model = new LoraModel(new GgufWeights(gguf, "sha256"));
        }
        adapter = LoraAdapter.read(REFERENCE.resolve("adapter"));
        config = new LoraConfig(4, 8, EnumSet.allOf(Projection.class), 24);
    }

    @AfterAll
    static void close() {
        if (model != null) {
            model.close();
        }
    }

    @Test
    void should_reproduce_the_losses_of_five_steps_and_the_first_gradient() throws IOException {
        JsonNode reference = JSON.readTree(REFERENCE.resolve("training.json").toFile());
        List<TokenBatch.Example> examples = new ArrayList<>();
        for (JsonNode example : reference.get("examples")) {
            examples.add(new TokenBatch.Example(ints(example.get("prompt_ids")), ints(example.get("answer_ids"))));
        }
        int shared = TokenBatch.sharedPrefix(examples);
        TokenBatch batch = TokenBatch.of(examples, shared);
        LoraParameters parameters = LoraParameters.of(adapter, config, model.config());
        AdamW optimizer = new AdamW(parameters.size(), 0.9, 0.999, 1e-8, 0);
        int targets = batch.targets().length;

        for (int step = 0; step < 6; step++) {
            float[] gradients = new float[parameters.size()];
            double loss = model.lossAndGradients(batch, null, 0, parameters, 1f / targets, gradients) / targets;
            double expected = reference.get("losses").get(step).asDouble();
            assertThat(loss).as("loss of step %d", step).isCloseTo(expected, within(1e-3 * expected));
            if (step == 0) {
                double norm = AdamW.clip(gradients, Double.MAX_VALUE);
                double globalNorm = reference.get("global_gradient_norm").asDouble();
                assertThat(norm).isCloseTo(globalNorm, within(0.01 * globalNorm));
                requireTensorNorms(parameters, gradients, reference.get("gradient_norms"));
            }
            optimizer.step(parameters.values(), gradients, 1e-3);
        }
    }

    @Test
    void should_reproduce_the_logits_of_the_base_and_of_an_adapter() throws IOException {
        LoraParameters parameters = LoraParameters.of(adapter, config, model.config());
        requireLogits(JSON.readTree(REFERENCE.resolve("base.json").toFile()), null);
        requireLogits(JSON.readTree(REFERENCE.resolve("adapter.json").toFile()), parameters);
    }

    @Test
    void should_equal_the_base_where_b_is_zero() {
        LoraParameters fresh = LoraParameters.initialise(LoraConfig.allLayers(8, 0), model.config(), 1);
        TokenBatch batch = TokenBatch.of(
                List.of(new TokenBatch.Example(new int[] {504, 3575, 282, 4649, 314}, new int[] {7042})), 0);

        assertThat(model.logits(batch, fresh)[0]).isEqualTo(model.logits(batch, null)[0]);
    }

    @Test
    void should_give_the_same_gradients_from_kept_lower_outputs_and_without_a_shared_prefix() {
        LoraParameters parameters = LoraParameters.of(adapter, config, model.config());
        List<TokenBatch.Example> examples = List.of(
                new TokenBatch.Example(new int[] {504, 3575, 282, 4649, 314}, new int[] {7042, 2}),
                new TokenBatch.Example(new int[] {504, 3575, 282, 253}, new int[] {30, 198, 2}));
        TokenBatch shared = TokenBatch.of(examples, TokenBatch.sharedPrefix(examples));
        TokenBatch apart = TokenBatch.of(examples, 0);
        float[] whole = new float[parameters.size()];
        float[] upper = new float[parameters.size()];
        float[] withoutPrefix = new float[parameters.size()];

        model.lossAndGradients(shared, null, 0, parameters, 1, whole);
        model.lossAndGradients(shared, model.outputsBelow(shared, 24), 24, parameters, 1, upper);
        model.lossAndGradients(apart, null, 0, parameters, 1, withoutPrefix);

        assertThat(shared.prefix()).hasSize(3);
        assertThat(relativeDistance(whole, upper)).isLessThan(1e-5);
        assertThat(relativeDistance(whole, withoutPrefix)).isLessThan(1e-4);
    }

    private static void requireTensorNorms(LoraParameters parameters, float[] gradients, JsonNode norms) {
        int offset = 0;
        int compared = 0;
        for (Map.Entry<String, Integer> tensor : parameters.tensorSizes().entrySet()) {
            double squares = 0;
            for (int i = 0; i < tensor.getValue(); i++) {
                squares += Math.pow(gradients[offset++], 2);
            }
            if (norms.has(tensor.getKey())) {
                double expected = norms.get(tensor.getKey()).asDouble();
                assertThat(Math.sqrt(squares)).as(tensor.getKey()).isCloseTo(expected, within(0.01 * expected));
                compared++;
            }
        }
        assertThat(compared).isEqualTo(norms.size());
    }

    private static void requireLogits(JsonNode probes, LoraParameters parameters) {
        for (Map.Entry<String, JsonNode> probe : probes.properties()) {
            int[] ids = ints(probe.getValue().get("token_ids"));
            TokenBatch.Example example = new TokenBatch.Example(ids, new int[] {0});
            float[] last = model.logits(TokenBatch.of(List.of(example), 0), parameters)[0];
            for (JsonNode pair : probe.getValue().get("last_position_top10")) {
                assertThat((double) last[pair.get(0).asInt()])
                        .as(probe.getKey())
                        .isCloseTo(pair.get(1).asDouble(), within(1e-2));
            }
        }
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

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.get(i).asInt();
        }
        return values;
    }
}
