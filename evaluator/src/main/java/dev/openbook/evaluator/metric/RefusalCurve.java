package dev.openbook.evaluator.metric;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a model gets right, wrong and declines as it is made to decline more or less readily.
 *
 * @param trials one for each question; at least one
 */
public record RefusalCurve(List<Trial> trials) {

    /** Biases are tried a quarter of a logit apart, because finer ones would follow single questions. */
    private static final float STEP = 0.25f;

    private static final int STEPS_TO_A_SIDE = 32;

    /**
     * One question asked once.
     *
     * @param margin by how many logits the model leans towards declining, without any bias
     * @param answerable whether it can be answered
     * @param right whether the answer is right that it gives where it may not decline
     */
    public record Trial(float margin, boolean answerable, boolean right) {}

    /**
     * What a bias leads to.
     *
     * @param bias added to the margin; the model declines where the sum is above 0
     * @param right questions answered rightly
     * @param wrong questions answered wrongly, those that cannot be answered included
     * @param declinedRightly questions declined that cannot be answered
     * @param declinedFalsely questions declined that can be answered
     */
    public record Point(float bias, int right, int wrong, int declinedRightly, int declinedFalsely) {

        /** Right answers less wrong ones, as a share of all questions, -1 to 1 (Yang et al. 2024, CRAG: truthfulness). */
        public double truthfulness() {
            return (right - wrong) / (double) (right + wrong + declinedRightly + declinedFalsely);
        }

        /** How many of the given number of answerable questions it declines, 0 to 1; 0 where there are none. */
        private double falseAbstention(long answerable) {
            return declinedFalsely / (double) Math.max(answerable, 1);
        }
    }

    /** Checks that there is something to choose on. */
    public RefusalCurve {
        trials = List.copyOf(trials);
        if (trials.isEmpty()) {
            throw new IllegalArgumentException("trials must not be empty");
        }
    }

    /** What this bias leads to. */
    public Point at(float bias) {
        int right = 0;
        int wrong = 0;
        int declinedRightly = 0;
        int declinedFalsely = 0;
        for (Trial trial : trials) {
            boolean declines = trial.margin + bias > 0;
            if (declines && trial.answerable) {
                declinedFalsely++;
            } else if (declines) {
                declinedRightly++;
            } else if (trial.answerable && trial.right) {
                right++;
            } else {
                wrong++;
            }
        }
        return new Point(bias, right, wrong, declinedRightly, declinedFalsely);
    }

    /** All biases that are tried, from -8 to 8. */
    public List<Point> points() {
        return IntStream.rangeClosed(-STEPS_TO_A_SIDE, STEPS_TO_A_SIDE)
                .mapToObj(step -> at(step * STEP))
                .toList();
    }

    /**
     * The point of greatest truthfulness among those that decline only so many of the questions that can be answered; of equal
     * ones the one that changes the model least.
     *
     * @param mostFalseAbstention share of the answerable questions, 0 to 1; at 1 all points count
     * @return nothing if even the least bias declines more of them
     */
    public Optional<Point> best(double mostFalseAbstention) {
        long answerable = trials.stream().filter(Trial::answerable).count();
        return points().stream()
                .filter(point -> point.falseAbstention(answerable) <= mostFalseAbstention)
                .max(Comparator.comparingDouble(Point::truthfulness).thenComparing(point -> -Math.abs(point.bias())));
    }
}
