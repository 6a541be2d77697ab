package dev.openbook.model.chat;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.generate.Generation;
import dev.openbook.model.generate.GenerationOptions;
import dev.openbook.model.generate.Generator;
import dev.openbook.model.llama.ForwardPass;
import dev.openbook.model.onnx.Precision;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;

/**
 * Measures how fast a model runs: a prompt of 512 tokens, 128 generated, five times.
 *
 * <p>Plain decoding feeds fixed tokens, so that every run and every program does the same work; prompt lookup generates from a
 * prompt that asks for a copy, as answers with quotes do.
 */
public final class ModelBenchmark {

    private static final int PROMPT = 512;
    private static final int GENERATED = 128;
    private static final int RUNS = 5;

    /** Smallest, middle and largest of five measurements. */
    public record Spread(double min, double median, double max) {

        static Spread of(double... values) {
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            return new Spread(sorted[0], sorted[sorted.length / 2], sorted[sorted.length - 1]);
        }
    }

    /**
     * The figures.
     *
     * @param model the model's own name
     * @param precision of the weights
     * @param threads that computed
     * @param promptTokens of a run
     * @param generatedTokens of a run
     * @param prefillTokensPerSecond prompt tokens a second
     * @param decodeTokensPerSecond tokens a second after the prompt, one by one
     * @param lookupTokensPerSecond tokens a second of a copying answer with prompt lookup
     * @param lookupTokensPerPass tokens that one pass of it gave on average
     * @param firstLoadSeconds loading with an empty cache: hash, tokenizer, graph built and loaded
     * @param laterLoadSeconds loading with the graph in the cache
     * @param heapBytes Java heap in use after loading, garbage collected
     */
    public record Result(
            String model,
            Precision precision,
            int threads,
            int promptTokens,
            int generatedTokens,
            Spread prefillTokensPerSecond,
            Spread decodeTokensPerSecond,
            Spread lookupTokensPerSecond,
            double lookupTokensPerPass,
            double firstLoadSeconds,
            double laterLoadSeconds,
            long heapBytes) {}

    /**
     * What a merged adapter costs at serving, which should be nothing: speeds of both models, measured in turn.
     *
     * @param model the base model's own name
     * @param precision of the weights of both
     * @param threads that computed
     * @param prefillRatio the adapted model's prompt tokens a second over the base's, pair by pair
     * @param decodeRatio the same of tokens after the prompt
     * @param firstLoadSeconds loading the adapted model with an empty cache: adapter merged, graph built and loaded
     * @param laterLoadSeconds loading it with its graph in the cache
     */
    public record AdapterResult(
            String model,
            Precision precision,
            int threads,
            Spread prefillRatio,
            Spread decodeRatio,
            double firstLoadSeconds,
            double laterLoadSeconds) {}

    private ModelBenchmark() {}

    /**
     * Runs the benchmark, which takes about a minute.
     *
     * @param model the GGUF file
     * @param threads that compute
     */
    public static Result run(Path model, Precision precision, int threads) {
        Path emptyCache = temporaryFolder();
        try {
            long start = System.nanoTime();
            builder(model, precision, threads, emptyCache).build().close();
            double firstLoad = secondsSince(start);
            start = System.nanoTime();
            try (LocalChatModel loaded =
                    builder(model, precision, threads, emptyCache).build()) {
                double laterLoad = secondsSince(start);
                System.gc();
                long heap = Runtime.getRuntime().totalMemory()
                        - Runtime.getRuntime().freeMemory();
                return measure(loaded, threads, firstLoad, laterLoad, heap);
            }
        } finally {
            delete(emptyCache);
        }
    }

    /**
     * Races a model with an adapter merged into it against the same model without, which takes about two minutes.
     *
     * @param model the GGUF file
     * @param adapter a folder in PEFT's format
     * @param threads that compute
     */
    public static AdapterResult race(Path model, Path adapter, Precision precision, int threads) {
        Path emptyCache = temporaryFolder();
        try (LocalChatModel base =
                builder(model, precision, threads, emptyCache).build()) {
            LocalChatModel.Builder merged =
                    builder(model, precision, threads, emptyCache).adapter(adapter);
            long start = System.nanoTime();
            merged.build().close();
            double firstLoad = secondsSince(start);
            start = System.nanoTime();
            try (LocalChatModel adapted = merged.build()) {
                double laterLoad = secondsSince(start);
                int[] prompt = prompt(base);
                return new AdapterResult(
                        base.modelName(),
                        base.precision(),
                        threads,
                        measure(() -> prefill(adapted.forwardPass(), prompt) / prefill(base.forwardPass(), prompt)),
                        measure(() -> decode(adapted.forwardPass(), prompt) / decode(base.forwardPass(), prompt)),
                        firstLoad,
                        laterLoad);
            }
        } finally {
            delete(emptyCache);
        }
    }

    private static Result measure(LocalChatModel model, int threads, double firstLoad, double laterLoad, long heap) {
        ForwardPass pass = model.forwardPass();
        int[] prompt = prompt(model);
        Spread prefill = measure(() -> prefill(pass, prompt));
        Spread decode = measure(() -> decode(pass, prompt));
        double[] perPass = new double[1];
        Spread lookup = measure(() -> copy(model, prompt, perPass));
        return new Result(
                model.modelName(),
                model.precision(),
                threads,
                PROMPT,
                GENERATED,
                prefill,
                decode,
                lookup,
                perPass[0],
                firstLoad,
                laterLoad,
                heap);
    }

    /** Prompt tokens a second. */
    private static double prefill(ForwardPass pass, int[] prompt) {
        long start = System.nanoTime();
        pass.run(prompt, 0, PROMPT - 1);
        return PROMPT / secondsSince(start);
    }

    /** Tokens a second after the prompt. */
    private static double decode(ForwardPass pass, int[] prompt) {
        long start = System.nanoTime();
        for (int i = 0; i < GENERATED; i++) {
            pass.run(new int[] {prompt[i]}, PROMPT + i, 0);
        }
        return GENERATED / secondsSince(start);
    }

    /** The prompt is a list cut in the middle of its second repetition: the model goes on copying it. */
    private static double copy(LocalChatModel model, int[] prompt, double[] perPass) {
        int[] half = Arrays.copyOf(prompt, PROMPT / 2 + 64);
        System.arraycopy(prompt, 0, half, PROMPT / 2, 64);
        Generator generator = new Generator(model.forwardPass(), model.tokenizer());
        GenerationOptions one = GenerationOptions.greedy(1);
        generator.generate(half, one, text -> {}, () -> false); // prefill, kept for the run that is measured
        long start = System.nanoTime();
        Generation generation = generator.generate(half, GenerationOptions.greedy(GENERATED), text -> {}, () -> false);
        double seconds = secondsSince(start);
        perPass[0] = (double) generation.outputTokens() / Math.max(1, generation.passes());
        return generation.outputTokens() / seconds;
    }

    private static int[] prompt(LocalChatModel model) {
        int window = model.forwardPass().contextLength();
        if (window < PROMPT + GENERATED) {
            throw new InvalidInputException("the benchmark needs a window of " + (PROMPT + GENERATED)
                    + " tokens, but the model's is " + window);
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            text.append("Item ").append(i).append(" weighs ").append(i * 7 % 97).append(" kg and was made in Porto. ");
        }
        return Arrays.copyOf(model.tokenizer().encode(text.toString()), PROMPT);
    }

    private static Spread measure(DoubleSupplier run) {
        run.getAsDouble(); // warm-up
        return Spread.of(Stream.generate(run::getAsDouble)
                .limit(RUNS)
                .mapToDouble(Double::doubleValue)
                .toArray());
    }

    private static LocalChatModel.Builder builder(Path model, Precision precision, int threads, Path cache) {
        return LocalChatModel.builder()
                .model(model)
                .precision(precision)
                .threads(threads)
                .cacheFolder(cache);
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("openbook-bench");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder for the benchmark", e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder, e);
        }
    }
}
