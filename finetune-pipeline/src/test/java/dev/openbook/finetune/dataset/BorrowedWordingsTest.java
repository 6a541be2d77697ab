package dev.openbook.finetune.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.openbook.finetune.dataset.Fact.Split;
import dev.openbook.finetune.dataset.Fact.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BorrowedWordingsTest {

    private static final Fact ARVEL = fact(
            "Arvel 3", List.of("the Arvel"), "weight", List.of("How heavy is the Arvel?", "Weight of Arvel 3?"), "x");
    private static final Fact LUNDRY = fact(
            "Lundry 40",
            List.of("the Lundry"),
            "weight",
            List.of("What does the Lundry weigh?", "lundry 40: kilos?"),
            "x");
    private static final Fact PRICE = fact("Arvel 3", List.of(), "price", List.of("What does Arvel 3 cost?"), "x");

    @Test
    void should_ask_a_fact_in_the_wordings_of_the_same_attribute_of_another_subject() {
        List<Fact> added = new BorrowedWordings(10, 1).addedTo(List.of(ARVEL, LUNDRY, PRICE));

        assertThat(added.get(0).training())
                .startsWith("How heavy is the Arvel?", "Weight of Arvel 3?")
                .hasSize(4)
                .contains("What does the Arvel weigh?", "Arvel 3: kilos?");
        assertThat(added.get(1).training()).contains("How heavy is the Lundry?", "Weight of Lundry 40?");
        assertThat(added.get(2)).isEqualTo(PRICE);
    }

    @Test
    void should_borrow_no_more_than_asked_for_and_the_same_ones_for_the_same_seed() {
        List<Fact> facts = List.of(ARVEL, LUNDRY);

        assertThat(new BorrowedWordings(1, 5).addedTo(facts))
                .isEqualTo(new BorrowedWordings(1, 5).addedTo(facts))
                .allSatisfy(fact -> assertThat(fact.training()).hasSize(3));
        assertThat(new BorrowedWordings(0, 5).addedTo(facts)).isEqualTo(facts);
    }

    @Test
    void should_make_no_wording_that_is_kept_for_asking_nor_one_that_is_trained_on_already() {
        Fact asked = fact("Lundry 40", List.of(), "weight", List.of("Weight of Lundry 40?"), "how heavy is Lundry 40?");
        Fact lender =
                fact("Arvel 3", List.of(), "weight", List.of("How heavy is Arvel 3?", "weight of Arvel 3?"), "unasked");

        assertThat(new BorrowedWordings(10, 1).addedTo(List.of(asked, lender)).get(0))
                .isEqualTo(asked);
    }

    @Test
    void should_leave_a_wording_that_would_still_name_the_other_subject() {
        Fact twice = fact("Tally 6", List.of("Tally"), "weight", List.of("Is Tally 6 the heaviest Tally?"), "x");

        assertThat(new BorrowedWordings(10, 1).addedTo(List.of(ARVEL, twice)).get(0))
                .isEqualTo(ARVEL);
    }

    @Test
    void should_refuse_a_negative_number() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new BorrowedWordings(-1, 1))
                .withMessage("most must be at least 0, but is -1");
    }

    private static Fact fact(
            String subject, List<String> aliases, String attribute, List<String> training, String unseen) {
        return new Fact(
                "products/" + subject + "#" + attribute,
                subject,
                aliases,
                attribute,
                Map.of("v1", new Statement("products/x.md", "1 kg", List.of(), "It is 1 kg.")),
                training,
                List.of(unseen),
                Optional.empty(),
                Split.TEST);
    }
}
