package dev.openbook.evaluator.arm;

import dev.langchain4j.model.TokenCountEstimator;
import dev.openbook.rag.answer.AnswerModel;

/**
 * A language model as the arms use it.
 *
 * @param model asks it
 * @param tokenCounter counts as it does
 * @param contextTokens its window, answer included
 */
public record Reader(AnswerModel model, TokenCountEstimator tokenCounter, int contextTokens) {}
