package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a model that answers in one piece, on a thread of its own so that the time limit holds. */
final class BlockingAnswerModel implements AnswerModel {

    private final ChatModel model;

    BlockingAnswerModel(ChatModel model) {
        this.model = model;
    }

    @Override
    public Reply ask(List<ChatMessage> messages, Decoding decoding, AnswerObserver observer) {
        ChatRequest request = Replies.request(messages, decoding);
        FutureTask<ChatResponse> task = new FutureTask<>(() -> model.chat(request));
        Thread thread = new Thread(task, "openbook-answer");
        thread.setDaemon(true);
        thread.start();
        try {
            ChatResponse response = task.get(decoding.timeout().toNanos(), TimeUnit.NANOSECONDS);
            Reply reply = Replies.of(response, "", System.nanoTime());
            observer.onText(reply.text());
            return reply;
        } catch (TimeoutException e) {
            task.cancel(true);
            throw Replies.timeout(decoding);
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            return new Reply("", System.nanoTime(), Completion.CANCELLED, -1, -1);
        } catch (ExecutionException e) {
            throw Replies.failure(e.getCause());
        }
    }
}
