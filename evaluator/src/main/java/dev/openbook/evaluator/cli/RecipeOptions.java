package dev.openbook.evaluator.cli;

import dev.openbook.finetune.lora.LoraConfig;
import dev.openbook.finetune.train.TrainingConfig;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.llama.LlamaConfig;
import dev.openbook.model.llama.Projection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** How an adapter is trained: a recipe, and what is to differ from it. */
final class RecipeOptions {

    private static final Pattern UPPER = Pattern.compile("upper[ :]?(\\d{1,4})");
    private static final Pattern RANGE = Pattern.compile("(\\d{1,4})-(\\d{1,4})");
    private static final int CLOSED_BOOK_EPOCHS = 4;
    private static final int READER_EPOCHS = 1;

    @Option(
            names = "--recipe",
            paramLabel = "NAME",
            defaultValue = "closed-book",
            description = {
                "closed-book (facts: 4 epochs, rate 1e-3) or reader (answering from sources: 1 epoch, rate 5e-4);",
                "default ${DEFAULT-VALUE}. The options below overrule it."
            })
    private String recipe;

    @Option(names = "--rank", paramLabel = "N", defaultValue = "16", description = "1 to 64; default ${DEFAULT-VALUE}.")
    private int rank;

    @Option(names = "--alpha", paramLabel = "X", description = "Twice the rank without it.")
    private Float alpha;

    @Option(
            names = "--layers",
            paramLabel = "WHICH",
            defaultValue = "all",
            description = "Adapted blocks: all, upper:N or A-B counted from 0; default ${DEFAULT-VALUE}.")
    private String layers;

    @Option(
            names = "--targets",
            paramLabel = "a,b",
            defaultValue = "q,k,v,o,gate,up,down",
            description = "Adapted linear layers of a block; default ${DEFAULT-VALUE}.")
    private String targets;

    @Option(names = "--epochs", paramLabel = "N", description = "Passes over the records.")
    private Integer epochs;

    @Option(names = "--learning-rate", paramLabel = "X", description = "The highest, after warm-up.")
    private Double learningRate;

    @Option(names = "--batch", paramLabel = "N", description = "Records to a step; 8 without it.")
    private Integer batch;

    @Option(names = "--warm-up", paramLabel = "STEPS", description = "Steps of rising rate; 10 without it.")
    private Integer warmUp;

    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Order and first weights.")
    private long seed;

    TrainingConfig training() {
        TrainingConfig base =
                switch (recipe) {
                    case "closed-book" -> TrainingConfig.closedBook(CLOSED_BOOK_EPOCHS, seed);
                    case "reader" -> TrainingConfig.reading(READER_EPOCHS, seed);
                    default ->
                        throw new InvalidInputException(
                                "--recipe must be closed-book or reader, but is '" + recipe + "'");
                };
        return base.withSchedule(
                or(epochs, base.epochs()),
                or(batch, base.batchSize()),
                or(learningRate, base.learningRate()),
                or(warmUp, base.warmupSteps()));
    }

    /** @param model says how many blocks there are */
    LoraConfig lora(Path model) {
        int blocks;
        try (GgufFile gguf = GgufFile.open(model)) {
            blocks = LlamaConfig.of(gguf).layers();
        }
        int first;
        int last = blocks - 1;
        Matcher upper = UPPER.matcher(layers);
        Matcher range = RANGE.matcher(layers);
        if (layers.equals("all")) {
            first = 0;
        } else if (upper.matches()) {
            first = blocks - Integer.parseInt(upper.group(1));
        } else if (range.matches()) {
            first = Integer.parseInt(range.group(1));
            last = Integer.parseInt(range.group(2));
        } else {
            throw new InvalidInputException("--layers must be all, upper:N or A-B, but is '" + layers + "'");
        }
        if (first < 0 || first > last || last >= blocks) {
            throw new InvalidInputException(
                    "--layers must be among the model's blocks 0 to " + (blocks - 1) + ", but is '" + layers + "'");
        }
        return new LoraConfig(rank, or(alpha, 2f * rank), projections(), first, last);
    }

    private Set<Projection> projections() {
        Set<Projection> chosen = EnumSet.noneOf(Projection.class);
        List<String> faults = new ArrayList<>();
        for (String name : targets.split(",")) {
            Optional<Projection> found = Arrays.stream(Projection.values())
                    .filter(projection ->
                            shortName(projection).equals(name.strip().replace("_proj", "")))
                    .findFirst();
            found.ifPresentOrElse(
                    chosen::add,
                    () -> faults.add("--targets must hold only "
                            + Arrays.stream(Projection.values())
                                    .map(RecipeOptions::shortName)
                                    .collect(Collectors.joining(","))
                            + ", but holds '" + name + "'"));
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return chosen;
    }

    /** {@code q} for {@code self_attn.q_proj}. */
    private static String shortName(Projection projection) {
        String path = projection.huggingFaceName();
        return path.substring(path.lastIndexOf('.') + 1).replace("_proj", "").toLowerCase(Locale.ROOT);
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }
}
