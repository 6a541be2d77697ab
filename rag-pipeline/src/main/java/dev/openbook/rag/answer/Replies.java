package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.openbook.foundation.InvalidInputException;
import java.util.List;

/** What both kinds of models are asked and give back, and how their failures are told. */
final class Replies {

    private Replies() {}

    static ChatRequest request(List<ChatMessage> messages, Decoding decoding) {
        return ChatRequest.builder()
                .messages(messages)
                .parameters(decoding.parameters())
                .build();
    }

    static AnswerModel.Reply of(ChatResponse response, String streamed, long firstTokenNanos) {
        if (response == null || response.aiMessage() == null) {
            throw new AnsweringException("the model ended without a message");
        }
        String complete = response.aiMessage().text();
        TokenUsage usage = response.tokenUsage();
        return new AnswerModel.Reply(
                complete == null || complete.isEmpty() ? streamed : complete,
                firstTokenNanos,
                completion(response.finishReason()),
                usage == null || usage.inputTokenCount() == null ? -1 : usage.inputTokenCount(),
                usage == null || usage.outputTokenCount() == null ? -1 : usage.outputTokenCount());
    }

    private static Completion completion(FinishReason reason) {
        if (reason == null || reason == FinishReason.STOP) {
            return Completion.COMPLETE;
        }
        if (reason == FinishReason.LENGTH) {
            return Completion.LENGTH;
        }
        throw new AnsweringException("the model ended for a reason that is no answer: " + reason);
    }

    static AnsweringException timeout(Decoding decoding) {
        return new AnsweringException("the model gave no complete answer within "
                + decoding.timeout().toMillis() + " ms (raise the decoding timeout or lower maxTokens)");
    }

    static RuntimeException failure(Throwable cause) {
        if (cause instanceof AnsweringException || cause instanceof InvalidInputException) {
            return (RuntimeException) cause;
        }
        if (cause instanceof Error error && !(error instanceof StackOverflowError)) {
            throw error;
        }
        return new AnsweringException("the model failed: " + cause.getMessage(), cause);
    }
}
