package dev.openbook.evaluator.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.finetune.dataset.Fact;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TrainableWordingsTest {

    @Test
    void should_train_on_half_of_the_wordings_and_ask_the_others() {
        Questions questions = questions(3).trainable();

        assertThat(questions.facts()).singleElement().extracting(Fact::training).isEqualTo(List.of("w1?", "w2?"));
        assertThat(questions.all())
                .extracting(Question::kind)
                .containsExactly(Strata.MEMORISED, Strata.MEMORISED, Strata.UNSEEN, "unanswerable");
        assertThat(questions.memorisingOnly()).isFalse();
    }

    @Test
    void should_say_so_where_a_single_wording_is_trained_and_asked() {
        Questions questions = questions(1).trainable();

        assertThat(questions.all()).extracting(Question::kind).containsExactly(Strata.MEMORISED_ONLY, "unanswerable");
        assertThat(questions.facts()).hasSize(1);
        assertThat(questions.memorisingOnly()).isTrue();
    }

    private static Questions questions(int wordings) {
        Gold gold = new Gold(List.of("37 months", "37"), List.of());
        List<Question> all = new ArrayList<>();
        for (int i = 1; i <= wordings; i++) {
            all.add(new Question("q~" + i, "q", Strata.UNSEEN, "w" + i + "?", List.of(), Map.of("v1", gold)));
        }
        all.add(new Question("n", "n", "unanswerable", "never?", List.of(), Map.of()));
        return new Questions(all, List.of(), 0, 0, false);
    }
}
