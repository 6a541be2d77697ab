package dev.openbook.model.generate;

/**
 * An answer that a model might give.
 *
 * @param text the whole answer
 * @param logProbability of this text and its end after the prompt: Σ log p(token | what is before it), natural logarithm
 */
public record Candidate(String text, double logProbability) {}
