/**
 * A question becomes an answer with citations that are verbatim quotes.
 *
 * <p>In: a question, any LangChain4j retriever and model. Out: {@link dev.openbook.rag.answer.Answer}. Next: the evaluator
 * asks, scores and compares.
 */
package dev.openbook.rag.answer;
