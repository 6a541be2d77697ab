package dev.openbook.rag.retrieve;

import dev.openbook.rag.index.WordWeights;

/**
 * How passages are retrieved.
 *
 * @param mode which rankings are used
 * @param maxResults how many passages are returned
 * @param depth how far down each ranking fusion looks
 * @param rankConstant the k of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): the score of a passage is the
 *     sum of {@code weight / (k + rank)} over the rankings that hold it; 60 is the paper's value
 * @param vectorWeight the weight of the ranking by cosine
 * @param wordWeight the weight of the ranking by BM25
 * @param words how much a word counts in each field
 * @param maxQuestionCharacters what is longer is cut at a word and the cut is reported; the usual embedders read some 500
 *     characters
 * @param maxQuestionTerms how many distinct words are searched
 */
public record RetrievalSettings(
        RetrievalMode mode,
        int maxResults,
        int depth,
        int rankConstant,
        double vectorWeight,
        double wordWeight,
        WordWeights words,
        int maxQuestionCharacters,
        int maxQuestionTerms) {

    /** Checks the ranges. */
    public RetrievalSettings {
        atLeast("maxResults", maxResults, 1);
        atLeast("depth", depth, 1);
        atLeast("rankConstant", rankConstant, 0);
        atLeast("maxQuestionCharacters", maxQuestionCharacters, 1);
        atLeast("maxQuestionTerms", maxQuestionTerms, 1);
        if (maxQuestionTerms > 256) {
            throw new IllegalArgumentException("maxQuestionTerms must be at most 256, but is " + maxQuestionTerms);
        }
        if (!(vectorWeight >= 0 && wordWeight >= 0 && vectorWeight + wordWeight > 0)) {
            throw new IllegalArgumentException("vectorWeight and wordWeight must be 0 or more and not both 0, but are "
                    + vectorWeight + " and " + wordWeight);
        }
    }

    /**
     * Hybrid, five passages, depth 100, k = 60. A word in the headings and a whole identifier count
     * twice, and the ranking by words half as much
     * as the one by vectors: chosen on the development facts of the built-in corpus (docs/decisions.md).
     */
    public static RetrievalSettings defaults() {
        return new RetrievalSettings(RetrievalMode.HYBRID, 5, 100, 60, 1, 0.5, new WordWeights(1, 2, 2), 4_000, 128);
    }

    /** The same with another mode. */
    public RetrievalSettings withMode(RetrievalMode other) {
        return new RetrievalSettings(
                other,
                maxResults,
                depth,
                rankConstant,
                vectorWeight,
                wordWeight,
                words,
                maxQuestionCharacters,
                maxQuestionTerms);
    }

    /** The same with another number of passages; the depth grows with it. */
    public RetrievalSettings withMaxResults(int other) {
        return new RetrievalSettings(
                mode,
                other,
                Math.max(depth, other),
                rankConstant,
                vectorWeight,
                wordWeight,
                words,
                maxQuestionCharacters,
                maxQuestionTerms);
    }

    /** The same with other weights of the two rankings. */
    public RetrievalSettings withFusionWeights(double vector, double word) {
        return new RetrievalSettings(
                mode, maxResults, depth, rankConstant, vector, word, words, maxQuestionCharacters, maxQuestionTerms);
    }

    /** The same with other weights of the fields. */
    public RetrievalSettings withWords(WordWeights other) {
        return new RetrievalSettings(
                mode,
                maxResults,
                depth,
                rankConstant,
                vectorWeight,
                wordWeight,
                other,
                maxQuestionCharacters,
                maxQuestionTerms);
    }

    /** The same with another constant of reciprocal rank fusion. */
    public RetrievalSettings withRankConstant(int other) {
        return new RetrievalSettings(
                mode,
                maxResults,
                depth,
                other,
                vectorWeight,
                wordWeight,
                words,
                maxQuestionCharacters,
                maxQuestionTerms);
    }

    private static void atLeast(String name, int value, int minimum) {
        if (value < minimum) {
            throw new IllegalArgumentException(name + " must be at least " + minimum + ", but is " + value);
        }
    }
}
