package dev.openbook.evaluator.arm;

import dev.langchain4j.model.TokenCountEstimator;
import dev.openbook.rag.answer.AnswerModel;
import dev.openbook.rag.answer.CandidateModel;
import java.util.Optional;

/**
 * A language model as the arms use it.
 *
 * @param model asks it
 * @param candidates tells what else it might answer; empty for a model that does not
 * @param tokenCounter counts as it does
 * @param contextTokens its window, answer included
 */
public record Reader(
        AnswerModel model, Optional<CandidateModel> candidates, TokenCountEstimator tokenCounter, int contextTokens) {}
