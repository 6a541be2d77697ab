package dev.openbook.evaluator.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.rag.corpus.SourceDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the two corpus versions to what {@code datasets/changes.json} declares. */
class BuiltInCorpusTest {

    private static JsonNode changes;

    private final Map<String, SourceDocument> before = BuiltInCorpus.documents(Strata.V1);
    private final Map<String, SourceDocument> after = BuiltInCorpus.documents(Strata.V2);

    @BeforeAll
    static void readChanges() throws IOException {
        changes = new ObjectMapper()
                .readTree(BuiltInCorpus.DATASETS.resolve("changes.json").toFile());
    }

    @Test
    void should_have_at_least_72_documents_of_eight_kinds() {
        assertThat(before).hasSizeGreaterThanOrEqualTo(72);
        assertThat(before.keySet().stream().map(id -> id.substring(0, id.indexOf('/'))))
                .contains(
                        "products",
                        "pricing",
                        "suppliers",
                        "sites",
                        "teams",
                        "faq",
                        "policies",
                        "releases",
                        "incidents");
    }

    @ParameterizedTest
    @ValueSource(strings = {Strata.V1, Strata.V2})
    void should_have_documents_of_150_to_500_words_below_a_title(String version) {
        for (SourceDocument document : BuiltInCorpus.documents(version).values()) {
            assertThat(document.text().split("\\s+").length).as(document.id()).isBetween(150, 500);
            assertThat(document.text()).as(document.id()).startsWith("# ");
        }
    }

    @Test
    void should_be_marked_as_fictional() throws IOException {
        assertThat(Files.readString(BuiltInCorpus.ROOT.resolve("corpus/README.md")))
                .contains("fictional")
                .contains("CC0");
    }

    @Test
    void should_add_and_remove_exactly_the_declared_documents() {
        Set<String> gone = minus(before.keySet(), after.keySet());
        gone.removeAll(renamed().keySet());
        Set<String> fresh = minus(after.keySet(), before.keySet());
        fresh.removeAll(renamed().values());

        assertThat(gone).isEqualTo(factsByDocument("removed").keySet()).hasSizeGreaterThanOrEqualTo(5);
        assertThat(fresh).isEqualTo(factsByDocument("added").keySet()).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void should_keep_the_text_of_a_renamed_document_below_its_title() {
        assertThat(renamed()).hasSizeGreaterThanOrEqualTo(3);
        renamed().forEach((from, to) -> {
            assertThat(before).containsKey(from).doesNotContainKey(to);
            assertThat(after).containsKey(to).doesNotContainKey(from);
            assertThat(belowTitle(after.get(to))).isEqualTo(belowTitle(before.get(from)));
        });
    }

    @Test
    void should_edit_exactly_the_declared_documents_and_keep_the_others_byte_for_byte() {
        Set<String> kept = new TreeSet<>(before.keySet());
        kept.retainAll(after.keySet());
        Predicate<String> equal =
                id -> before.get(id).sha256().equals(after.get(id).sha256());
        Set<String> edited = kept.stream().filter(equal.negate()).collect(Collectors.toCollection(TreeSet::new));
        Set<String> declared = new TreeSet<>(factsByDocument("edited").keySet());
        List<String> reworded = texts(changes.get("reworded"));
        declared.addAll(reworded);

        assertThat(edited).isEqualTo(declared);
        assertThat(reworded)
                .isNotEmpty()
                .doesNotContainAnyElementsOf(factsByDocument("edited").keySet());
        assertThat(kept.stream().filter(equal).count())
                .isEqualTo(changes.get("equal").asLong())
                .isPositive();
    }

    @Test
    void should_change_add_and_remove_exactly_the_declared_facts() {
        Map<String, Set<String>> changed = new TreeMap<>(factsByDocument("edited"));
        changes.get("renamed").forEach(entry -> {
            if (!entry.get("facts").isEmpty()) {
                changed.put(entry.get("to").asText(), new TreeSet<>(texts(entry.get("facts"))));
            }
        });

        assertThat(idsByDocument(BuiltInCorpus.changedFacts(), Strata.V2)).isEqualTo(changed);
        assertThat(idsByDocument(onlyIn(Strata.V1), Strata.V1)).isEqualTo(factsByDocument("removed"));
        assertThat(idsByDocument(onlyIn(Strata.V2), Strata.V2)).isEqualTo(factsByDocument("added"));
        assertThat(BuiltInCorpus.changedFacts())
                .hasSizeGreaterThanOrEqualTo(BuiltInCorpus.facts(Strata.V1).size() / 4);
    }

    @Test
    void should_leave_no_superseded_value_in_a_changed_document() {
        for (Fact fact : BuiltInCorpus.changedFacts()) {
            String document = fact.versions().get(Strata.V2).document();
            assertThat(BuiltInCorpus.states(after.get(document).text(), BuiltInCorpus.value(fact, Strata.V1)))
                    .as("%s: the old value still stands in %s", fact.id(), document)
                    .isFalse();
        }
    }

    private static Map<String, String> renamed() {
        Map<String, String> renamed = new TreeMap<>();
        changes.get("renamed")
                .forEach(entry ->
                        renamed.put(entry.get("from").asText(), entry.get("to").asText()));
        return renamed;
    }

    private static Map<String, Set<String>> factsByDocument(String change) {
        Map<String, Set<String>> facts = new TreeMap<>();
        changes.get(change)
                .forEach(entry -> facts.put(entry.get("document").asText(), new TreeSet<>(texts(entry.get("facts")))));
        return facts;
    }

    private static Map<String, Set<String>> idsByDocument(List<Fact> facts, String version) {
        return facts.stream()
                .collect(Collectors.groupingBy(
                        fact -> fact.versions().get(version).document(),
                        TreeMap::new,
                        Collectors.mapping(Fact::id, Collectors.toCollection(TreeSet::new))));
    }

    private static List<Fact> onlyIn(String version) {
        return BuiltInCorpus.facts().stream()
                .filter(fact -> fact.versions().keySet().equals(Set.of(version)))
                .toList();
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(element.asText()));
        return texts;
    }

    private static Set<String> minus(Set<String> some, Set<String> others) {
        Set<String> rest = new TreeSet<>(some);
        rest.removeAll(others);
        return rest;
    }

    private static String belowTitle(SourceDocument document) {
        return document.text().substring(document.text().indexOf('\n'));
    }
}
