package dev.openbook.rag.index;

/**
 * How much a matching term counts in each field of a passage; BM25 scores are multiplied by these and summed.
 *
 * @param text in the passage itself
 * @param headings in the heading path above it
 * @param identifiers as a whole identifier, on top of its parts
 */
public record WordWeights(double text, double headings, double identifiers) {

    /** Checks the ranges. */
    public WordWeights {
        if (!(text >= 0 && headings >= 0 && identifiers >= 0) || text + headings + identifiers <= 0) {
            throw new IllegalArgumentException("word weights must be 0 or more and not all 0, but are " + text + ", "
                    + headings + ", " + identifiers);
        }
    }
}
