package dev.openbook.model.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Sha256;
import dev.openbook.model.adapter.SafeTensorsFile.Tensor;
import dev.openbook.model.llama.Projection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Low-rank additions to the linear layers of a llama model: {@code W' = W + alpha / rank · B A}.
 *
 * @param baseModel the name of the model it was trained on
 * @param baseSha256 the hash of that model's file, where known; an adapter of another base is refused
 * @param rank rows of each A and columns of each B, 1 to 256
 * @param alpha the scaling's numerator, over 0
 * @param updates one pair of matrices for each adapted layer
 * @see <a href="https://arxiv.org/abs/2106.09685">Hu et al., LoRA: Low-Rank Adaptation of Large Language Models</a>
 */
public record LoraAdapter(
        String baseModel, Optional<String> baseSha256, int rank, float alpha, Map<Site, Update> updates) {

    /** The name of the configuration file in an adapter's folder. */
    public static final String CONFIG_FILE = "adapter_config.json";
    /** The name of the weights file in an adapter's folder. */
    public static final String WEIGHTS_FILE = "adapter_model.safetensors";

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Where an update goes.
     *
     * @param layer the block, from 0
     * @param projection the linear layer in that block
     */
    public record Site(int layer, Projection projection) implements Comparable<Site> {
        @Override
        public int compareTo(Site other) {
            return layer != other.layer ? Integer.compare(layer, other.layer) : projection.compareTo(other.projection);
        }
    }

    /**
     * The two matrices of one layer.
     *
     * @param a (rank, in)
     * @param b (out, rank)
     */
    public record Update(Tensor a, Tensor b) {}

    /** Checks the ranks and refuses values that are not finite. */
    public LoraAdapter {
        if (rank < 1 || rank > 256) {
            throw new InvalidInputException("lora rank must be between 1 and 256, but is " + rank);
        }
        if (!(alpha > 0) || Float.isInfinite(alpha)) {
            throw new InvalidInputException("lora_alpha must be over 0, but is " + alpha);
        }
        updates = Collections.unmodifiableMap(new TreeMap<>(updates));
        for (Map.Entry<Site, Update> entry : updates.entrySet()) {
            Update update = entry.getValue();
            if (update.a.rows() != rank || update.b.columns() != rank) {
                throw new InvalidInputException(
                        "adapter of rank %d must have that rank everywhere, but %s has A of %d x %d and B of %d x %d"
                                .formatted(
                                        rank,
                                        name(entry.getKey()),
                                        update.a.rows(),
                                        update.a.columns(),
                                        update.b.rows(),
                                        update.b.columns()));
            }
            requireFinite(entry.getKey(), 'A', update.a);
            requireFinite(entry.getKey(), 'B', update.b);
        }
    }

    /** {@code alpha / rank}, the factor on {@code B A}. */
    public float scaling() {
        return alpha / rank;
    }

    /**
     * Adds this adapter's update to a layer's weights, in place.
     *
     * @param weight (out, in), row by row
     * @throws InvalidInputException if the adapter was made for other shapes
     */
    public void mergeInto(int layer, Projection projection, float[] weight) {
        Update update = updates.get(new Site(layer, projection));
        if (update == null) {
            return;
        }
        int out = update.b.rows();
        int in = update.a.columns();
        if ((long) out * in != weight.length) {
            throw new InvalidInputException("adapter must fit its base model, but %s changes %d x %d of %d weights"
                    .formatted(name(new Site(layer, projection)), out, in, weight.length));
        }
        float[] a = update.a.values(); // (rank, in)
        float[] b = update.b.values(); // (out, rank)
        for (int row = 0; row < out; row++) {
            for (int k = 0; k < rank; k++) {
                float factor = scaling() * b[row * rank + k];
                for (int column = 0; column < in; column++) {
                    weight[row * in + column] += factor * a[k * in + column];
                }
            }
        }
    }

    /** The name of a matrix in {@code adapter_model.safetensors}; {@code matrix} is {@code 'A'} or {@code 'B'}. */
    public static String tensorName(Site site, char matrix) {
        return "base_model.model.model.layers.%d.%s.lora_%s.weight"
                .formatted(site.layer, site.projection.huggingFaceName(), matrix);
    }

    /** The hash of the weights, the scaling and the bias of refusals, if any: of all that changes an answer. */
    public static String hashOf(Path folder) {
        return Sha256.of(Stream.of(CONFIG_FILE, WEIGHTS_FILE, RefusalBias.FILE)
                .map(folder::resolve)
                .filter(Files::exists)
                .map(Sha256::of)
                .collect(Collectors.joining()));
    }

    /**
     * Reads an adapter's folder.
     *
     * @throws InvalidInputException if a file is missing, damaged, or asks for something this project does not do (DoRA,
     *     rank-stabilised scaling, biases, ranks that differ by layer)
     */
    public static LoraAdapter read(Path folder) throws IOException {
        Path configFile = folder.resolve(CONFIG_FILE);
        Path weightsFile = folder.resolve(WEIGHTS_FILE);
        for (Path file : new Path[] {configFile, weightsFile}) {
            if (!Files.isRegularFile(file)) {
                throw new InvalidInputException("an adapter folder must hold " + CONFIG_FILE + " and " + WEIGHTS_FILE
                        + ", but " + file + " is not there");
            }
        }
        JsonNode config;
        try {
            config = JSON.readTree(configFile.toFile());
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(configFile + ": must be JSON, but: " + e.getOriginalMessage(), e);
        }
        refuseUnsupported(configFile, config);
        int rank = config.path("r").asInt();
        Map<String, Tensor> tensors =
                new LinkedHashMap<>(SafeTensorsFile.read(weightsFile).tensors());
        Map<Site, Update> updates = new TreeMap<>();
        Set<Projection> targets = targets(configFile, config);
        for (int layer : layers(tensors.keySet())) {
            for (Projection projection : targets) {
                Site site = new Site(layer, projection);
                Tensor a = tensors.remove(tensorName(site, 'A'));
                Tensor b = tensors.remove(tensorName(site, 'B'));
                if (a == null || b == null) {
                    throw new InvalidInputException(weightsFile + ": must hold A and B of every target module, but "
                            + tensorName(site, a == null ? 'A' : 'B') + " is missing");
                }
                updates.put(site, new Update(a, b));
            }
        }
        if (!tensors.isEmpty()) {
            throw new InvalidInputException(
                    weightsFile + ": must hold lora_A and lora_B of the target modules only, but" + " has "
                            + tensors.keySet().iterator().next());
        }
        JsonNode base = config.path("openbook_base_sha256");
        return new LoraAdapter(
                config.path("base_model_name_or_path").asText(""),
                base.isTextual() ? Optional.of(base.asText()) : Optional.empty(),
                rank,
                (float) config.path("lora_alpha").asDouble(),
                updates);
    }

    /** Writes both files, the configuration last, so that a folder with a configuration is complete. */
    public void write(Path folder, SafeTensorsFile.Type type) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        updates.forEach((site, update) -> {
            tensors.put(tensorName(site, 'A'), update.a);
            tensors.put(tensorName(site, 'B'), update.b);
        });
        Files.createDirectories(folder);
        Files.deleteIfExists(folder.resolve(CONFIG_FILE));
        new SafeTensorsFile(tensors, Map.of("format", "pt")).write(folder.resolve(WEIGHTS_FILE), type);
        AtomicFiles.writeString(
                folder.resolve(CONFIG_FILE),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(config()) + "\n");
    }

    private ObjectNode config() {
        ObjectNode config = JSON.createObjectNode();
        config.put("peft_type", "LORA");
        config.put("task_type", "CAUSAL_LM");
        config.put("base_model_name_or_path", baseModel);
        config.put("r", rank);
        config.put("lora_alpha", alpha);
        config.put("lora_dropout", 0.0);
        config.put("bias", "none");
        config.put("fan_in_fan_out", false);
        config.put("inference_mode", true);
        config.put("init_lora_weights", true);
        config.put("use_rslora", false);
        config.put("use_dora", false);
        updates.keySet().stream()
                .map(site -> moduleName(site.projection))
                .distinct()
                .forEach(module -> config.withArray("target_modules").add(module));
        updates.keySet().stream().map(Site::layer).distinct().forEach(layer -> config.withArray("layers_to_transform")
                .add(layer));
        baseSha256.ifPresent(hash -> config.put("openbook_base_sha256", hash));
        return config;
    }

    private static void refuseUnsupported(Path file, JsonNode config) {
        requireValue(file, config, "peft_type", "LORA");
        requireValue(file, config, "bias", "none");
        for (String flag : new String[] {"use_dora", "use_rslora", "fan_in_fan_out", "lora_bias"}) {
            requireValue(file, config, flag, "false");
        }
        for (String pattern : new String[] {"rank_pattern", "alpha_pattern"}) {
            if (!config.path(pattern).isEmpty()) {
                throw new InvalidInputException(file + ": '" + pattern
                        + "' must be empty (one rank for all layers), but" + " is " + config.path(pattern));
            }
        }
    }

    private static void requireValue(Path file, JsonNode config, String name, String value) {
        if (!config.path(name).asText(value).equals(value)) {
            throw new InvalidInputException(file + ": '" + name + "' must be " + value + ", but is "
                    + config.path(name).asText());
        }
    }

    private static Set<Projection> targets(Path file, JsonNode config) {
        Set<Projection> targets = EnumSet.noneOf(Projection.class);
        for (JsonNode module : config.path("target_modules")) {
            targets.add(projection(module.asText())
                    .orElseThrow(
                            () -> new InvalidInputException(file + ": 'target_modules' must name linear layers of a"
                                    + " llama block (" + allModuleNames() + "), but has " + module.asText())));
        }
        if (targets.isEmpty()) {
            throw new InvalidInputException(file + ": 'target_modules' must list at least one of " + allModuleNames());
        }
        return targets;
    }

    private static String allModuleNames() {
        return EnumSet.allOf(Projection.class).stream()
                .map(LoraAdapter::moduleName)
                .collect(Collectors.joining(", "));
    }

    private static SortedSet<Integer> layers(Set<String> tensorNames) {
        SortedSet<Integer> layers = new TreeSet<>();
        for (String name : tensorNames) {
            String[] parts = name.split("\\.");
            if (parts.length > 4 && parts[4].matches("\\d{1,4}")) {
                layers.add(Integer.parseInt(parts[4]));
            }
        }
        return layers;
    }

    private static void requireFinite(Site site, char matrix, Tensor tensor) {
        for (float value : tensor.values()) {
            if (!Float.isFinite(value)) {
                throw new InvalidInputException(
                        "adapter values must be finite, but " + tensorName(site, matrix) + " has " + value);
            }
        }
    }

    private static String name(Site site) {
        return "layer " + site.layer + " " + moduleName(site.projection);
    }

    /** The name PEFT lists in {@code target_modules}, for example {@code q_proj}. */
    private static String moduleName(Projection projection) {
        String path = projection.huggingFaceName();
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static Optional<Projection> projection(String moduleName) {
        return Arrays.stream(Projection.values())
                .filter(projection -> moduleName(projection).equals(moduleName))
                .findFirst();
    }
}
