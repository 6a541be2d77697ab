package dev.openbook.evaluator.suite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.openbook.finetune.dataset.Fact;
import dev.openbook.finetune.dataset.FactFile;
import dev.openbook.finetune.dataset.TrainingParity;
import dev.openbook.finetune.dataset.reader.ReaderDataset;
import dev.openbook.finetune.dataset.reader.ReaderDataset.Split;
import dev.openbook.finetune.dataset.reader.ReadingRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the reader's records apart from the corpus it is measured on: no name, no long value, no wording in common. */
class ReaderDataTest {

    private static final Path ROOT = Path.of(System.getProperty("openbook.root", ".."));

    /** Fewer in a row say nothing: the corpus' wordings hold 90,000 different fives, "to be sure how many" among them. */
    private static final int GRAM = 6;

    /** As many as the report looks for. */
    private static final int PHRASE = 8;

    /** "11 working days" is a number with its unit, which chance repeats. */
    private static final int SHORT_VALUE_WORDS = 3;

    private static final String ANY_NAME =
            "(?:[Tt]he )?(?:[a-z]+ )?[\\p{Lu}\\d][^ ]*(?: (?:of |at |in |the )*[\\p{Lu}\\d][^ ?]*)*";

    private static final List<ReadingRecord> RECORDS = Stream.of(Split.TRAIN, Split.DEV)
            .flatMap(split -> ReaderDataset.records(split, 9_000, 1, Optional.empty()).stream())
            .toList();
    private static final Path READING = ROOT.resolve("datasets").resolve("reading");

    /** What is asked about documents that were written to be read in training. */
    private static final List<Question> ASKED = QuestionFile.read(ReadingDocumentsTest.forTraining().stream()
            .map(folder -> READING.resolve(folder).resolve("questions.jsonl"))
            .toList());

    private static final List<Fact> FACTS =
            FactFile.read(SuiteFile.jsonLines(ROOT.resolve("datasets").resolve("facts")));

    @Test
    void should_share_no_six_words_of_a_question_with_the_corpus() {
        Set<String> asked = new HashSet<>();
        corpusQuestions().forEach(question -> asked.addAll(grams(question)));
        Set<String> trained = new HashSet<>();
        trainedQuestions().forEach(question -> trained.addAll(grams(question)));

        Set<String> common = new TreeSet<>(trained);
        common.retainAll(asked);

        System.out.printf(
                "question %d-grams: %d in the corpus' questions, %d in the records, %d in common%n",
                GRAM, asked.size(), trained.size(), common.size());
        assertThat(common).isEmpty();
    }

    @Test
    void should_ask_nothing_in_a_wording_in_which_the_corpus_is_asked() {
        List<Pattern> wordings =
                FACTS.stream().flatMap(ReaderDataTest::wordingsAsked).toList();

        assertThat(wordings).hasSizeGreaterThan(900);
        assertThat(trainedQuestions()).noneMatch(question -> wordings.stream()
                .anyMatch(wording -> wording.matcher(question).matches()));
    }

    @Test
    void should_share_no_long_value_with_the_corpus() {
        Set<String> values = new HashSet<>();
        FACTS.forEach(fact -> fact.versions().values().forEach(statement -> {
            values.add(normal(statement.value()));
            statement.aliases().forEach(alias -> values.add(normal(alias)));
        }));
        Set<String> trained = new HashSet<>();
        RECORDS.forEach(record -> trained.add(normal(record.value())));
        ASKED.forEach(question -> question.gold(Strata.V1).answers().stream()
                .limit(1) // the one that is learned
                .forEach(value -> trained.add(normal(value))));

        Set<String> common = new TreeSet<>(trained);
        common.retainAll(values);

        System.out.printf(
                "values: %d in the corpus, %d in the records, %d short ones in common%n",
                values.size(), trained.size(), common.size());
        assertThat(common)
                .allSatisfy(value -> assertThat(value.split(" ")).hasSizeLessThanOrEqualTo(SHORT_VALUE_WORDS));
        assertThat(common).allMatch(value -> value.matches(".*\\d.*"), "a number, which chance repeats");
    }

    @Test
    void should_name_no_subject_of_the_corpus() throws IOException {
        String text = Stream.of(
                        RECORDS.stream().map(record -> record.sources().toString()),
                        trainedQuestions(),
                        readingDocuments().stream())
                .flatMap(texts -> texts)
                .distinct()
                .collect(Collectors.joining("\n"));
        List<String> names = new ArrayList<>();
        FACTS.forEach(fact -> {
            names.add(fact.subject());
            names.addAll(fact.subjectAliases());
        });

        assertThat(names.stream().distinct().filter(ReaderDataTest::isName))
                .noneMatch(name -> Pattern.compile("\\b" + Pattern.quote(name) + "\\b")
                        .matcher(text)
                        .find());
    }

    @Test
    void should_repeat_no_phrase_of_a_document() throws IOException {
        TrainingParity parity = TrainingParity.of(RECORDS.stream()
                .map(record -> record.toChat((question, sources) ->
                        List.of(dev.langchain4j.data.message.UserMessage.from(sources + " Question: " + question))))
                .toList());

        Set<String> read = new HashSet<>();
        readingDocuments().forEach(text -> read.addAll(grams(text, PHRASE)));
        try (Stream<Path> documents = Files.walk(ROOT.resolve("corpus"))) {
            for (Path document :
                    documents.filter(p -> p.toString().endsWith(".md")).toList()) {
                Set<String> phrases = TrainingParity.phrases(Files.readString(document));
                assertThat(parity.phraseOverlap(phrases))
                        .as(document.toString())
                        .isZero();
                assertThat(phrases).as(document.toString()).doesNotContainAnyElementsOf(read);
            }
        }
    }

    private static Stream<String> trainedQuestions() {
        return Stream.concat(
                RECORDS.stream().map(ReadingRecord::question), ASKED.stream().map(Question::wording));
    }

    private static List<String> readingDocuments() throws IOException {
        List<String> texts = new ArrayList<>();
        for (String folder : ReadingDocumentsTest.forTraining()) {
            try (Stream<Path> files = Files.walk(READING.resolve(folder).resolve("documents"))) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    texts.add(Files.readString(file));
                }
            }
        }
        assertThat(texts).hasSizeGreaterThan(200);
        return texts;
    }

    /** The unseen wordings of a fact with any name, with or without an article, in the place of its subject's. */
    private static Stream<Pattern> wordingsAsked(Fact fact) {
        List<String> names = Stream.concat(Stream.of(fact.subject()), fact.subjectAliases().stream())
                .flatMap(name -> Stream.of(name, "the " + name, "a " + name, "an " + name))
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList();
        return fact.unseen().stream().flatMap(wording -> names.stream()
                .filter(wording::contains)
                .limit(1)
                .map(name -> Stream.of(wording.split(Pattern.quote(name), -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(ANY_NAME)))
                .map(Pattern::compile));
    }

    private List<String> corpusQuestions() {
        List<String> questions = new ArrayList<>();
        for (Fact fact : FACTS) {
            questions.addAll(fact.training());
            questions.addAll(fact.unseen());
            fact.reversed().ifPresent(reversed -> questions.add(reversed.question()));
        }
        for (String file : List.of("unanswerable.jsonl", "two-document.jsonl")) {
            BuiltInCorpus.questions(file).forEach(question -> questions.add(question.wording()));
        }
        return questions;
    }

    /** Common nouns such as "invoice" are subjects too, and nobody's names. */
    private static boolean isName(String subject) {
        return subject.chars().anyMatch(Character::isUpperCase);
    }

    private static String normal(String text) {
        return text.toLowerCase(Locale.ROOT).strip();
    }

    private static Set<String> grams(String text) {
        return grams(text, GRAM);
    }

    private static Set<String> grams(String text, int length) {
        String[] words = normal(text).split("[^\\p{L}\\p{N}']+");
        Set<String> grams = new HashSet<>();
        for (int i = 0; i + length <= words.length; i++) {
            grams.add(String.join(" ", Arrays.copyOfRange(words, i, i + length)));
        }
        return grams;
    }
}
