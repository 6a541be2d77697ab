package dev.openbook.finetune.train;

import dev.openbook.finetune.lora.LoraConfig;
import dev.openbook.finetune.lora.LoraModel;
import dev.openbook.finetune.lora.LoraParameters;
import dev.openbook.finetune.lora.TokenBatch;
import dev.openbook.foundation.Progress;
import dev.openbook.model.chat.ModelBenchmark.Spread;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.llama.GgufWeights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Measures training steps on the closed-book recipe's shapes: batches of 8 records of 34 tokens, 6 of them learned, rank 16 on
 * all seven linear layers.
 *
 * <p>The tokens are random, so nothing is shared between records and nothing is saved that way. A step is everything: forward,
 * back, clip, AdamW.
 */
public final class TrainingBenchmark {

    private static final int BATCH = 8;
    private static final int TOKENS = 34;
    private static final int LEARNED = 6;
    private static final int RANK = 16;
    private static final int WARM_UP = 2;
    private static final int STEPS = 14;

    private TrainingBenchmark() {}

    /**
     * Tokens a second.
     *
     * @param threads that compute
     * @param batch records to a step
     * @param tokens of a record
     * @param rank of the updates
     * @param allBlocks every block adapted
     * @param upperHalf the upper half of the blocks adapted
     * @param upperHalfKept the same, with the lower blocks' outputs computed once before
     * @param peakResidentBytes of the process; 0 where the system does not tell
     */
    public record Result(
            int threads,
            int batch,
            int tokens,
            int rank,
            Spread allBlocks,
            Spread upperHalf,
            Spread upperHalfKept,
            long peakResidentBytes) {}

    /** Runs the benchmark, which takes about a minute. */
    public static Result run(Path model, String sha256) throws IOException {
        Path folder = Files.createTempDirectory("openbook-bench");
        try (GgufFile gguf = GgufFile.open(model);
                LoraModel lora = new LoraModel(new GgufWeights(gguf, sha256))) {
            int half = lora.config().layers() / 2;
            return new Result(
                    Runtime.getRuntime().availableProcessors(),
                    BATCH,
                    TOKENS,
                    RANK,
                    measure(lora, 0, 1, folder.resolve("all")),
                    measure(lora, half, 1, folder.resolve("upper")),
                    measure(lora, half, 2, folder.resolve("kept")),
                    ProcessUse.peakResidentBytes().orElse(0));
        } finally {
            for (String run : List.of("all", "upper", "kept")) {
                Files.deleteIfExists(folder.resolve(run).resolve(Checkpoint.FILE));
                Files.deleteIfExists(folder.resolve(run));
            }
            Files.deleteIfExists(folder);
        }
    }

    /** @param epochs with more than one, the trainer keeps the lower outputs */
    private static Spread measure(LoraModel model, int firstLayer, int epochs, Path folder) throws IOException {
        TrainingConfig config = TrainingConfig.closedBook(epochs, 1);
        LoraParameters parameters =
                LoraParameters.initialise(LoraConfig.allLayers(RANK, firstLayer), model.config(), 1);
        List<Double> speeds = new ArrayList<>();
        new LoraTrainer(model, folder, Progress.none())
                .train(
                        examples(model.config().vocabularySize(), BATCH * STEPS / epochs),
                        parameters,
                        config,
                        (step, trained) -> speeds.add(step.tokens() * 1e9 / step.nanos()));
        List<Double> sorted =
                speeds.subList(WARM_UP, speeds.size()).stream().sorted().toList();
        return new Spread(sorted.get(0), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
    }

    /** The model reads all tokens but an answer's last, so a record has one more. */
    private static List<TokenBatch.Example> examples(int vocabulary, int count) {
        Random random = new Random(1);
        List<TokenBatch.Example> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(new TokenBatch.Example(
                    random.ints(TOKENS - LEARNED + 1, 0, vocabulary).toArray(),
                    random.ints(LEARNED, 0, vocabulary).toArray()));
        }
        return examples;
    }
}
