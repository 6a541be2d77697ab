package dev.openbook.model.generate;

import dev.openbook.foundation.InvalidInputException;
import java.util.ArrayList;
import java.util.List;

/**
 * How the next token is picked from the logits.
 *
 * @param temperature divides the logits; 0 always picks the largest
 * @param topK keep only this many of the most likely tokens; 0 keeps all
 * @param topP then keep the most likely tokens that together reach this probability; 1 keeps all
 * @param seed of the random numbers: the same seed gives the same text
 * @see <a href="https://arxiv.org/abs/1904.09751">Holtzman et al., The Curious Case of Neural Text Degeneration (top-p)</a>
 */
public record Sampling(double temperature, int topK, double topP, long seed) {

    /** Always the most likely token; of equal ones the first. */
    public static final Sampling GREEDY = new Sampling(0, 0, 1, 0);

    /** Checks the ranges; all faults at once. */
    public Sampling {
        List<String> faults = new ArrayList<>();
        if (!(temperature >= 0 && temperature <= 100)) {
            faults.add("temperature must be between 0 and 100, but is " + temperature);
        }
        if (topK < 0) {
            faults.add("top-k must be 0 (all) or more, but is " + topK);
        }
        if (!(topP > 0 && topP <= 1)) {
            faults.add("top-p must be above 0 and at most 1, but is " + topP);
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }

    /** Whether no random number is drawn. */
    public boolean greedy() {
        return temperature == 0 || topK == 1;
    }
}
