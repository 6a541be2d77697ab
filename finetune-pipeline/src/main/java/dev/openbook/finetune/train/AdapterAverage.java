package dev.openbook.finetune.train;

import dev.openbook.finetune.dataset.TrainingParity;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.adapter.LoraAdapter.Site;
import dev.openbook.model.adapter.LoraAdapter.Update;
import dev.openbook.model.adapter.SafeTensorsFile;
import dev.openbook.model.adapter.SafeTensorsFile.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One adapter out of several that went on from the same earlier one: the mean of their weights. What they have in common
 * stays, what each picked up by chance shrinks, and answering costs no more than with one of them. The earlier one may be
 * among them, which holds on to what it knew.
 *
 * <p>A and B are averaged each for itself, which is no average of {@code B A} for adapters in general, but near it for those
 * that share most of their training; others are refused.
 *
 * <p>Trainings on different data pick up different things, and a mean keeps only a share of each. A {@link Step} goes on in
 * the mean's direction, or stops before it.
 *
 * @see <a href="https://arxiv.org/abs/2203.05482">Wortsman et al., Model soups: averaging weights of multiple fine-tuned
 *     models improves accuracy without increasing inference time</a>
 * @see <a href="https://arxiv.org/abs/2212.04089">Ilharco et al., Editing models with task arithmetic</a>, for the step
 */
public final class AdapterAverage {

    /**
     * How far to go from the common start towards the mean of those that went on from it, and beyond.
     *
     * @param start the folder of the adapter that all went on from
     * @param factor of the way from the start to the mean, above 0 and at most 4: 1 is the mean, and with as many adapters as
     *     the factor it is the start with all that any of them learned
     */
    public record Step(Path start, double factor) {

        /** Checks the range. */
        public Step {
            if (!(factor > 0 && factor <= 4)) {
                throw new InvalidInputException("step must be above 0 and at most 4, but is " + factor);
            }
        }
    }

    private AdapterAverage() {}

    /**
     * Writes the average with {@value TrainingRecord#FILE} (costs of all of them, that of the common start once) and {@value
     * TrainingParity#FILE} (what any of them learned).
     *
     * @param folders of two adapters or more
     * @param step how far to go from their common start, which is then none of them; empty for their mean
     * @param output a folder without an adapter
     * @return what the average took, all trainings behind it included
     * @throws InvalidInputException if the adapters differ in base model or shape, or did not start from the same adapter and
     *     are not that one, or if the step's start is another one or among them
     */
    public static TrainingRecord write(List<Path> folders, Optional<Step> step, Path output) throws IOException {
        if (folders.size() < 2) {
            throw new InvalidInputException("an average needs at least two adapters, but got " + folders.size());
        }
        if (Files.exists(output.resolve(LoraAdapter.CONFIG_FILE))) {
            throw new InvalidInputException(output + ": must hold no adapter yet, but does (choose another folder)");
        }
        List<LoraAdapter> adapters = new ArrayList<>();
        for (Path folder : folders) {
            adapters.add(LoraAdapter.read(folder));
        }
        List<Path> trainings = sameStart(folders);
        requireSameShape(folders, adapters);
        LoraAdapter average = mean(adapters);
        if (step.isPresent()) {
            average = stepped(
                    requireStart(step.get().start(), folders, trainings),
                    average,
                    step.get().factor());
        }
        average.write(output, SafeTensorsFile.Type.BF16);
        Optional<TrainingParity> learned = folders.stream()
                .map(TrainingParity::read)
                .reduce((some, more) -> some.flatMap(a -> more.map(a::beside)))
                .orElseThrow();
        if (learned.isPresent()) { // what is unknown of one adapter is unknown of the average
            learned.get().write(output);
        }
        return TrainingRecord.writeAverage(output, folders, trainings, step.map(Step::factor));
    }

    private static LoraAdapter requireStart(Path start, List<Path> folders, List<Path> trainings) throws IOException {
        String common = TrainingRecord.startOf(trainings.get(0)).orElseThrow();
        if (!LoraAdapter.hashOf(start).equals(common)) {
            throw new InvalidInputException(
                    start + ": must be the adapter that the others went on from (sha256 " + common + "), but is not");
        }
        if (trainings.size() < folders.size()) {
            throw new InvalidInputException(
                    start + ": must not be among the adapters as well where a step is taken from it, but is");
        }
        return LoraAdapter.read(start);
    }

    /** Those that went on from the common start: all, or all but the start itself. */
    private static List<Path> sameStart(List<Path> folders) {
        Set<Optional<String>> starts =
                folders.stream().map(TrainingRecord::startOf).collect(Collectors.toSet());
        List<Path> trainings = folders.stream()
                .filter(folder -> !starts.contains(Optional.of(LoraAdapter.hashOf(folder))))
                .toList();
        Path first = trainings.get(0);
        String start = TrainingRecord.startOf(first)
                .orElseThrow(() -> new InvalidInputException(first + ": must have been trained on from another adapter,"
                        + " but its " + TrainingRecord.FILE + " names none"));
        for (Path folder : folders) {
            if (!TrainingRecord.startOf(folder).equals(Optional.of(start))
                    && !LoraAdapter.hashOf(folder).equals(start)) {
                throw new InvalidInputException(folder + ": must have been trained on from the same adapter as " + first
                        + " (sha256 " + start + ") or be that one, but is neither");
            }
        }
        return trainings;
    }

    private static void requireSameShape(List<Path> folders, List<LoraAdapter> adapters) {
        LoraAdapter first = adapters.get(0);
        for (int i = 1; i < adapters.size(); i++) {
            LoraAdapter other = adapters.get(i);
            if (!first.baseSha256().equals(other.baseSha256())
                    || first.rank() != other.rank()
                    || first.alpha() != other.alpha()
                    || !first.updates().keySet().equals(other.updates().keySet())) {
                throw new InvalidInputException(folders.get(i) + ": must have base model, rank, alpha and layers of "
                        + folders.get(0) + ", but has not");
            }
        }
    }

    private static LoraAdapter mean(List<LoraAdapter> adapters) {
        return average(adapters, Collections.nCopies(adapters.size(), 1.0));
    }

    /** start + factor (mean - start). */
    private static LoraAdapter stepped(LoraAdapter start, LoraAdapter mean, double factor) {
        return average(List.of(start, mean), List.of(1 - factor, factor));
    }

    private static LoraAdapter average(List<LoraAdapter> adapters, List<Double> weights) {
        LoraAdapter first = adapters.get(0);
        Map<Site, Update> updates = new TreeMap<>();
        for (Site site : first.updates().keySet()) {
            List<Update> all = adapters.stream()
                    .map(adapter -> adapter.updates().get(site))
                    .toList();
            updates.put(site, new Update(average(all, weights, Update::a), average(all, weights, Update::b)));
        }
        return new LoraAdapter(first.baseModel(), first.baseSha256(), first.rank(), first.alpha(), updates);
    }

    /** Summed in double, so that the order of the adapters does not matter. */
    private static Tensor average(List<Update> updates, List<Double> weights, Function<Update, Tensor> matrix) {
        double total = weights.stream().mapToDouble(Double::doubleValue).sum();
        Tensor first = matrix.apply(updates.get(0));
        float[] average = new float[first.values().length];
        for (int i = 0; i < average.length; i++) {
            double sum = 0;
            for (int k = 0; k < updates.size(); k++) {
                sum += weights.get(k) * matrix.apply(updates.get(k)).values()[i];
            }
            average[i] = (float) (sum / total);
        }
        return new Tensor(first.rows(), first.columns(), average);
    }
}
