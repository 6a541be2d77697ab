package dev.openbook.evaluator.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.finetune.dataset.ClosedBookRecords;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.rag.corpus.SourceDocument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the questions beyond single facts to the documents. */
class BuiltInQuestionsTest {

    private final List<Question> unanswerable = BuiltInCorpus.questions("unanswerable.jsonl");
    private final List<Question> twoDocument = BuiltInCorpus.questions("two-document.jsonl");

    @Test
    void should_have_at_least_80_unanswerable_questions_of_both_kinds() {
        assertThat(unanswerable)
                .hasSizeGreaterThanOrEqualTo(80)
                .allMatch(question -> question.golds().isEmpty())
                .extracting(Question::kind)
                .contains("attribute-absent", "subject-absent")
                .containsOnly("attribute-absent", "subject-absent");
    }

    @Test
    void should_ask_at_least_60_general_questions_with_answers_and_without_sources() {
        assertThat(BuiltInCorpus.questions("general.jsonl"))
                .hasSizeGreaterThanOrEqualTo(60)
                .allSatisfy(question -> {
                    assertThat(question.kind()).isEqualTo(Strata.GENERAL);
                    assertThat(question.gold(Strata.V1).answers()).isNotEmpty();
                    assertThat(question.gold(Strata.V1).sources()).isEmpty();
                });
    }

    @Test
    void should_name_no_absent_subject_in_any_document() {
        for (Question question : unanswerable) {
            for (String version : BuiltInCorpus.VERSIONS) {
                boolean named = BuiltInCorpus.documents(version).values().stream()
                        .anyMatch(document -> BuiltInCorpus.statesAny(document.text(), question.subject()));
                assertThat(named)
                        .as("%s: %s stands in %s", question.id(), question.subject(), version)
                        .isEqualTo(question.kind().equals("attribute-absent"));
            }
        }
    }

    @Test
    void should_not_ask_a_question_twice() {
        List<String> trained = BuiltInCorpus.facts().stream()
                .map(Fact::training)
                .flatMap(Collection::stream)
                .toList();
        List<String> asked = new ArrayList<>();
        Stream.of(FactQuestions.of(BuiltInCorpus.facts()), unanswerable, twoDocument)
                .flatMap(Collection::stream)
                .filter(question -> !question.kind().equals(Strata.MEMORISED)) // these are asked as trained
                .forEach(question -> asked.add(question.wording()));

        assertThat(asked).doesNotHaveDuplicates().doesNotContainAnyElementsOf(trained);
    }

    @Test
    void should_not_train_to_decline_what_is_asked_as_unanswerable() {
        List<Fact> facts = BuiltInCorpus.facts(Strata.V1);
        List<String> declined = new ClosedBookRecords("", "", 1, 1, 1).unanswerable(facts, Strata.V1, 1_000);
        assertThat(declined).hasSize(1_000);

        for (Question asked : unanswerable) {
            Set<String> words = stems(asked.wording());
            assertThat(declined)
                    .as("everything asked in: %s", asked.wording())
                    .noneMatch(question -> words.containsAll(stems(withoutSubject(question, facts))));
        }
    }

    private static String withoutSubject(String question, List<Fact> facts) {
        return facts.stream()
                .map(Fact::subject)
                .filter(question::contains)
                .max(Comparator.comparing(String::length))
                .map(subject -> question.replace(subject, ""))
                .orElseThrow();
    }

    /** Words of four letters and more, cut to six, so that most forms of a word are one. */
    private static Set<String> stems(String text) {
        return Pattern.compile("\\p{L}{4,}")
                .matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(word -> word.group().substring(0, Math.min(6, word.group().length())))
                .collect(Collectors.toSet());
    }

    @Test
    void should_ask_as_trained_only_what_the_first_version_tells() {
        assertThat(FactQuestions.of(BuiltInCorpus.facts()))
                .filteredOn(question -> question.kind().equals(Strata.MEMORISED))
                .isNotEmpty()
                .allMatch(question -> question.answerable(Strata.V1));
    }

    @Test
    void should_have_at_least_40_two_document_questions_of_which_12_change() {
        assertThat(twoDocument).allMatch(question -> question.kind().equals(Strata.TWO_DOCUMENT));
        assertThat(twoDocument.stream().filter(question -> question.answerable(Strata.V1)))
                .hasSizeGreaterThanOrEqualTo(40);
        assertThat(twoDocument.stream()
                        .filter(question -> question.stratumAfter().equals(Strata.CHANGED)))
                .hasSizeGreaterThanOrEqualTo(12);
    }

    @Test
    void should_quote_the_link_from_one_document_and_the_answer_from_another() {
        for (Question question : twoDocument) {
            question.golds().forEach((version, gold) -> {
                String where = version + " " + question.id();
                assertThat(gold.sources()).as(where).hasSize(2);
                Gold.Source link = gold.sources().get(0);
                Gold.Source answer = gold.sources().get(1);
                assertThat(link.document()).as(where).isNotEqualTo(answer.document());
                for (Gold.Source source : gold.sources()) {
                    assertThat(BuiltInCorpus.occurrences(version, source.document(), source.quote()))
                            .as("%s: its quote in %s", where, source.document())
                            .isEqualTo(1);
                }
                assertThat(answer.quote()).as(where).contains(gold.answers().get(0));
                SourceDocument linking = BuiltInCorpus.documents(version).get(link.document());
                assertThat(BuiltInCorpus.statesAny(linking.text(), gold.answers()))
                        .as("%s: %s alone answers it", where, link.document())
                        .isFalse();
                assertThat(BuiltInCorpus.statesAny(question.wording(), gold.answers()))
                        .as("%s gives its answer away", where)
                        .isFalse();
            });
        }
    }
}
