package dev.openbook.finetune.train;

import dev.openbook.finetune.lora.TokenBatch;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * Which examples make up each step: shuffled anew each epoch, those of similar length together so that little is padded.
 *
 * <p>The order depends on seed and epoch only, so a resumed run continues exactly where it stopped.
 */
final class BatchPlan {

    /** Enough for batches of nearly equal length, few enough that batches stay random. */
    private static final int BATCHES_SORTED_TOGETHER = 16;

    private final List<TokenBatch.Example> examples;
    private final TrainingConfig config;

    BatchPlan(List<TokenBatch.Example> examples, TrainingConfig config) {
        this.examples = List.copyOf(examples);
        this.config = config;
    }

    int stepsPerEpoch() {
        return (examples.size() + config.batchSize() - 1) / config.batchSize();
    }

    int totalSteps() {
        return stepsPerEpoch() * config.epochs();
    }

    /** The batches of an epoch as indexes into the examples. */
    List<List<Integer>> epoch(int epoch) {
        Random random = new Random(config.seed() * 1_000_003 + epoch);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, random);
        List<List<Integer>> batches = new ArrayList<>();
        int pool = config.batchSize() * BATCHES_SORTED_TOGETHER;
        for (int start = 0; start < order.size(); start += pool) {
            List<Integer> together = order.subList(start, Math.min(start + pool, order.size()));
            together.sort(Comparator.comparingInt(index -> examples.get(index).length()));
            for (int i = 0; i < together.size(); i += config.batchSize()) {
                batches.add(List.copyOf(together.subList(i, Math.min(i + config.batchSize(), together.size()))));
            }
        }
        Collections.shuffle(batches, random);
        return batches;
    }

    /** A batch in passes of at most {@link TrainingConfig#maxTokensPerPass} rows; one example at the least. */
    List<List<Integer>> passes(List<Integer> batch, int prefixLength) {
        List<List<Integer>> passes = new ArrayList<>();
        List<Integer> pass = new ArrayList<>();
        int longest = 0;
        for (int index : batch) {
            int own = examples.get(index).length() - prefixLength;
            int rows = prefixLength + Math.max(longest, own) * (pass.size() + 1);
            if (!pass.isEmpty() && rows > config.maxTokensPerPass()) {
                passes.add(pass);
                pass = new ArrayList<>();
                longest = 0;
            }
            pass.add(index);
            longest = Math.max(longest, own);
        }
        passes.add(pass);
        return passes;
    }
}
