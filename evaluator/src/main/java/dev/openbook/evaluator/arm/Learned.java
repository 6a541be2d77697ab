package dev.openbook.evaluator.arm;

/**
 * What was trained into an arm's weights.
 *
 * @param sha256 the adapter's hash, and its question generator's behind a plus sign; empty for the published weights
 * @param cost what making it took
 */
public record Learned(String sha256, Cost cost) {

    /** The published weights. */
    public static final Learned NOTHING = new Learned("", Cost.NONE);
}
