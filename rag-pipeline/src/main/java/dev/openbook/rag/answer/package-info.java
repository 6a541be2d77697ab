/**
 * A question becomes an answer with citations that are verbatim quotes.
 *
 * <p>In: a question, any LangChain4j {@code ContentRetriever} and model ({@link dev.openbook.rag.answer.AnswerModel}).
 * {@link dev.openbook.rag.answer.RagAnswerer} looks things up,
 * {@link dev.openbook.rag.answer.ClosedBookAnswerer} does not; {@link dev.openbook.rag.answer.PostHocAttributor} finds the
 * quote behind an answer that names none. With a {@link dev.openbook.rag.answer.CandidateModel} what is in doubt is read twice
 * ({@link dev.openbook.rag.answer.SecondReading}), with the help of a question generator where there is one
 * ({@link dev.openbook.rag.answer.QuestionGenerationPrompt}). Out: {@link dev.openbook.rag.answer.Answer}. Next: the evaluator asks, scores and
 * compares.
 */
package dev.openbook.rag.answer;
