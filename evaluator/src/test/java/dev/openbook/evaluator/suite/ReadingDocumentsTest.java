package dev.openbook.evaluator.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.finetune.dataset.Fact;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.corpus.SourceDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the questions about the documents that the reader learns to read, and is chosen on, to those documents. */
class ReadingDocumentsTest {

    private static final Path READING = Path.of(System.getProperty("openbook.root", ".."))
            .resolve("datasets")
            .resolve("reading");

    static List<String> folders() {
        try (Stream<Path> folders = Files.list(READING)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All but the one that adapters and settings are chosen on. */
    static List<String> forTraining() {
        return folders().stream()
                .filter(folder -> !folder.equals("development"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("folders")
    void should_quote_each_answer_exactly_once_and_give_no_answer_away(String folder) throws IOException {
        List<Question> questions = questions(folder);

        assertThat(questions).hasSizeGreaterThan(1_000);
        for (Question question : questions) {
            Gold gold = question.gold(Strata.V1);
            assertThat(gold.answers().isEmpty())
                    .as(question.id())
                    .isEqualTo(gold.sources().isEmpty());
            for (Gold.Source source : gold.sources()) {
                String value = gold.answers().get(0);
                String text = Files.readString(
                        READING.resolve(folder).resolve("documents").resolve(source.document()));
                assertThat(source.quote()).as(question.id()).contains(value);
                assertThat(text.split(Pattern.quote(source.quote()), -1))
                        .as("%s: its quote in %s", question.id(), source.document())
                        .hasSize(2);
                assertThat(question.wording().toLowerCase(Locale.ROOT))
                        .as(question.id())
                        .doesNotContain(value.toLowerCase(Locale.ROOT));
            }
        }
    }

    @Test
    void should_choose_on_other_organisations_and_other_questions_than_it_trains_on() throws IOException {
        Set<String> organisations = new HashSet<>();
        Set<String> wordings = new HashSet<>();
        for (String folder : forTraining()) {
            organisations.addAll(organisations(folder));
            questions(folder).forEach(question -> wordings.add(question.wording()));
        }

        assertThat(organisations("development")).isNotEmpty().doesNotContainAnyElementsOf(organisations);
        assertThat(questions("development")).noneMatch(question -> wordings.contains(question.wording()));
    }

    @Test
    void should_choose_on_facts_and_wordings_of_the_built_in_corpus_that_no_suite_asks() {
        Set<String> quotes = BuiltInCorpus.facts(Strata.V1).stream()
                .filter(fact -> fact.split() == Fact.Split.DEVELOPMENT)
                .map(fact -> fact.versions().get(Strata.V1).quote())
                .collect(Collectors.toSet());
        Set<String> wordings = new HashSet<>();
        BuiltInCorpus.facts().forEach(fact -> {
            wordings.addAll(fact.training());
            wordings.addAll(fact.unseen());
        });
        QuestionFile.read(SuiteFile.jsonLines(BuiltInCorpus.DATASETS.resolve("questions")))
                .forEach(question -> wordings.add(question.wording()));

        List<Question> questions = QuestionFile.read(List.of(READING.resolve("corpus-development.jsonl")));

        assertThat(questions).hasSize(384).noneMatch(question -> wordings.contains(question.wording()));
        assertThat(questions.stream().flatMap(question -> question.gold(Strata.V1).sources().stream()))
                .hasSize(280)
                .allMatch(source -> quotes.contains(source.quote()));
    }

    @ParameterizedTest
    @MethodSource("folders")
    void should_let_a_single_passage_tell_nearly_every_answer(String folder) throws IOException {
        PassageSplitter splitter = new PassageSplitter(text -> 3 * text.split("\\s+").length / 2);
        Set<String> facts = new HashSet<>();
        Set<String> untold = new HashSet<>();
        for (Question question : questions(folder)) {
            Gold gold = question.gold(Strata.V1);
            for (Gold.Source source : gold.sources()) {
                String text = Files.readString(
                        READING.resolve(folder).resolve("documents").resolve(source.document()));
                facts.add(question.fact());
                if (splitter.split(new SourceDocument(source.document(), Strata.V1, text, "")).stream()
                        .noneMatch(passage -> passage.text().contains(source.quote())
                                && passage.rendering().contains(gold.answers().get(0)))) {
                    untold.add(question.fact());
                }
            }
        }

        System.out.println(folder + ": " + facts.size() + " facts, told by no passage alone: " + untold);
        assertThat(untold).hasSizeLessThan(facts.size() / 50);
    }

    private static List<Question> questions(String folder) {
        return QuestionFile.read(List.of(READING.resolve(folder).resolve("questions.jsonl")));
    }

    /** The names of the folders, without the number that keeps those for training in their order. */
    private static Set<String> organisations(String folder) throws IOException {
        try (Stream<Path> folders = Files.list(READING.resolve(folder).resolve("documents"))) {
            Set<String> names = new HashSet<>();
            folders.forEach(path -> names.add(path.getFileName().toString().replaceFirst("^\\d+-", "")));
            return names;
        }
    }
}
