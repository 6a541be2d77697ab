package dev.openbook.rag.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.openbook.rag.chunk.Passage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class SecondReadingTest {

    private static final List<Passage> PASSAGES = List.of(
            passage("lark", "The Lark is a pump. It weighs 3 kg. Paint comes in blue."),
            passage("wren", "Wrens are small. The Wren weighs 5 kg."));

    private static final String LARK = asked("The Lark is a pump. It weighs 3 kg.");
    private static final String WREN = asked("Wrens are small. The Wren weighs 5 kg.");

    private final List<String> prompts = new ArrayList<>();

    private static String asked(String evidence) {
        return "[1] " + evidence + "\n\nQuestion: How heavy is the Wren?";
    }

    private static Passage passage(String id, String text) {
        return new Passage(id, "v1", 0, text.length(), List.of(), text);
    }

    /** A model with these candidates in the first reading, and these log-probabilities over each evidence in the second. */
    private CandidateModel model(List<CandidateModel.Candidate> candidates, Map<String, Map<String, Double>> second) {
        return new CandidateModel() {
            @Override
            public List<Candidate> candidates(
                    List<ChatMessage> messages, int maxTokens, int most, double within, BooleanSupplier cancelled) {
                assertThat(most).isEqualTo(SecondReading.CANDIDATES);
                assertThat(within).isEqualTo(SecondReading.WITHIN);
                return candidates;
            }

            @Override
            public double logProbability(List<ChatMessage> messages, String answer) {
                String read = ((UserMessage) messages.get(1)).singleText();
                prompts.add(read);
                return second.get(read).get(answer);
            }
        };
    }

    private static CandidateModel.Candidate candidate(String text, double logProbability) {
        return new CandidateModel.Candidate(text, logProbability, true);
    }

    private static SecondReading.Result read(CandidateModel model) {
        return read(model, Optional.empty());
    }

    private static SecondReading.Result read(CandidateModel model, Optional<LikelihoodModel> questionGenerator) {
        return new SecondReading(model, questionGenerator, AnswererTest.WORDS)
                .read("How heavy is the Wren?", PASSAGES, SourcesPrompt.DEFAULT, 32, () -> false)
                .orElseThrow();
    }

    @Test
    void should_give_the_answer_that_its_own_evidence_tells() {
        SecondReading.Result result = read(model(
                List.of(candidate("3 kg [1]", -0.5), candidate("5 kg [2]", -1.5)),
                Map.of(
                        LARK, Map.of("3 kg [1]", -2.0, "I don't know.", -0.1),
                        WREN, Map.of("5 kg [1]", -0.1, "I don't know.", -2.0))));

        assertThat(result.chosen().text()).isEqualTo("5 kg [2]");
        assertThat(result.contenders())
                .extracting(SecondReading.Contender::worth)
                .usingElementComparator(Comparator.comparingDouble(x -> Math.round(x * 1e6)))
                .containsExactly(-0.5 - SecondReading.WEIGHT * 1.9, -1.5 + SecondReading.WEIGHT * 1.9);
        assertThat(prompts).containsExactly(LARK, LARK, WREN, WREN);
    }

    @Test
    void should_read_evidence_that_two_answers_share_once_for_declining() {
        SecondReading.Result result = read(model(
                List.of(candidate("5 kg [2]", -0.5), candidate("Wren [2]", -1.5)),
                Map.of(WREN, Map.of("5 kg [1]", -0.1, "Wren [1]", -4.0, "I don't know.", -2.0))));

        assertThat(result.chosen().text()).isEqualTo("5 kg [2]");
        assertThat(prompts).containsExactly(WREN, WREN, WREN);
    }

    @Test
    void should_decline_where_no_evidence_tells() {
        SecondReading.Result result = read(model(
                List.of(candidate("5 kg [2]", -0.5), candidate("I don't know.", -1.0)),
                Map.of(WREN, Map.of("5 kg [1]", -3.0, "I don't know.", -0.1))));

        assertThat(result.chosen().text()).isEqualTo("I don't know.");
    }

    @Test
    void should_give_the_answer_to_which_the_question_fits_where_a_generator_helps() {
        List<String> generated = new ArrayList<>();

        SecondReading.Result result = read(twoTold(), Optional.of((messages, question) -> {
            String prompt = ((UserMessage) messages.get(1)).singleText();
            generated.add(prompt + " -> " + question);
            return prompt.endsWith("5 kg") ? -10 : -20;
        }));

        assertThat(read(twoTold()).chosen().text()).isEqualTo("3 kg [1]");
        assertThat(result.chosen().text()).isEqualTo("5 kg [2]");
        assertThat(generated)
                .containsExactly(
                        "The Lark is a pump. It weighs 3 kg.\n\nAnswer: 3 kg -> How heavy is the Wren?",
                        "Wrens are small. The Wren weighs 5 kg.\n\nAnswer: 5 kg -> How heavy is the Wren?");
        assertThat(result.prompts()).hasSize(4);
    }

    @Test
    void should_decline_without_asking_the_question_generator() {
        CandidateModel unsure = model(
                List.of(candidate("5 kg [2]", -0.5), candidate("I don't know.", -1.0)),
                Map.of(WREN, Map.of("5 kg [1]", -3.0, "I don't know.", -0.1)));

        assertThat(read(unsure, Optional.of(unwanted())).chosen().text()).isEqualTo("I don't know.");
    }

    @Test
    void should_end_where_it_is_cancelled_between_the_questions_of_the_generator() {
        List<String> generated = new ArrayList<>();
        LikelihoodModel generator = (messages, question) -> {
            generated.add(question);
            return -10;
        };

        assertThat(new SecondReading(twoTold(), Optional.of(generator), AnswererTest.WORDS)
                        .read(
                                "How heavy is the Wren?",
                                PASSAGES,
                                SourcesPrompt.DEFAULT,
                                32,
                                () -> !generated.isEmpty()))
                .isEmpty();
        assertThat(generated).hasSize(1);
    }

    @Test
    void should_not_let_the_question_generator_decline() {
        CandidateModel three = model(
                List.of(candidate("3 kg [1]", -0.5), candidate("I don't know.", -0.8), candidate("5 kg [2]", -1.5)),
                Map.of(
                        LARK, Map.of("3 kg [1]", -0.1, "I don't know.", -2.0),
                        WREN, Map.of("5 kg [1]", -0.1, "I don't know.", -0.2)));

        assertThat(read(three, Optional.of((messages, question) -> -90))
                        .chosen()
                        .text())
                .isEqualTo("3 kg [1]");
    }

    @Test
    void should_not_ask_the_question_generator_where_one_answer_is_left() {
        CandidateModel one = model(
                List.of(candidate("5 kg [2]", -0.5), candidate("I don't know.", -1.0)),
                Map.of(WREN, Map.of("5 kg [1]", -0.1, "I don't know.", -3.0)));

        assertThat(read(one, Optional.of(unwanted())).chosen().text()).isEqualTo("5 kg [2]");
    }

    /** Two answers that their evidence tells alike. */
    private CandidateModel twoTold() {
        return model(
                List.of(candidate("3 kg [1]", -0.5), candidate("5 kg [2]", -1.5)),
                Map.of(
                        LARK, Map.of("3 kg [1]", -0.1, "I don't know.", -2.0),
                        WREN, Map.of("5 kg [1]", -0.1, "I don't know.", -2.0)));
    }

    private static LikelihoodModel unwanted() {
        return (messages, text) -> {
            throw new AssertionError("must not be asked, but is: " + text);
        };
    }

    @Test
    void should_not_read_again_what_is_sure() {
        SecondReading.Result result = read(model(List.of(candidate("5 kg [2]", -0.01)), Map.of()));

        assertThat(result.chosen().text()).isEqualTo("5 kg [2]");
        assertThat(result.prompts()).isEmpty();
        assertThat(prompts).isEmpty();
    }

    @Test
    void should_leave_out_what_does_not_stand_where_it_says() {
        SecondReading.Result result = read(model(
                List.of(candidate("7 kg [1]", -0.2), candidate("5 kg [2]", -3.0)),
                Map.of(WREN, Map.of("5 kg [1]", -0.5, "I don't know.", -0.6))));

        assertThat(result.chosen().text()).isEqualTo("5 kg [2]");
    }

    @Test
    void should_keep_the_first_answer_where_nothing_can_be_checked() {
        SecondReading.Result result =
                read(model(List.of(candidate("heavy", -0.2), candidate("light", -0.3)), Map.of()));

        assertThat(result.chosen().text()).isEqualTo("heavy");
        assertThat(prompts).isEmpty();
    }

    @Test
    void should_count_the_tokens_of_both_prompts_and_tell_the_observer() {
        List<String> seen = new ArrayList<>();
        AnswerObserver observer = new AnswerObserver() {
            @Override
            public void onText(String piece) {
                seen.add(piece);
            }
        };
        CandidateModel sure = model(List.of(candidate("5 kg [2]", -0.01)), Map.of());
        CandidateModel unsure = model(
                List.of(candidate("5 kg [2]", -0.5), candidate("I don't know.", -1.0)),
                Map.of(WREN, Map.of("5 kg [1]", -0.3, "I don't know.", -1.4)));

        AnswerModel.Reply once = ask(sure, Decoding.DEFAULT, observer);
        AnswerModel.Reply twice = ask(unsure, Decoding.DEFAULT, observer);

        assertThat(seen).containsExactly("5 kg [2]", "5 kg [2]");
        assertThat(once.answerTokens()).isEqualTo(3);
        int evidence = AnswererTest.WORDS.estimateTokenCountInMessages(
                SourcesPrompt.DEFAULT.messages("How heavy is the Wren?", PASSAGES.subList(1, 2)));
        assertThat(twice.promptTokens()).isEqualTo(once.promptTokens() + evidence);
    }

    @Test
    void should_say_in_words_that_it_declines() {
        List<String> seen = new ArrayList<>();
        AnswerObserver observer = new AnswerObserver() {
            @Override
            public void onText(String piece) {
                seen.add(piece);
            }
        };

        AnswerModel.Reply reply = ask(model(List.of(candidate("", -0.1)), Map.of()), Decoding.DEFAULT, observer);

        assertThat(reply.text()).isEqualTo("I don't know.");
        assertThat(seen).containsExactly("I don't know.");
    }

    @Test
    void should_tell_that_an_answer_was_cut() {
        CandidateModel cut = model(List.of(new CandidateModel.Candidate("5 kg of", -0.1, false)), Map.of());

        assertThat(ask(cut, Decoding.DEFAULT, AnswerObserver.none()).completion())
                .isEqualTo(Completion.LENGTH);
    }

    @Test
    void should_end_where_it_is_cancelled() {
        CandidateModel unsure = model(
                List.of(candidate("5 kg [2]", -0.5), candidate("I don't know.", -1.0)),
                Map.of(WREN, Map.of("5 kg [1]", -0.3, "I don't know.", -1.4)));
        AnswerObserver cancelling = new AnswerObserver() {
            @Override
            public boolean cancelled() {
                return true;
            }
        };

        assertThat(ask(unsure, Decoding.DEFAULT, cancelling).completion()).isEqualTo(Completion.CANCELLED);
        assertThat(prompts).isEmpty();
    }

    @Test
    void should_tell_that_the_model_failed() {
        CandidateModel broken = model(List.of(candidate("5 kg [2]", -0.5), candidate("I don't know.", -1.0)), Map.of());

        assertThatThrownBy(() -> ask(broken, Decoding.DEFAULT, AnswerObserver.none()))
                .isInstanceOf(AnsweringException.class)
                .hasMessageStartingWith("the model failed");
    }

    @Test
    void should_fail_where_it_took_too_long() {
        CandidateModel model = model(List.of(candidate("5 kg [2]", -0.01)), Map.of());

        assertThatThrownBy(() -> ask(model, new Decoding(8, Duration.ofNanos(1)), AnswerObserver.none()))
                .isInstanceOf(AnsweringException.class)
                .hasMessageContaining("no complete answer within");
    }

    private static AnswerModel.Reply ask(CandidateModel model, Decoding decoding, AnswerObserver observer) {
        return new SecondReading(model, Optional.empty(), AnswererTest.WORDS)
                .ask("How heavy is the Wren?", PASSAGES, SourcesPrompt.DEFAULT, decoding, observer);
    }
}
