package dev.openbook.evaluator.suite;

import java.util.List;

/**
 * What one corpus version answers to a question.
 *
 * @param answers right answers; empty if the version does not answer it, or if only its sources are known
 * @param sources where the answer stands; empty if not known
 * @param evidence strings of which one must stand in a passage that supports the answer: the answers themselves, except
 *     for reversed questions, where it is the value the question gives
 */
public record Gold(List<String> answers, List<Source> sources, List<String> evidence) {

    /** The version does not answer the question. */
    public static final Gold NONE = new Gold(List.of(), List.of(), List.of());

    /** Takes unmodifiable copies. */
    public Gold {
        answers = List.copyOf(answers);
        sources = List.copyOf(sources);
        evidence = List.copyOf(evidence);
    }

    /** Whether it says where the answer stands and not what it is: good for retrieval alone. */
    public boolean retrievalOnly() {
        return answers.isEmpty() && !sources.isEmpty();
    }

    /** Answers that are their own evidence. */
    public Gold(List<String> answers, List<Source> sources) {
        this(answers, sources, answers);
    }

    /**
     * Where an answer stands.
     *
     * @param document its id
     * @param quote verbatim; empty if only the document is known
     */
    public record Source(String document, String quote) {}
}
