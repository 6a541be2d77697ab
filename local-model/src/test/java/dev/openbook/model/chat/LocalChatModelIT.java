package dev.openbook.model.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Sha256;
import dev.openbook.model.gguf.GgmlType;
import dev.openbook.model.gguf.TinyGguf;
import dev.openbook.model.onnx.Precision;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's side of a tiny model on the native engine. */
class LocalChatModelIT {

    @TempDir
    static Path folder;

    private static Path file;
    private static LocalChatModel model;

    @BeforeAll
    static void open() {
        file = TinyGguf.seed(31).type(GgmlType.Q4_1).writeTo(folder.resolve("tiny.gguf"));
        model = load();
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Test
    void should_answer_greedily_and_count_tokens() {
        ChatRequest request = request().maxOutputTokens(12).build();

        ChatResponse response = ((ChatModel) model).chat(request);
        ChatResponse again = ((ChatModel) model).chat(request);

        assertThat(again).isEqualTo(response);
        assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(model.countTokens(request.messages()));
        assertThat(response.tokenUsage().outputTokenCount()).isBetween(0, 12);
        assertThat(response.finishReason()).isIn(FinishReason.LENGTH, FinishReason.STOP);
        assertThat(model.modelSha256()).isEqualTo(Sha256.of(file));
        assertThat(model.precision()).isEqualTo(Precision.INT8);
        assertThat(model.contextLength()).isEqualTo(TinyGguf.CONTEXT_LENGTH);
        assertThat(model.countTokens(" the the")).isEqualTo(2);
    }

    @Test
    void should_stream_the_same_text_as_it_answers_with() throws Exception {
        ChatRequest request = request().maxOutputTokens(20).build();

        Stream stream = new Stream(Integer.MAX_VALUE);
        ((StreamingChatModel) model).chat(request, stream);
        ChatResponse streamed = stream.response.get(30, TimeUnit.SECONDS);

        assertThat(streamed).isEqualTo(((ChatModel) model).chat(request));
        assertThat(String.join("", stream.pieces))
                .isNotEmpty()
                .isEqualTo(streamed.aiMessage().text());
    }

    @Test
    void should_say_nothing_more_once_a_stream_is_cancelled() throws Exception {
        Stream stream = new Stream(2);
        ((StreamingChatModel) model).chat(request().maxOutputTokens(400).build(), stream);
        Stream next = new Stream(Integer.MAX_VALUE);
        ((StreamingChatModel) model).chat(request().maxOutputTokens(1).build(), next);

        next.response.get(30, TimeUnit.SECONDS); // requests are answered in turn
        assertThat(stream.pieces).hasSize(2);
        assertThat(stream.response).isNotDone();
    }

    @Test
    void should_repeat_a_sampled_text_with_the_same_seed() {
        ChatRequest request = request()
                .temperature(1.5)
                .topP(0.95)
                .topK(50)
                .maxOutputTokens(20)
                .build();

        assertThat(((ChatModel) model).chat(request)).isEqualTo(((ChatModel) model).chat(request));
    }

    @Test
    void should_end_before_a_stop_sequence() {
        String whole = ((ChatModel) model)
                .chat(request().maxOutputTokens(20).build())
                .aiMessage()
                .text();
        String stop = whole.substring(3, 6);

        ChatResponse stopped = ((ChatModel) model)
                .chat(request().maxOutputTokens(20).stopSequences(List.of(stop)).build());

        assertThat(stopped.aiMessage().text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(stopped.finishReason()).isEqualTo(FinishReason.STOP);
    }

    @Test
    void should_refuse_by_name_what_it_cannot_honour() {
        ChatRequest request = request()
                .toolSpecifications(ToolSpecification.builder().name("clock").build())
                .responseFormat(ResponseFormat.JSON)
                .frequencyPenalty(0.5)
                .presencePenalty(0.5)
                .modelName("another")
                .build();

        assertThatThrownBy(() -> ((ChatModel) model).chat(request))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessage(
                        "not supported by the local model: toolSpecifications, responseFormat JSON, frequencyPenalty,"
                                + " presencePenalty, modelName 'another' (this is 'Tiny 31') (leave them out)");
        assertThatThrownBy(() ->
                        ((ChatModel) model).chat(UserMessage.from(ImageContent.from("https://example.org/cat.png"))))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("IMAGE");
        assertThatThrownBy(() ->
                        ((ChatModel) model).chat(request().temperature(-1.0).build()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("temperature must be between 0 and 100, but is -1.0");
    }

    @Test
    void should_refuse_a_prompt_longer_than_the_window_in_one_line() {
        List<ChatMessage> messages = List.of(UserMessage.from("z".repeat(600)));

        assertThatThrownBy(() -> ((ChatModel) model).chat(messages))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageMatching(
                        "the prompt must be shorter than the model's window of 512 tokens, but has \\d+ .*");
    }

    @Test
    void should_give_threads_the_answers_to_their_own_questions() {
        List<String> questions =
                IntStream.range(0, 8).mapToObj(i -> "question " + i).toList();
        List<String> expected = questions.stream().map(LocalChatModelIT::ask).toList();

        List<String> parallel =
                questions.parallelStream().map(LocalChatModelIT::ask).toList();

        assertThat(parallel).isEqualTo(expected);
    }

    @Test
    void should_find_its_own_answer_more_likely_than_another() {
        List<ChatMessage> messages = List.of(UserMessage.from("the user"));
        String own = ask("the user");

        assertThat(model.logProbability(messages, own))
                .isNegative()
                .isGreaterThan(model.logProbability(messages, "zqzqzqzqzqzqzqzq"));
    }

    @Test
    void should_refuse_requests_once_closed() {
        LocalChatModel closed = load();
        closed.close();
        closed.close();

        assertThatThrownBy(() -> ((ChatModel) closed).chat("the")).hasMessage("the model is closed");
        assertThatThrownBy(() -> LocalChatModel.builder().build()).hasMessage("a model file must be given");
    }

    private static String ask(String question) {
        return ((ChatModel) model)
                .chat(ChatRequest.builder()
                        .messages(UserMessage.from(question))
                        .maxOutputTokens(10)
                        .build())
                .aiMessage()
                .text();
    }

    private static LocalChatModel load() {
        return LocalChatModel.builder()
                .model(file)
                .threads(2)
                .cacheFolder(folder.resolve("cache"))
                .build();
    }

    private static ChatRequest.Builder request() {
        return ChatRequest.builder().messages(SystemMessage.from("the system"), UserMessage.from("the user is in"));
    }

    /** Collects a stream and cancels it after some pieces. */
    private static final class Stream implements StreamingChatResponseHandler {

        private final int cancelAfter;
        private final List<String> pieces = new ArrayList<>();
        private final CompletableFuture<ChatResponse> response = new CompletableFuture<>();

        Stream(int cancelAfter) {
            this.cancelAfter = cancelAfter;
        }

        @Override
        public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
            pieces.add(partial.text());
            if (pieces.size() == cancelAfter) {
                context.streamingHandle().cancel();
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse complete) {
            response.complete(complete);
        }

        @Override
        public void onError(Throwable error) {
            response.completeExceptionally(error);
        }
    }
}
