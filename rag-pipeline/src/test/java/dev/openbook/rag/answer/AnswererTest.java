package dev.openbook.rag.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.chunk.PassageContent;
import dev.openbook.rag.chunk.RetrievalScores;
import dev.openbook.rag.chunk.RetrievedPassage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AnswererTest {

    /** One token a word. */
    static final TokenCountEstimator WORDS = new TokenCountEstimator() {
        @Override
        public int estimateTokenCountInText(String text) {
            return text.isBlank() ? 0 : text.trim().split("\\s+").length;
        }

        @Override
        public int estimateTokenCountInMessage(ChatMessage message) {
            return estimateTokenCountInText(
                    message instanceof UserMessage user ? user.singleText() : ((SystemMessage) message).text());
        }

        @Override
        public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
            int tokens = 0;
            for (ChatMessage message : messages) {
                tokens += estimateTokenCountInMessage(message);
            }
            return tokens;
        }
    };

    private static Content content(String id, String text, double cosine) {
        Passage passage = new Passage(id, "v1", 50, 50 + text.length(), List.of("About " + id), text);
        return PassageContent.toContent(new RetrievedPassage(
                passage, new RetrievalScores(OptionalDouble.of(cosine), OptionalDouble.empty(), cosine)));
    }

    private static final ContentRetriever THREE = query -> List.of(
            content("lark", "The Lark weighs 3 kg. It runs for 37 months.", 0.8),
            content("wren", "The Wren runs for 41 months.", 0.6),
            content("crow", "The Crow has no battery.", 0.1));

    private final List<ChatRequest> requests = new ArrayList<>();

    /** Streams its text word by word on the caller's thread. */
    private final class Scripted implements StreamingChatModel {
        private final String text;
        private final FinishReason reason;

        Scripted(String text, FinishReason reason) {
            this.text = text;
            this.reason = reason;
        }

        @Override
        public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
            requests.add(request);
            for (String piece : text.split("(?<= )")) {
                handler.onPartialResponse(piece);
            }
            handler.onCompleteResponse(ChatResponse.builder()
                    .aiMessage(AiMessage.from(text))
                    .finishReason(reason)
                    .tokenUsage(new TokenUsage(70, 4))
                    .build());
        }
    }

    private RagAnswerer rag(String reply) {
        return rag(AnswerModel.of(new Scripted(reply, FinishReason.STOP)), RagSettings.DEFAULT);
    }

    private static RagAnswerer rag(AnswerModel model, RagSettings settings) {
        return new RagAnswerer(THREE, model, WORDS, settings);
    }

    @Test
    void should_cite_the_sentence_of_the_marked_source() {
        Answer answer = rag("37 months [1]").answer("How long does the Lark run?");

        assertThat(answer.text()).isEqualTo("37 months");
        assertThat(answer.rawText()).isEqualTo("37 months [1]");
        assertThat(answer.citations())
                .containsExactly(new Citation("lark", "v1", 72, 94, "It runs for 37 months.", false));
        assertThat(answer.prompted()).extracting(Passage::documentId).containsExactly("lark", "wren");
        assertThat(answer.weakPassages()).isEqualTo(1);
        assertThat(answer.promptTokens()).isEqualTo(70);
        assertThat(answer.answerTokens()).isEqualTo(4);
        assertThat(answer.completion()).isEqualTo(Completion.COMPLETE);
        assertThat(answer.timing().retrievalNanos()).isPositive();
        assertThat(answer.timing().firstTokenNanos())
                .isBetween(answer.timing().retrievalNanos(), answer.timing().totalNanos());
    }

    @Test
    void should_cite_what_a_second_reading_chose() {
        CandidateModel candidates = new CandidateModel() {
            @Override
            public List<Candidate> candidates(
                    List<ChatMessage> messages, int maxTokens, int most, double within, BooleanSupplier cancelled) {
                return List.of(new Candidate("41 months [2]", -0.7, true), new Candidate("37 months [1]", -0.8, true));
            }

            @Override
            public double logProbability(List<ChatMessage> messages, String answer) {
                return answer.startsWith("37") ? -0.1 : -2;
            }
        };

        Answer answer =
                rag("not asked").readingTwice(candidates, Optional.empty()).answer("How long does the Lark run?");

        assertThat(answer.text()).isEqualTo("37 months");
        assertThat(answer.citations())
                .containsExactly(new Citation("lark", "v1", 72, 94, "It runs for 37 months.", false));
        assertThat(requests).isEmpty();
    }

    @Test
    void should_attribute_an_answer_without_markers() {
        Answer answer = rag("41 months").answer("How long does the Wren run?");

        assertThat(answer.citations())
                .containsExactly(new Citation("wren", "v1", 50, 78, "The Wren runs for 41 months.", true));
    }

    @Test
    void should_remove_and_count_markers_of_sources_that_were_not_there() {
        Answer answer = rag("37 months [3] [7]").answer("How long does the Lark run?");

        assertThat(answer.text()).isEqualTo("37 months");
        assertThat(answer.unknownMarkers()).isEqualTo(2);
        assertThat(answer.citations()).extracting(Citation::attributed).containsExactly(true);
    }

    @Test
    void should_abstain_without_citation_when_the_model_does_not_know() {
        Answer answer = rag("I don't know. [1]").answer("What does the Heron weigh?");

        assertThat(answer.abstained()).isTrue();
        assertThat(answer.citations()).isEmpty();
    }

    @Test
    void should_abstain_without_asking_when_nothing_is_good_enough() {
        RagSettings strict = RagSettings.DEFAULT.withThresholds(OptionalDouble.of(0.9), OptionalDouble.empty());

        Answer answer = rag(AnswerModel.of(new Scripted("x", FinishReason.STOP)), strict)
                .answer("How long?");

        assertThat(answer.abstained()).isTrue();
        assertThat(answer.completion()).isEqualTo(Completion.NOT_ASKED);
        assertThat(answer.weakPassages()).isEqualTo(3);
        assertThat(answer.citations()).isEmpty();
        assertThat(requests).isEmpty();
    }

    @Test
    void should_drop_the_lowest_ranked_passages_but_never_the_question() {
        int room = WORDS.estimateTokenCountInMessages(SourcesPrompt.DEFAULT.messages(
                        "How long?",
                        List.of(PassageContent.toPassage(
                                THREE.retrieve(null).get(0).textSegment()))))
                + Decoding.DEFAULT.maxTokens();
        AnswerModel model = AnswerModel.of(new Scripted("37 months", FinishReason.STOP));

        Answer one = rag(model, RagSettings.DEFAULT.withContextTokens(room)).answer("How long?");
        Answer none =
                rag(model, RagSettings.DEFAULT.withContextTokens(room - 1)).answer("How long?");

        assertThat(one.prompted()).extracting(Passage::documentId).containsExactly("lark");
        assertThat(one.droppedPassages()).isEqualTo(1);
        assertThat(((UserMessage) requests.get(0).messages().get(1)).singleText())
                .endsWith("Question: How long?");
        assertThat(none.abstained()).isTrue();
        assertThat(none.droppedPassages()).isEqualTo(2);
    }

    @Test
    void should_decode_greedily_with_the_same_limit_in_every_arm() {
        rag("x").answer("How long?");
        new ClosedBookAnswerer(AnswerModel.of(new Scripted("x", FinishReason.STOP)), WORDS).answer("How long?");

        assertThat(requests).hasSize(2).allSatisfy(request -> {
            assertThat(request.temperature()).isZero();
            assertThat(request.maxOutputTokens()).isEqualTo(Decoding.DEFAULT.maxTokens());
        });
    }

    @Test
    void should_say_that_the_limit_cut_an_answer_off() {
        Answer answer = rag(AnswerModel.of(new Scripted("la la la la", FinishReason.LENGTH)), RagSettings.DEFAULT)
                .answer("Sing");

        assertThat(answer.completion()).isEqualTo(Completion.LENGTH);
        assertThat(answer.abstained()).isFalse();
        assertThat(answer.citations()).isEmpty();
    }

    @Test
    void should_read_an_empty_reply_as_no_answer() {
        ChatModel silent = new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                return ChatResponse.builder().aiMessage(AiMessage.from("")).build();
            }
        };

        Answer answer = rag(AnswerModel.of(silent), RagSettings.DEFAULT).answer("How long?");

        assertThat(answer.text()).isEmpty();
        assertThat(answer.abstained()).isTrue();
        assertThat(answer.promptTokens()).isPositive();
    }

    @Test
    void should_never_take_a_failure_for_an_answer() {
        ChatModel broken = new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                throw new IllegalStateException("out of order");
            }
        };
        StreamingChatModel brokenStream = new StreamingChatModel() {
            @Override
            public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
                handler.onPartialResponse("37 ");
                handler.onError(new CancellationException("cut"));
            }
        };
        ContentRetriever brokenRetriever = query -> {
            throw new IllegalStateException("no index");
        };

        assertThatThrownBy(
                        () -> rag(AnswerModel.of(broken), RagSettings.DEFAULT).answer("How long?"))
                .isInstanceOf(AnsweringException.class)
                .hasMessage("the model failed: out of order");
        assertThatThrownBy(() ->
                        rag(AnswerModel.of(brokenStream), RagSettings.DEFAULT).answer("How long?"))
                .isInstanceOf(AnsweringException.class)
                .hasMessage("the model failed: cut");
        assertThatThrownBy(() -> new RagAnswerer(brokenRetriever, AnswerModel.of(broken), WORDS, RagSettings.DEFAULT)
                        .answer("How long?"))
                .isInstanceOf(AnsweringException.class)
                .hasMessage("retrieval failed: no index");
        assertThatThrownBy(
                        () -> rag(AnswerModel.of(new Scripted("x", FinishReason.CONTENT_FILTER)), RagSettings.DEFAULT)
                                .answer("How long?"))
                .hasMessageContaining("CONTENT_FILTER");
    }

    @Test
    void should_end_an_answer_that_takes_too_long() {
        StreamingChatModel endless = new StreamingChatModel() {
            @Override
            public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        handler.onPartialResponse("la ");
                        try {
                            Thread.sleep(1);
                        } catch (InterruptedException e) {
                            return;
                        }
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
        };
        Decoding hasty = new Decoding(64, Duration.ofMillis(50));
        ClosedBookAnswerer answerer =
                new ClosedBookAnswerer(AnswerModel.of(endless), WORDS, QuestionPrompt.DEFAULT, hasty);

        assertThatThrownBy(() -> answerer.answer("Sing"))
                .isInstanceOf(AnsweringException.class)
                .hasMessageContaining("within 50 ms");
    }

    @Test
    void should_stop_when_the_observer_cancels_and_show_what_it_saw() {
        StringBuilder seen = new StringBuilder();
        List<RetrievedPassage> sources = new ArrayList<>();
        AnswerObserver impatient = new AnswerObserver() {
            @Override
            public void onPassages(List<RetrievedPassage> prompted) {
                sources.addAll(prompted);
            }

            @Override
            public void onText(String piece) {
                seen.append(piece);
            }

            @Override
            public boolean cancelled() {
                return seen.length() > 5;
            }
        };

        Answer answer = rag("It runs for 37 months.").answer("How long does the Lark run?", impatient);

        assertThat(seen).hasToString("It runs ");
        assertThat(sources).hasSize(2);
        assertThat(answer.rawText()).isEqualTo("It runs ");
        assertThat(answer.completion()).isEqualTo(Completion.CANCELLED);
    }

    @Test
    void should_abstain_on_an_empty_question_without_asking() {
        for (String empty : List.of("", " \n\t", "\u00A0\u3000")) {
            assertThat(rag("x").answer(empty).completion()).isEqualTo(Completion.NOT_ASKED);
            assertThat(new ClosedBookAnswerer(AnswerModel.of(new Scripted("x", FinishReason.STOP)), WORDS)
                            .answer(empty)
                            .abstained())
                    .isTrue();
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void should_cut_a_question_without_end_and_report_it() {
        Answer answer = rag("37 months").answer("why ".repeat(100_000));
        Answer oneWord = rag("37 months").answer("x".repeat(1_000_000));

        assertThat(answer.droppedQuestionWords()).isEqualTo(100_000 - QuestionText.MAX_WORDS);
        assertThat(oneWord.droppedQuestionWords()).isEqualTo(1);
        assertThat(rag("x").answer("why " + "why ".repeat(255)).droppedQuestionWords())
                .isZero();
    }

    @Test
    void should_remove_markers_and_cite_nothing_with_the_book_closed() {
        Answer answer = new ClosedBookAnswerer(AnswerModel.of(new Scripted("37 months [1]", FinishReason.STOP)), WORDS)
                .answer("How long?");

        assertThat(answer.text()).isEqualTo("37 months");
        assertThat(answer.unknownMarkers()).isEqualTo(1);
        assertThat(answer.citations()).isEmpty();
        assertThat(answer.timing().retrievalNanos()).isZero();
    }

    @Test
    void should_give_the_same_answer_twice() {
        List<List<Citation>> citations = Stream.of("37 months", "37 months")
                .map(reply -> rag(reply).answer("How long does the Lark run?").citations())
                .toList();

        assertThat(citations.get(0)).isNotEmpty().isEqualTo(citations.get(1));
    }
}
