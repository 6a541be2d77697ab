package dev.openbook.evaluator.arm;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.jdk.JdkHttpClientBuilder;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.openbook.rag.answer.AnswerModel;
import dev.openbook.rag.answer.AnswerObserver;
import dev.openbook.rag.answer.AnsweringException;
import dev.openbook.rag.answer.Decoding;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Asks a server's model, streaming, and says in one line what went wrong.
 *
 * <p>What the server writes into its errors is not repeated: it may hold the key. A refusal that every question would meet
 * (401, 403, 404, 429, 503, no connection) ends the run; any other fault is that question's alone.
 */
final class ServerModel implements AnswerModel {

    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** The client's own limit, beyond that of any suite, which is kept by the answerer. */
    private static final Duration LONGEST = Duration.ofMinutes(30);

    private final ModelServer server;
    private final AnswerModel model;

    ServerModel(ModelServer server) {
        this.server = server;
        OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder builder = OpenAiStreamingChatModel.builder()
                .httpClientBuilder(new JdkHttpClientBuilder()
                        // some servers answer the JDK's offer of HTTP/2 over plain text with an error
                        .httpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1))
                        .connectTimeout(CONNECT)
                        .readTimeout(LONGEST))
                .baseUrl(server.address().toString())
                .modelName(server.model())
                .logRequests(false)
                .logResponses(false);
        server.key().ifPresent(builder::apiKey);
        this.model = AnswerModel.of(builder.build());
    }

    @Override
    public Reply ask(List<ChatMessage> messages, Decoding decoding, AnswerObserver observer) {
        try {
            return model.ask(messages, decoding, observer);
        } catch (AnsweringException e) {
            throw explain(e);
        }
    }

    private RuntimeException explain(AnsweringException failure) {
        Optional<Integer> status =
                cause(failure, HttpException.class::isInstance).map(error -> ((HttpException) error).statusCode());
        if (status.isPresent()) {
            return explain(status.get(), failure);
        }
        String place = "the server at " + server.host();
        if (cause(failure, e -> e instanceof ConnectException || e instanceof HttpConnectTimeoutException)
                .isPresent()) {
            return new ServerException(place + " cannot be reached (is it running, and is --server right?)", failure);
        }
        if (cause(failure, SSLException.class::isInstance).isPresent()) {
            return new ServerException(
                    place + " cannot be reached over https (is its certificate valid, or is it plain http?)", failure);
        }
        if (failure.getCause() == null) {
            return failure; // a time limit, or an answer that is none: said in our own words
        }
        return new AnsweringException(
                place + " broke off its answer ("
                        + failure.getCause().getClass().getSimpleName() + ")",
                failure);
    }

    private RuntimeException explain(int status, Throwable failure) {
        String place = "the server at " + server.host();
        return switch (status) {
            case 401, 403 ->
                new ServerException(
                        place + " refuses " + (server.key().isPresent() ? "the key" : "to answer without a key")
                                + " (HTTP " + status + "): set OPENBOOK_API_KEY",
                        failure);
            case 404 ->
                new ServerException(
                        place + " knows no model '" + server.model() + "' at "
                                + server.address().getRawPath()
                                + "/chat/completions (HTTP 404): see --server-model, and whether --server ends in /v1",
                        failure);
            case 429 ->
                new ServerException(
                        place + " takes no more questions for now (HTTP 429): wait, then the same command goes on",
                        failure);
            case 503 ->
                new ServerException(place + " is not ready (HTTP 503): wait, then the same command goes on", failure);
            default -> new AnsweringException(place + " failed (HTTP " + status + ")", failure);
        };
    }

    private static Optional<Throwable> cause(Throwable error, Predicate<Throwable> wanted) {
        return Stream.iterate(error, e -> e != null, Throwable::getCause)
                .limit(20)
                .filter(wanted)
                .findFirst();
    }
}
