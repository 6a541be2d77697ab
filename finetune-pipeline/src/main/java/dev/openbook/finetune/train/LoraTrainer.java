package dev.openbook.finetune.train;

import dev.openbook.finetune.lora.LoraConfig;
import dev.openbook.finetune.lora.LoraModel;
import dev.openbook.finetune.lora.LoraParameters;
import dev.openbook.finetune.lora.TokenBatch;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.foundation.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The training loop: batch, loss, gradients, clip, AdamW, checkpoint.
 *
 * <p>A run is determined by its examples, settings and seed. Killed at any moment it continues from its last checkpoint and
 * ends with the same bits as a run that was never interrupted on the same machine.
 */
public final class LoraTrainer {

    /** What a kill loses at most; at a second or more a step, writing some 60 MB this rarely hardly counts. */
    static final int STEPS_BETWEEN_CHECKPOINTS = 25;

    private final LoraModel model;
    private final Path folder;
    private final Progress progress;

    /**
     * Prepares a run.
     *
     * @param model the frozen model
     * @param folder where the checkpoint and the kept lower outputs are written
     */
    public LoraTrainer(LoraModel model, Path folder, Progress progress) {
        this.model = model;
        this.folder = folder;
        this.progress = progress;
    }

    /**
     * Trains, beginning from {@code start} or from the folder's checkpoint.
     *
     * @param examples at least one
     * @param start weights to begin with: {@link LoraParameters#initialise} or an earlier adapter's; changed in place
     * @return {@code start}, trained
     * @throws InvalidInputException if there are no examples, or the loss is not finite: then nothing was written
     */
    public LoraParameters train(
            List<TokenBatch.Example> examples, LoraParameters start, TrainingConfig config, TrainingListener listener)
            throws IOException {
        if (examples.isEmpty()) {
            throw new InvalidInputException("training data must have at least one example, but has none");
        }
        BatchPlan plan = new BatchPlan(examples, config);
        int firstLayer = start.config().firstLayer();
        String run = identity(examples, start, config);
        AdamW optimizer = resume(run, start, config);
        listener.onStart(optimizer.steps(), start);
        boolean keepLowerOutputs = firstLayer > 0 && config.epochs() > 1;
        try (KeptOutputs kept = keepLowerOutputs
                        ? new KeptOutputs(
                                model, examples, plan, config, firstLayer, folder, progress, listener::stopRequested)
                        : null;
                Workers workers = new Workers(config);
                Progress.Task task = progress.start("training", plan.totalSteps() - optimizer.steps(), "steps")) {
            if (listener.stopRequested()) {
                return start;
            }
            float[][] gradients = new float[LoraModel.passesAtOnce()][start.size()]; // [worker]
            for (int epoch = optimizer.steps() / plan.stepsPerEpoch(); epoch < config.epochs(); epoch++) {
                List<List<Integer>> batches = plan.epoch(epoch);
                for (int i = optimizer.steps() % plan.stepsPerEpoch(); i < batches.size(); i++) {
                    long began = System.nanoTime();
                    List<Integer> batch = batches.get(i);
                    int targets = batch.stream()
                            .mapToInt(index -> examples.get(index).answer().length)
                            .sum();
                    for (float[] ofWorker : gradients) {
                        Arrays.fill(ofWorker, 0);
                    }
                    double[] losses = new double[gradients.length]; // [worker]
                    boolean whole = workers.run(
                            plan.shares(batch),
                            (worker, pass) -> {
                                TokenBatch rows = TokenBatch.of(
                                        pass.examples().stream()
                                                .map(examples::get)
                                                .toList(),
                                        pass.prefixLength());
                                float[] hidden = kept == null ? null : kept.rows(pass.examples(), rows);
                                int from = kept == null ? 0 : firstLayer;
                                losses[worker] += model.lossAndGradients(
                                        rows, hidden, from, start, 1f / targets, gradients[worker]);
                            },
                            listener::stopRequested);
                    if (!whole) { // stopped between passes: the step is done again
                        checkpoint(run, start, optimizer);
                        return start;
                    }
                    double loss = Arrays.stream(losses).sum() / targets;
                    addToFirst(gradients);
                    double norm = AdamW.clip(gradients[0], config.clipNorm());
                    if (!Double.isFinite(loss) || !Double.isFinite(norm)) {
                        throw new InvalidInputException("training diverged at step " + (optimizer.steps() + 1)
                                + " (loss " + loss + "): lower the learning rate " + config.learningRate());
                    }
                    double rate = config.learningRate(optimizer.steps(), plan.totalSteps());
                    optimizer.step(start.values(), gradients[0], rate);
                    long tokens = batch.stream()
                            .mapToLong(index -> examples.get(index).length())
                            .sum();
                    TrainingListener.Step step = new TrainingListener.Step(
                            optimizer.steps(),
                            plan.totalSteps(),
                            epoch + 1,
                            loss,
                            norm,
                            rate,
                            tokens,
                            System.nanoTime() - began);
                    task.message(String.format(
                            Locale.ROOT,
                            "step %d, epoch %d, loss %.3f, %.0f tokens/s",
                            step.step(),
                            step.epoch(),
                            loss,
                            tokens * 1e9 / step.nanos()));
                    task.advance(1);
                    boolean goOn = listener.onStep(step, start);
                    if (!goOn || optimizer.steps() % STEPS_BETWEEN_CHECKPOINTS == 0) {
                        checkpoint(run, start, optimizer);
                    }
                    if (!goOn) {
                        return start;
                    }
                }
            }
            checkpoint(run, start, optimizer);
            return start;
        }
    }

    /** In the order of the workers, so that the sum has the same bits every time. */
    private static void addToFirst(float[][] gradients) {
        for (int worker = 1; worker < gradients.length; worker++) {
            for (int i = 0; i < gradients[0].length; i++) {
                gradients[0][i] += gradients[worker][i];
            }
        }
    }

    private AdamW resume(String run, LoraParameters start, TrainingConfig config) throws IOException {
        Optional<Checkpoint> found = Checkpoint.read(folder, run, start.size());
        found.ifPresent(checkpoint -> start.values().put(0, checkpoint.weights()));
        float[] first = found.map(Checkpoint::firstMoment).orElseGet(() -> new float[start.size()]);
        float[] second = found.map(Checkpoint::secondMoment).orElseGet(() -> new float[start.size()]);
        int steps = found.map(Checkpoint::step).orElse(0);
        return new AdamW(first, second, steps, config.beta1(), config.beta2(), config.epsilon(), config.weightDecay());
    }

    private void checkpoint(String run, LoraParameters parameters, AdamW optimizer) throws IOException {
        float[] weights = new float[parameters.size()];
        parameters.values().get(0, weights);
        new Checkpoint(run, optimizer.steps(), weights, optimizer.firstMoment(), optimizer.secondMoment())
                .write(folder);
    }

    /** A hash over everything that determines the result. */
    private static String identity(List<TokenBatch.Example> examples, LoraParameters start, TrainingConfig config) {
        LoraConfig lora = start.config();
        StringBuilder all = new StringBuilder().append(config).append(lora);
        for (int i = 0; i < start.size(); i++) {
            all.append(Float.floatToIntBits(start.values().get(i)));
        }
        for (TokenBatch.Example example : examples) {
            all.append(Arrays.toString(example.prompt())).append(Arrays.toString(example.answer()));
        }
        return Sha256.of(all.toString());
    }
}
