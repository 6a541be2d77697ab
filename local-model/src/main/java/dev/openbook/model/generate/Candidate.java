package dev.openbook.model.generate;

/**
 * An answer that a model might give.
 *
 * @param text the whole answer
 * @param logProbability of this text, and of its end where it ends, after the prompt: Σ log p(token | what is before it),
 *     natural logarithm
 * @param ends whether the model ends it here; else it was cut at its most tokens
 */
public record Candidate(String text, double logProbability, boolean ends) {}
