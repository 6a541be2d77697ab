package dev.openbook.evaluator.arm;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.TokenCountEstimator;
import dev.openbook.evaluator.result.RunEntry;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.rag.answer.AnswerObserver;
import dev.openbook.rag.answer.AnsweringException;
import dev.openbook.rag.answer.Decoding;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A model behind a server: it answers as it is, takes no adapter and learns nothing. */
public final class ServerReaders implements Readers {

    /** The smallest window that servers commonly give; prompts of a few passages stay under a thousand tokens. */
    private static final int CONTEXT_TOKENS = 4_096;

    private static final Decoding CHECK = new Decoding(16, Duration.ofMinutes(1));

    private final ModelServer server;
    private final ServerModel model;

    /** Readers that ask the server; nothing is sent yet. */
    public ServerReaders(ModelServer server) {
        this.server = server;
        this.model = new ServerModel(server);
    }

    /**
     * Asks one short question.
     *
     * @throws InvalidInputException in one line, if no answer comes
     */
    public void check() {
        try {
            model.ask(List.of(UserMessage.from("Say yes.")), CHECK, AnswerObserver.none());
        } catch (AnsweringException e) {
            throw new InvalidInputException("--server must answer a first question, but: " + e.getMessage(), e);
        }
    }

    @Override
    public RunEntry.Model describe() {
        return new RunEntry.Model(server.model(), "", "as served");
    }

    @Override
    public Reader reader() {
        return new Reader(model, Optional.empty(), new ApproximateCount(), CONTEXT_TOKENS);
    }

    @Override
    public Reader reader(String arm, Path adapter) {
        throw new InvalidInputException("arm '" + arm
                + "' needs an adapter merged into its model, which a server's cannot get (leave the arm out with"
                + " --arms)");
    }

    @Override
    public boolean fits(Path adapter) {
        return false;
    }

    @Override
    public Optional<Weights> weights() {
        return Optional.empty();
    }

    @Override
    public void close() {
        // the client keeps no connection that must be ended
    }

    /** Three bytes a token, which is more tokens than real tokenizers make of prose; used where the server does not say. */
    private record ApproximateCount() implements TokenCountEstimator {

        private static final int BYTES_A_TOKEN = 3;
        private static final int TOKENS_AROUND_A_MESSAGE = 8;

        @Override
        public int estimateTokenCountInText(String text) {
            return (text.getBytes(StandardCharsets.UTF_8).length + BYTES_A_TOKEN - 1) / BYTES_A_TOKEN;
        }

        @Override
        public int estimateTokenCountInMessage(ChatMessage message) {
            return TOKENS_AROUND_A_MESSAGE + estimateTokenCountInText(message.toString());
        }

        @Override
        public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
            int count = 0;
            for (ChatMessage message : messages) {
                count += estimateTokenCountInMessage(message);
            }
            return count;
        }
    }
}
