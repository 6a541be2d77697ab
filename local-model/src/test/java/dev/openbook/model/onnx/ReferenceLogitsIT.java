package dev.openbook.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.openbook.foundation.CacheFolder;
import dev.openbook.foundation.Sha256;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.fetch.ModelFetcher;
import dev.openbook.model.fetch.PublishedModel;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.llama.AdaptedWeights;
import dev.openbook.model.llama.ForwardPass;
import dev.openbook.model.llama.GgufWeights;
import dev.openbook.model.llama.LlamaWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Logits and greedy continuations of the published model, held against those of an independent implementation. */
class ReferenceLogitsIT {

    private static final Path REFERENCE = Path.of(System.getProperty("openbook.root"), "..", "shared", "reference");

    /** A continuation may leave the reference only where its first two candidates are closer than this. */
    private static final double TIE = 0.5;

    @Test
    void should_equal_the_reference_in_full_precision() throws IOException {
        Comparison comparison = compare("base.json", weights -> weights, Precision.FP32);

        assertThat(comparison.largestDifference).isLessThan(1e-2);
        assertThat(comparison.equal).isEqualTo(8);
    }

    @Test
    void should_equal_the_reference_with_a_merged_adapter() throws IOException {
        Path folder = REFERENCE.resolve("adapter");
        assumeTrue(Files.isDirectory(folder), "the reference adapter is not on this machine");
        LoraAdapter adapter = LoraAdapter.read(folder);

        Comparison comparison = compare(
                "adapter.json",
                weights -> new AdaptedWeights(weights, adapter, LoraAdapter.hashOf(folder)),
                Precision.FP32);

        assertThat(comparison.largestDifference).isLessThan(1e-2);
        assertThat(comparison.equal).isEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource(
            value = Precision.class,
            names = {"INT8", "EXACT4"})
    void should_stay_close_with_fewer_bits_and_leave_only_at_ties(Precision precision) throws IOException {
        Comparison comparison = compare("base.json", weights -> weights, precision);

        assertThat(comparison.largestDifference).isLessThan(1.0);
        assertThat(comparison.margins).allSatisfy(margin -> assertThat(margin).isLessThan(TIE));
    }

    @ParameterizedTest
    @EnumSource(Precision.class)
    void should_give_the_same_bits_however_a_text_is_divided(Precision precision) throws IOException {
        int[] ids = ints(reference("base.json").get("long").get("token_ids"));
        try (GgufFile file = GgufFile.open(model());
                ForwardPass pass = load(new GgufWeights(file, Sha256.of(file.path())), precision)) {
            float[] whole = pass.run(ids, 0, ids.length - 1)[0];
            for (int cut : new int[] {1, 300, ids.length - 3, ids.length - 1}) {
                pass.run(java.util.Arrays.copyOf(ids, cut), 0, cut - 1);
                int[] rest = java.util.Arrays.copyOfRange(ids, cut, ids.length);

                assertThat(pass.run(rest, cut, rest.length - 1)[0]).isEqualTo(whole);
            }
        }
    }

    private interface Change {
        LlamaWeights of(LlamaWeights base);
    }

    /** The figures of one precision; printed, because they belong in the docs. */
    private static final class Comparison {
        private double largestDifference;
        private int equal;
        /** Logits between the model's own choice and the reference's, in its own view, where they first differ. */
        private final List<Double> margins = new ArrayList<>();
    }

    private static Comparison compare(String file, Change change, Precision precision) throws IOException {
        JsonNode probes = reference(file);
        Comparison comparison = new Comparison();
        try (GgufFile gguf = GgufFile.open(model());
                ForwardPass pass = load(change.of(new GgufWeights(gguf, Sha256.of(gguf.path()))), precision)) {
            for (Map.Entry<String, JsonNode> probe : probes.properties()) {
                compare(pass, probe.getValue(), comparison);
            }
        }
        System.out.printf(
                Locale.ROOT,
                "%s %s: largest top-10 difference %.4f, continuations equal %d of %d, margins at flips %s%n",
                file,
                precision,
                comparison.largestDifference,
                comparison.equal,
                probes.size(),
                comparison.margins);
        return comparison;
    }

    private static void compare(ForwardPass pass, JsonNode probe, Comparison comparison) {
        int[] ids = ints(probe.get("token_ids"));
        int middle = probe.get("middle_position").intValue();
        int last = ids.length - 1;
        float[][] logits = middle == last ? pass.run(ids, 0, last) : pass.run(ids, 0, middle, last);
        float[] next = logits[logits.length - 1];
        comparison.largestDifference = Math.max(
                comparison.largestDifference,
                Math.max(
                        difference(logits[0], probe.get("middle_position_top10")),
                        difference(next, probe.get("last_position_top10"))));
        int past = ids.length;
        for (int expected : ints(probe.get("greedy_ids"))) {
            int chosen = largest(next);
            if (chosen != expected) {
                comparison.margins.add((double) (next[chosen] - next[expected]));
                return;
            }
            next = pass.run(new int[] {chosen}, past++, 0)[0];
        }
        comparison.equal++;
    }

    private static ForwardPass load(LlamaWeights weights, Precision precision) {
        return OnnxForwardPass.load(weights, precision, CacheFolder.resolve(), 2);
    }

    private static Path model() {
        return ModelFetcher.quiet().fetch(PublishedModel.SMOLLM2_135M_INSTRUCT);
    }

    private static JsonNode reference(String name) throws IOException {
        Path file = REFERENCE.resolve(name);
        assumeTrue(
                Files.isRegularFile(file), "the reference figures are not on this machine: shared/reference/" + name);
        return new ObjectMapper().readTree(file.toFile());
    }

    private static double difference(float[] logits, JsonNode top) {
        double largest = 0;
        for (JsonNode entry : top) {
            largest = Math.max(
                    largest,
                    Math.abs(logits[entry.get(0).intValue()] - entry.get(1).doubleValue()));
        }
        return largest;
    }

    private static int largest(float[] logits) {
        int best = 0;
        for (int i = 1; i < logits.length; i++) {
            best = logits[i] > logits[best] ? i : best;
        }
        return best;
    }

    private static int[] ints(JsonNode list) {
        int[] values = new int[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = list.get(i).intValue();
        }
        return values;
    }
}
