package dev.openbook.finetune.train;

import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What every step did, as {@code loss.csv} and, for the eye, {@code loss.svg}. */
final class LossCurve {

    static final String DATA = "loss.csv";
    static final String PICTURE = "loss.svg";

    private static final String HEADER = "step,epoch,loss,gradient_norm,learning_rate,tokens,seconds,tokens_per_second,"
            + "cpu_seconds,held_out_loss,held_out_accuracy,held_out_records";

    /**
     * One step.
     *
     * @param seconds wall time of the step itself
     * @param cpuSeconds processor time of the step, evaluation included
     * @param heldOut where the held-out records were asked after this step
     */
    record Point(
            int step,
            int epoch,
            double loss,
            double gradientNorm,
            double learningRate,
            long tokens,
            double seconds,
            double cpuSeconds,
            Optional<Evaluation> heldOut) {}

    private final List<Point> points = new ArrayList<>();

    /** The curve in a folder; empty where there is none. */
    static LossCurve read(Path folder) throws IOException {
        LossCurve curve = new LossCurve();
        Path file = folder.resolve(DATA);
        if (Files.exists(file)) {
            List<String> lines = Files.readAllLines(file);
            try {
                lines.subList(1, lines.size()).forEach(line -> curve.points.add(point(line)));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new InvalidInputException(file + ": is damaged (delete the run's folder to start again)", e);
            }
        }
        return curve;
    }

    void add(Point point) {
        points.add(point);
    }

    /** Forgets what an interrupted run had done beyond its checkpoint. */
    void cutAfter(int step) {
        points.removeIf(point -> point.step > step);
    }

    Optional<Point> last() {
        return points.isEmpty() ? Optional.empty() : Optional.of(points.get(points.size() - 1));
    }

    /** Adds to the last step what the held-out records said after it. */
    void setHeldOut(Evaluation evaluation) {
        Point p = points.remove(points.size() - 1);
        points.add(new Point(
                p.step,
                p.epoch,
                p.loss,
                p.gradientNorm,
                p.learningRate,
                p.tokens,
                p.seconds,
                p.cpuSeconds,
                Optional.of(evaluation)));
    }

    /** The best evaluation so far. */
    Optional<Evaluation> best() {
        return evaluations().stream().reduce((best, next) -> next.betterThan(best) ? next : best);
    }

    /** How many evaluations there were since the best one. */
    int evaluationsSinceBest() {
        List<Evaluation> all = evaluations();
        return best().map(best -> all.size() - 1 - all.indexOf(best)).orElse(0);
    }

    double seconds() {
        return points.stream().mapToDouble(Point::seconds).sum();
    }

    double cpuSeconds() {
        return points.stream().mapToDouble(Point::cpuSeconds).sum();
    }

    long tokens() {
        return points.stream().mapToLong(Point::tokens).sum();
    }

    /** Writes data and picture. */
    void write(Path folder) throws IOException {
        StringBuilder csv = new StringBuilder(HEADER).append('\n');
        for (Point p : points) {
            csv.append(String.format(
                    Locale.ROOT,
                    "%d,%d,%s,%s,%s,%d,%.3f,%.1f,%.3f,%s,%s,%s\n",
                    p.step,
                    p.epoch,
                    p.loss,
                    p.gradientNorm,
                    p.learningRate,
                    p.tokens,
                    p.seconds,
                    p.tokens / p.seconds,
                    p.cpuSeconds,
                    p.heldOut.map(e -> Double.toString(e.loss())).orElse(""),
                    p.heldOut.map(e -> Double.toString(e.accuracy())).orElse(""),
                    p.heldOut.map(e -> Integer.toString(e.records())).orElse("")));
        }
        AtomicFiles.writeString(folder.resolve(DATA), csv.toString());
        AtomicFiles.writeString(folder.resolve(PICTURE), new LossPicture(points).svg());
    }

    private List<Evaluation> evaluations() {
        return points.stream().flatMap(point -> point.heldOut.stream()).toList();
    }

    private static Point point(String line) {
        String[] f = line.split(",", -1);
        int step = Integer.parseInt(f[0]);
        return new Point(
                step,
                Integer.parseInt(f[1]),
                Double.parseDouble(f[2]),
                Double.parseDouble(f[3]),
                Double.parseDouble(f[4]),
                Long.parseLong(f[5]),
                Double.parseDouble(f[6]),
                Double.parseDouble(f[8]),
                f[9].isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Evaluation(
                                step, Double.parseDouble(f[9]), Double.parseDouble(f[10]), Integer.parseInt(f[11]))));
    }
}
