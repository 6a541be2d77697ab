package dev.openbook.evaluator.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.evaluator.metric.ContainsGold;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.corpus.SourceDocument;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the facts to the documents that state them, and the wordings to the rules of a fair test. */
class BuiltInFactsTest {

    /** A word is at most two wordpieces here; the real counter needs the embedder. */
    private static final PassageSplitter SPLITTER =
            new PassageSplitter(text -> text.isBlank() ? 0 : 3 * text.split("\\s+").length / 2);

    private final List<Fact> facts = BuiltInCorpus.facts();

    @Test
    void should_state_at_least_300_facts_in_the_first_version() {
        assertThat(BuiltInCorpus.facts(Strata.V1)).hasSizeGreaterThanOrEqualTo(300);
    }

    @Test
    void should_keep_a_tenth_of_the_facts_for_development() {
        long development =
                facts.stream().filter(f -> f.split() == Fact.Split.DEVELOPMENT).count();

        assertThat(development / (double) facts.size()).isBetween(0.09, 0.11);
    }

    @Test
    void should_quote_each_fact_exactly_once_from_its_document_and_version() {
        for (Fact fact : facts) {
            assertThat(BuiltInCorpus.VERSIONS).containsAll(fact.versions().keySet());
            fact.versions().forEach((version, statement) -> {
                assertThat(statement.quote()).as(fact.id()).contains(statement.value());
                assertThat(BuiltInCorpus.occurrences(version, statement.document(), statement.quote()))
                        .as("%s: its quote in %s/%s", fact.id(), version, statement.document())
                        .isEqualTo(1);
            });
        }
    }

    @Test
    void should_let_a_single_passage_prove_each_fact() {
        List<String> unproven = new ArrayList<>();
        for (Fact fact : facts) {
            fact.versions().forEach((version, statement) -> {
                if (!proves(passageOf(version, statement), fact, statement)) {
                    unproven.add(version + " " + fact.id());
                }
            });
        }

        assertThat(unproven).isEmpty();
    }

    @Test
    void should_not_state_one_value_of_an_attribute_for_two_subjects() {
        Map<String, String> subjects = new HashMap<>();
        for (Fact fact : facts) {
            fact.versions().forEach((version, statement) -> {
                String key = version + ": " + fact.attribute() + " = " + statement.value();
                assertThat(subjects.putIfAbsent(key, fact.subject())).as(key).isIn(null, fact.subject());
            });
        }
    }

    @Test
    void should_train_twenty_six_wordings_and_keep_three_others_unseen() {
        Set<String> wordings = new HashSet<>();
        for (Fact fact : facts) {
            assertThat(fact.training()).as(fact.id()).hasSize(26);
            assertThat(fact.unseen()).as(fact.id()).hasSize(3);
            wordings(fact).forEach(wording -> {
                assertThat(wordings.add(wording.toLowerCase(Locale.ROOT)))
                        .as("'%s' is asked once", wording)
                        .isTrue();
                assertThat(BuiltInCorpus.statesAny(wording, BuiltInCorpus.names(fact)))
                        .as("'%s' names the subject of %s", wording, fact.id())
                        .isTrue();
                fact.versions().values().forEach(statement -> assertThat(
                                BuiltInCorpus.states(wording, statement.value()))
                        .as("'%s' gives the value of %s away", wording, fact.id())
                        .isFalse());
            });
        }
    }

    @Test
    void should_share_no_template_between_trained_and_unseen_wordings_of_any_facts() {
        Map<String, String> trained = new HashMap<>();
        for (Fact fact : facts) {
            fact.training().forEach(wording -> trained.put(template(wording, fact), fact.id()));
        }

        for (Fact fact : facts) {
            for (String wording : fact.unseen()) {
                assertThat(trained.get(template(wording, fact)))
                        .as("the fact that trains the template of '%s' (%s)", wording, fact.id())
                        .isNull();
            }
        }
    }

    @Test
    void should_give_the_value_in_a_reversed_question_and_not_its_subject() {
        for (Fact fact : facts) {
            fact.reversed().ifPresent(reversed -> {
                Fact.Statement stated =
                        fact.versions().getOrDefault(Strata.V1, fact.versions().get(Strata.V2));
                List<String> spellings = new ArrayList<>(List.of(stated.value()));
                spellings.addAll(stated.aliases());
                assertThat(BuiltInCorpus.statesAny(reversed.question(), spellings))
                        .as("'%s' gives the value", reversed.question())
                        .isTrue();
                assertThat(BuiltInCorpus.statesAny(reversed.question(), reversed.answers()))
                        .as("'%s' gives its answer away", reversed.question())
                        .isFalse();
            });
        }
    }

    private static Stream<String> wordings(Fact fact) {
        return Stream.concat(fact.training().stream(), fact.unseen().stream());
    }

    /** The wording with subject and values masked, in lower case and without punctuation. */
    private static String template(String wording, Fact fact) {
        List<String> masked = new ArrayList<>(BuiltInCorpus.names(fact));
        fact.versions().values().forEach(statement -> {
            masked.add(statement.value());
            masked.addAll(statement.aliases());
        });
        masked.sort(Comparator.comparingInt(String::length).reversed());
        String template = wording.toLowerCase(Locale.ROOT);
        for (String name : masked) {
            template = template.replace(name.toLowerCase(Locale.ROOT), " xx ");
        }
        return template.replaceAll("[^\\p{L}\\p{N}]+", " ").strip();
    }

    private static Passage passageOf(String version, Fact.Statement statement) {
        SourceDocument document = BuiltInCorpus.documents(version).get(statement.document());
        int at = document.text().indexOf(statement.quote()) + statement.quote().indexOf(statement.value());
        return SPLITTER.split(document).stream()
                .filter(passage -> passage.start() <= at && at < passage.end())
                .findFirst()
                .orElseThrow();
    }

    /** What a citation is later judged by: the passage states the value and names the subject, or its headings do. */
    private static boolean proves(Passage passage, Fact fact, Fact.Statement statement) {
        return ContainsGold.find(passage.text(), List.of(statement.value())).isPresent()
                && ContainsGold.find(passage.headingPath() + "\n" + passage.text(), BuiltInCorpus.names(fact))
                        .isPresent();
    }
}
