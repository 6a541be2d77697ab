package dev.openbook.rag.retrieve;

import dev.openbook.rag.chunk.RetrievedPassage;
import java.util.List;

/**
 * What was found for one question, all from one version of the corpus.
 *
 * @param corpusVersion the version every passage belongs to
 * @param passages best first
 * @param droppedCharacters how much of an over-long question was not looked at
 * @param droppedTerms how many distinct words beyond the limit were not searched
 */
public record Retrieval(
        String corpusVersion, List<RetrievedPassage> passages, int droppedCharacters, int droppedTerms) {

    /** Takes an unmodifiable copy. */
    public Retrieval {
        passages = List.copyOf(passages);
    }

    /** Whether a part of the question was not used. */
    public boolean truncated() {
        return droppedCharacters > 0 || droppedTerms > 0;
    }
}
