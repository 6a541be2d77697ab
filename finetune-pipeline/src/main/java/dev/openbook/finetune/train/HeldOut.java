package dev.openbook.finetune.train;

import dev.openbook.finetune.lora.LoraModel;
import dev.openbook.finetune.lora.LoraParameters;
import dev.openbook.finetune.lora.TokenBatch;
import dev.openbook.finetune.lora.TokenBatch.Example;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * How well examples are answered that are not learned from.
 *
 * <p>An answer counts as right if each of its tokens is the likeliest after those before it; then greedy decoding says exactly
 * this answer, and nothing needs to be generated.
 */
final class HeldOut {

    private final LoraModel model;
    private final List<Example> examples;
    private final TrainingConfig config;
    private final BatchPlan plan;

    HeldOut(LoraModel model, List<Example> examples, TrainingConfig config) {
        this.model = model;
        this.examples = examples;
        this.config = config;
        this.plan = new BatchPlan(examples, config);
    }

    /** Evaluates, or gives nothing when told to stop before the end. */
    Optional<Evaluation> evaluate(int step, LoraParameters parameters, BooleanSupplier stop) throws IOException {
        int threads = LoraModel.passesAtOnce();
        double[] loss = new double[threads]; // [worker]
        int[] targets = new int[threads];
        int[] right = new int[threads];
        try (Workers workers = new Workers(config)) {
            boolean whole = workers.run(
                    plan.shares(),
                    (worker, pass) -> {
                        List<Example> members =
                                pass.examples().stream().map(examples::get).toList();
                        LoraModel.Reading reading = model.read(TokenBatch.of(members, pass.prefixLength()), parameters);
                        loss[worker] += reading.loss();
                        targets[worker] += reading.right().length;
                        right[worker] += allRight(members, reading.right());
                    },
                    stop);
            return whole
                    ? Optional.of(new Evaluation(
                            step,
                            Arrays.stream(loss).sum() / Arrays.stream(targets).sum(),
                            (double) Arrays.stream(right).sum() / examples.size(),
                            examples.size()))
                    : Optional.empty();
        }
    }

    private static int allRight(List<Example> members, boolean[] targets) {
        int right = 0;
        int from = 0;
        for (Example example : members) {
            boolean[] answer = Arrays.copyOfRange(targets, from, from + example.answer().length);
            from += answer.length;
            right += IntStream.range(0, answer.length).allMatch(i -> answer[i]) ? 1 : 0;
        }
        return right;
    }
}
