package dev.openbook.evaluator.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.rag.answer.AnswerModel;
import dev.openbook.rag.answer.AnswerObserver;
import dev.openbook.rag.answer.AnsweringException;
import dev.openbook.rag.answer.Decoding;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server's model over real HTTP. */
class ServerReadersTest {

    private static final String KEY = "sk-secret-4711";
    private static final List<ChatMessage> MESSAGES =
            List.of(SystemMessage.from("Be brief."), UserMessage.from("How long?"));
    private static final Decoding DECODING = new Decoding(32, Duration.ofSeconds(20));

    private FakeChatServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FakeChatServer();
        server.answer("37", " months");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void should_stream_so_that_the_first_token_has_a_time_of_its_own() {
        server.script(out -> {
            FakeChatServer.send(out, FakeChatServer.piece("37"));
            Thread.sleep(400);
            FakeChatServer.send(out, FakeChatServer.piece(" months"));
            FakeChatServer.end(out);
        });
        List<String> pieces = new ArrayList<>();

        AnswerModel.Reply reply = ask(KEY, DECODING, pieces);
        long end = System.nanoTime();

        assertThat(reply.text()).isEqualTo("37 months");
        assertThat(pieces).containsExactly("37", " months");
        assertThat(Duration.ofNanos(end - reply.firstTokenNanos())).isGreaterThan(Duration.ofMillis(300));
        assertThat(reply.promptTokens()).isEqualTo(11);
        assertThat(reply.answerTokens()).isEqualTo(3);
    }

    @Test
    void should_ask_greedily_for_the_model_with_the_key() {
        ask(KEY, DECODING, new ArrayList<>());

        FakeChatServer.Asked asked = server.asked().get(0);
        JsonNode body = asked.body();
        assertThat(asked.authorization()).contains("Bearer " + KEY);
        assertThat(body.path("model").asText()).isEqualTo("llama");
        assertThat(body.path("stream").asBoolean()).isTrue();
        assertThat(body.path("temperature").asDouble(-1)).isZero();
        assertThat(body.path("max_tokens").asInt()).isEqualTo(32);
        assertThat(body.path("messages")).hasSize(2);
        assertThat(body.path("messages").get(1).path("content").asText()).isEqualTo("How long?");
    }

    @Test
    void should_send_no_key_where_there_is_none() {
        ask("", DECODING, new ArrayList<>());

        assertThat(server.asked().get(0).authorization()).isEmpty();
    }

    @Test
    void should_leave_tokens_uncounted_where_the_server_does_not_say() {
        server.script(out -> {
            FakeChatServer.send(out, FakeChatServer.piece("37 months"));
            FakeChatServer.send(out, "[DONE]");
        });

        AnswerModel.Reply reply = ask("", DECODING, new ArrayList<>());

        assertThat(reply.text()).isEqualTo("37 months");
        assertThat(reply.promptTokens()).isEqualTo(-1);
        Reader reader = new ServerReaders(server("")).reader();
        assertThat(reader.tokenCounter().estimateTokenCountInText("37 months")).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({
        "401, refuses the key",
        "403, refuses the key",
        "404, knows no model 'llama' at /v1/chat/completions",
        "429, takes no more questions for now",
        "503, is not ready"
    })
    void should_end_the_run_where_every_question_would_be_refused(int status, String reason) {
        server.refuse(status);

        Throwable error = catchThrowable(() -> ask(KEY, DECODING, new ArrayList<>()));

        assertThat(error).isInstanceOf(ServerException.class);
        assertThat(error.getMessage())
                .startsWith("the server at 127.0.0.1:")
                .contains(reason, "HTTP " + status)
                .doesNotContain(KEY)
                .hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 500, 502})
    void should_fail_one_question_where_the_next_may_go_well(int status) {
        server.refuse(status);

        Throwable error = catchThrowable(() -> ask(KEY, DECODING, new ArrayList<>()));

        assertThat(error).isInstanceOf(AnsweringException.class);
        assertThat(error.getMessage())
                .endsWith("failed (HTTP " + status + ")")
                .doesNotContain(KEY)
                .hasLineCount(1);
    }

    @Test
    void should_not_take_an_answer_that_was_cut_off_for_a_whole_one() {
        server.script(out -> {
            FakeChatServer.send(out, FakeChatServer.piece("37"));
            FakeChatServer.send(out, "{\"id\":");
        });

        assertThatThrownBy(() -> ask("", DECODING, new ArrayList<>())).isInstanceOf(AnsweringException.class);
    }

    @Test
    void should_stop_waiting_in_time() {
        server.script(out -> Thread.sleep(20_000));
        long start = System.nanoTime();

        assertThatThrownBy(() -> ask("", new Decoding(32, Duration.ofMillis(500)), new ArrayList<>()))
                .isInstanceOf(AnsweringException.class)
                .hasMessageStartingWith("the model gave no complete answer within 500 ms");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void should_say_that_nobody_is_there() {
        ModelServer gone = server("");
        server.close();

        assertThatThrownBy(() -> new ServerReaders(gone).check())
                .isInstanceOf(ServerException.class)
                .hasMessageStartingWith("the server at 127.0.0.1:")
                .hasMessageContaining("cannot be reached");
    }

    @Test
    void should_check_with_one_question_before_a_run() {
        new ServerReaders(server(KEY)).check();
        assertThat(server.asked()).hasSize(1);

        server.refuse(500);
        assertThatThrownBy(() -> new ServerReaders(server(KEY)).check())
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("--server must answer a first question, but: the server at 127.0.0.1:")
                .hasMessageEndingWith("failed (HTTP 500)");
    }

    @Test
    void should_take_no_adapter_and_show_no_key() {
        ServerReaders readers = new ServerReaders(server(KEY));

        assertThat(readers.fits(Path.of("adapter"))).isFalse();
        assertThat(readers.weights()).isEmpty();
        assertThat(readers.describe().name()).isEqualTo("llama");
        assertThatThrownBy(() -> readers.reader("rag", Path.of("adapter")))
                .hasMessageStartingWith("arm 'rag' needs an adapter");
        assertThat(server(KEY).toString()).doesNotContain(KEY).contains("with key");
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://host/v1, must be an http or https address",
        "localhost:8000, must be an http or https address",
        "http://user:pass@host/v1, without user",
        "http://host/v1?key=1, without user",
        "'http://a b', must be an address"
    })
    void should_refuse_an_address_that_is_none_without_repeating_it(String address, String reason) {
        assertThatThrownBy(() -> ModelServer.of(address, "llama", Optional.of("two words\n")))
                .isInstanceOfSatisfying(InvalidInputException.class, e -> assertThat(e.faults())
                        .hasSize(2)
                        .anyMatch(fault -> fault.contains(reason))
                        .noneMatch(fault -> fault.contains("pass") && fault.contains("user:"))
                        .noneMatch(fault -> fault.contains("two words")));
    }

    @Test
    void should_know_when_a_key_would_travel_in_the_clear() {
        assertThat(ModelServer.of("http://10.0.0.7/v1", "m", Optional.of("k")).sendsKeyInTheClear())
                .isTrue();
        assertThat(ModelServer.of("https://10.0.0.7/v1", "m", Optional.of("k")).sendsKeyInTheClear())
                .isFalse();
        assertThat(ModelServer.of("http://localhost:1/v1", "m", Optional.of("k"))
                        .sendsKeyInTheClear())
                .isFalse();
        assertThat(ModelServer.of("http://10.0.0.7/v1", "m", Optional.of(" ")).sendsKeyInTheClear())
                .isFalse();
    }

    private AnswerModel.Reply ask(String key, Decoding decoding, List<String> pieces) {
        return new ServerReaders(server(key)).reader().model().ask(MESSAGES, decoding, new AnswerObserver() {
            @Override
            public void onText(String piece) {
                pieces.add(piece);
            }
        });
    }

    private ModelServer server(String key) {
        return ModelServer.of(server.address(), "llama", Optional.of(key));
    }
}
