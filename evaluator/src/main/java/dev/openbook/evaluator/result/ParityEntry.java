package dev.openbook.evaluator.result;

/**
 * What is behind an adapter of an arm, held against the index of the same run; the hashes themselves stand in
 * {@code parity.json}.
 *
 * @param arm the arm's id
 * @param adapter what it was taught: {@code reader}, {@code knowledge}, {@code hybrid} or {@code question-generator}
 * @param sha256 the adapter's hash
 * @param examples how many records it learned from
 * @param indexFacts facts that the index's documents state
 * @param factsLearned how many of these are behind the adapter
 * @param otherExamples examples that teach neither a fact of the index nor a refusal; −1 for a reader and a question
 *     generator, whose examples are of other texts
 * @param questionsShared wordings the adapter was trained on among those asked outside the memorised stratum
 * @param phraseOverlap share of the documents' runs of eight words that the adapter was trained on, by sample
 */
public record ParityEntry(
        String arm,
        String adapter,
        String sha256,
        int examples,
        int indexFacts,
        int factsLearned,
        long otherExamples,
        int questionsShared,
        double phraseOverlap) {}
