package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks a streaming model and waits.
 *
 * <p>Works with models that call back on their own thread and with models that call back on the caller's. A model that
 * goes on after it was told to stop is no longer listened to.
 */
final class StreamingAnswerModel implements AnswerModel {

    private final StreamingChatModel model;

    StreamingAnswerModel(StreamingChatModel model) {
        this.model = model;
    }

    @Override
    public Reply ask(List<ChatMessage> messages, Decoding decoding, AnswerObserver observer) {
        ChatRequest request = Replies.request(messages, decoding);
        Listener listener =
                new Listener(observer, System.nanoTime() + decoding.timeout().toNanos());
        try {
            model.chat(request, listener);
            long left = Math.max(1, listener.deadline - System.nanoTime());
            return listener.reply.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            listener.stop();
            throw Replies.timeout(decoding);
        } catch (InterruptedException e) {
            listener.stop();
            Thread.currentThread().interrupt();
            return listener.partial();
        } catch (ExecutionException e) {
            if (listener.timedOut) {
                throw Replies.timeout(decoding);
            }
            throw Replies.failure(e.getCause());
        } catch (RuntimeException e) {
            throw Replies.failure(e);
        }
    }

    private static final class Listener implements StreamingChatResponseHandler {
        private final CompletableFuture<Reply> reply = new CompletableFuture<>();
        private final StringBuilder text = new StringBuilder();
        private final AnswerObserver observer;
        private final long deadline;
        private long firstTokenNanos;
        private volatile boolean timedOut;
        private volatile StreamingHandle handle;

        Listener(AnswerObserver observer, long deadline) {
            this.observer = observer;
            this.deadline = deadline;
        }

        @Override
        public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
            handle = context.streamingHandle();
            onPartialResponse(partial.text());
        }

        @Override
        public void onPartialResponse(String piece) {
            if (reply.isDone()) {
                stop();
                return;
            }
            synchronized (text) {
                if (firstTokenNanos == 0 && !piece.isEmpty()) {
                    firstTokenNanos = System.nanoTime();
                }
                text.append(piece);
            }
            try {
                observer.onText(piece);
                if (observer.cancelled()) {
                    reply.complete(partial());
                    stop();
                } else if (System.nanoTime() > deadline) {
                    timedOut = true;
                    reply.completeExceptionally(new AnsweringException("time is up"));
                    stop();
                }
            } catch (RuntimeException e) { // the observer's fault must not hang the answer
                reply.completeExceptionally(e);
                stop();
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            long first = firstTokenNanos == 0 ? System.nanoTime() : firstTokenNanos;
            String streamed;
            synchronized (text) {
                streamed = text.toString();
            }
            try {
                reply.complete(Replies.of(response, streamed, first));
            } catch (RuntimeException e) { // the model may swallow what its listener throws
                reply.completeExceptionally(e);
            }
        }

        @Override
        public void onError(Throwable error) {
            reply.completeExceptionally(error);
        }

        void stop() {
            StreamingHandle current = handle;
            if (current != null && !current.isCancelled()) {
                current.cancel();
            }
        }

        Reply partial() {
            synchronized (text) {
                long first = firstTokenNanos == 0 ? System.nanoTime() : firstTokenNanos;
                return new Reply(text.toString(), first, Completion.CANCELLED, -1, -1);
            }
        }
    }
}
