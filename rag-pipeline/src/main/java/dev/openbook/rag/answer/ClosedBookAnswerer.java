package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.TokenCountEstimator;
import java.util.List;
import java.util.Objects;

/**
 * Answers from what the model has in its weights: no document is looked at, and nothing is cited.
 *
 * <p>Same question hygiene, decoding, marker removal and abstention rule as {@link RagAnswerer}; any marker it writes names
 * a source that was not there.
 */
public final class ClosedBookAnswerer implements Answerer {

    private final AnswerModel model;
    private final TokenCountEstimator tokenCounter;
    private final QuestionPrompt prompt;
    private final Decoding decoding;

    /** With the default prompt and decoding. */
    public ClosedBookAnswerer(AnswerModel model, TokenCountEstimator tokenCounter) {
        this(model, tokenCounter, QuestionPrompt.DEFAULT, Decoding.DEFAULT);
    }

    /**
     * An answerer.
     *
     * @param model any LangChain4j model
     * @param tokenCounter counts tokens where the model does not say
     */
    public ClosedBookAnswerer(
            AnswerModel model, TokenCountEstimator tokenCounter, QuestionPrompt prompt, Decoding decoding) {
        this.model = Objects.requireNonNull(model, "model");
        this.tokenCounter = Objects.requireNonNull(tokenCounter, "tokenCounter");
        this.prompt = Objects.requireNonNull(prompt, "prompt");
        this.decoding = Objects.requireNonNull(decoding, "decoding");
    }

    @Override
    public Answer answer(String question, AnswerObserver observer) {
        long start = System.nanoTime();
        QuestionText asked = QuestionText.of(question);
        if (asked.text().isEmpty()) {
            return answer(asked, "", "", true, 0, new Timing(0, 0, 0), 0, 0, Completion.NOT_ASKED);
        }
        List<ChatMessage> messages = prompt.messages(asked.text());
        observer.onPassages(List.of());
        AnswerModel.Reply reply = model.ask(messages, decoding, observer);
        long end = System.nanoTime();
        CitationMarkers marked = CitationMarkers.parse(reply.text(), 0);
        return answer(
                asked,
                marked.text(),
                reply.text(),
                AbstentionDetector.isAbstention(marked.text()),
                marked.unknown(),
                new Timing(0, reply.firstTokenNanos() - start, end - start),
                reply.promptTokens() >= 0 ? reply.promptTokens() : tokenCounter.estimateTokenCountInMessages(messages),
                reply.answerTokens() >= 0 ? reply.answerTokens() : tokenCounter.estimateTokenCountInText(reply.text()),
                reply.completion());
    }

    private static Answer answer(
            QuestionText asked,
            String text,
            String raw,
            boolean abstained,
            int unknownMarkers,
            Timing timing,
            int promptTokens,
            int answerTokens,
            Completion completion) {
        return new Answer(
                completion == Completion.NOT_ASKED ? AbstentionDetector.PHRASE : text,
                raw,
                List.of(),
                abstained,
                List.of(),
                0,
                unknownMarkers,
                timing,
                promptTokens,
                answerTokens,
                completion,
                0,
                asked.droppedWords());
    }
}
