package dev.openbook.finetune.train;

/**
 * How well held-out records were answered.
 *
 * @param step after how many steps
 * @param loss mean −log p over the answers' tokens
 * @param accuracy share of records whose every answer token was the likeliest: greedy decoding gives the whole answer
 * @param records how many there were
 */
public record Evaluation(int step, double loss, double accuracy, int records) {

    /** More answers right, or as many at a lower loss. */
    boolean betterThan(Evaluation other) {
        return accuracy != other.accuracy ? accuracy > other.accuracy : loss < other.loss;
    }
}
