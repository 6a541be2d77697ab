package dev.openbook.evaluator.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.openbook.evaluator.arm.ArmCatalog;
import dev.openbook.evaluator.metric.MetricId;
import dev.openbook.evaluator.suite.Gold;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.QuestionFile;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.evaluator.suite.SuiteFile;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndOfLifeConverterTest {

    private static final Path SHARED =
            Path.of(System.getProperty("openbook.root", ".."), "..", "shared", "data", "endoflife");

    @TempDir
    Path folder;

    @BeforeEach
    void pages() throws IOException {
        page(
                "2024-01-01",
                "lark",
                """
                ---
                title: Lark
                # a comment with releaseCycle: "9.9"
                changelogTemplate: "https://lark.example/{{'__LATEST__'}}"
                releases:
                -   releaseCycle: "3.10"
                    lts: false
                    releaseDate: 2023-05-02   # a Tuesday
                    eol: 2026-05-02
                    latest: "3.10.4"
                -   releaseCycle: "3.1"
                    releaseDate: 2019-01-07
                    eol: true
                    latest: '3.1.9'
                -   releaseCycle: "3.0"
                    releaseLabel: "3.0 ({{ page.name }})"
                    releaseDate: 2018-01-08
                    eol: false
                    latest: "{{ site.latest }}"
                ---
                {% include note.html %} Lark 3.11 is planned for 2024-06-03.
                """);
        page(
                "2025-01-01",
                "lark",
                """
                ---
                title: Lark
                releases:
                -   releaseCycle: "3.11"
                    releaseDate: 2024-06-03
                    eol: 2027-06-03
                    latest: "3.11"
                -   releaseCycle: "3.10"
                    lts: true
                    releaseDate: 2023-05-02
                    eol: 2026-11-02
                    latest: "3.10.7"
                -   releaseCycle: "3.1"
                    releaseDate: 2019-01-07
                    eol: 2024-01-07
                    latest: '3.1.9'
                -   releaseCycle: "3.0"
                    releaseDate: 2018-01-08
                    eol: false
                ---
                """);
        page(
                "2024-01-01",
                "gone",
                """
                ---
                title: Gone
                releases:
                -   releaseCycle: one
                    releaseLabel: Gone the First
                    eol: 2020-02-02
                ---
                """);
        page(
                "2025-01-01",
                "twice",
                """
                ---
                title: Twice
                releases:
                -   releaseCycle: "1"
                    latest: "1.5"
                -   releaseCycle: "1"
                    latest: "1.6"
                ---
                """);
        page("2025-01-01", "broken", "---\ntitle: [\n---\n");
        page("2025-01-01", "prose", "No front matter at all.\n");
    }

    @Test
    void should_derive_a_stratum_from_what_each_version_says() throws IOException {
        Map<String, Question> questions = convert(50, 1);

        assertThat(questions.get("products/lark/3.10/latest")).satisfies(question -> {
            assertThat(question.stratumAfter()).isEqualTo(Strata.CHANGED);
            assertThat(question.gold(Strata.V1).answers()).containsExactly("3.10.4", "v3.10.4");
            assertThat(question.gold(Strata.V2).answers()).containsExactly("3.10.7", "v3.10.7");
            assertThat(question.wording()).contains("Lark 3.10");
        });
        assertThat(questions.get("products/lark/3.10/releaseDate").stratumAfter())
                .isEqualTo(Strata.UNCHANGED);
        assertThat(questions.get("products/lark/3.10/lts")).satisfies(question -> {
            assertThat(question.stratumAfter()).isEqualTo(Strata.CHANGED);
            assertThat(question.gold(Strata.V1).answers()).contains("no", "false");
            assertThat(question.gold(Strata.V2).answers()).containsExactly("yes", "true");
        });
        assertThat(questions.get("products/lark/3.0/eol").gold(Strata.V2).answers())
                .contains("no", "false");
        assertThat(questions.get("products/lark/3.11/eol").stratumAfter()).isEqualTo(Strata.ADDED);
        assertThat(questions.get("products/gone/one/eol")).satisfies(question -> {
            assertThat(question.stratumAfter()).isEqualTo(Strata.REMOVED);
            assertThat(question.wording()).contains("Gone the First").doesNotContain("Gone Gone");
        });
    }

    @Test
    void should_leave_out_what_cannot_be_asked_fairly() throws IOException {
        Conversion conversion = run(50, 1);
        Map<String, Question> questions = read(conversion);

        assertThat(questions.keySet())
                .doesNotContain(
                        "products/lark/3.1/eol", // yes before, a date after
                        "products/lark/3.11/latest", // the question would hold the answer
                        "products/lark/3.11/releaseDate", // the older page mentions that date
                        "products/lark/3.0/latest", // a template
                        "products/twice/1/latest");
        assertThat(conversion.leftOut())
                .containsEntry("values that are a date in one version and a yes or no in the other", 1)
                .containsEntry("releases that a page lists twice", 1)
                .containsEntry("values that stand in the question", 1)
                .containsEntry("pages without a release table", 2);
    }

    @Test
    void should_ask_for_releases_that_never_existed() throws IOException {
        List<Question> unanswerable = convert(50, 1).values().stream()
                .filter(question -> !question.answerable(Strata.V1) && !question.answerable(Strata.V2))
                .toList();

        assertThat(unanswerable).isNotEmpty().allSatisfy(question -> assertThat(question.id())
                .matches("products/(lark|twice)/\\d+(\\.\\d+)?/(latest|eol|releaseDate)"));
    }

    @Test
    void should_quote_the_row_down_to_the_value() throws IOException {
        Gold gold = convert(50, 1).get("products/lark/3.10/releaseDate").gold(Strata.V1);

        assertThat(gold.sources())
                .containsExactly(
                        new Gold.Source(
                                "products/lark.md",
                                """
                releaseCycle: "3.10"
                    lts: false
                    releaseDate: 2023-05-02"""));
        assertThat(Files.readString(folder.resolve("from/2024-01-01/products/lark.md")))
                .contains(gold.sources().get(0).quote());
    }

    @Test
    void should_tell_one_release_number_from_another_that_it_begins() throws IOException {
        Gold gold = convert(50, 1).get("products/lark/3.1/latest").gold(Strata.V2);

        assertThat(gold.answers()).contains("3.1.9");
        assertThat(gold.sources().get(0).quote()).startsWith("releaseCycle: \"3.1\"\n");
    }

    @Test
    void should_not_say_twice_what_title_and_label_both_hold() {
        ReleaseTable table = new ReleaseTable("Google Pixel", List.of());

        assertThat(table.name("Pixel 7")).isEqualTo("Google Pixel 7");
        assertThat(table.name("Google Pixel 7")).isEqualTo("Google Pixel 7");
        assertThat(table.name("7")).isEqualTo("Google Pixel 7");
    }

    @Test
    void should_write_a_suite_that_points_at_the_pages() throws IOException {
        Path file = run(2, 7).suite();

        Suite suite = new SuiteFile(ArmCatalog.ids(), MetricId.ids()).read(file);
        assertThat(suite.corpus()).isEqualTo(folder.resolve("from/2024-01-01"));
        assertThat(suite.corpusV2()).contains(folder.resolve("from/2025-01-01"));
        assertThat(suite.questions()).containsExactly(folder.resolve("out/questions.jsonl"));
        assertThat(suite.seed()).isEqualTo(7);
        assertThat(Files.readString(file)).doesNotContain(folder.toString());
    }

    @Test
    void should_give_the_same_bytes_for_the_same_seed() throws IOException {
        Path questions = folder.resolve("out/questions.jsonl");
        run(2, 1);
        String first = Files.readString(questions);
        run(2, 1);
        String again = Files.readString(questions);
        run(2, 2);

        assertThat(again).isEqualTo(first);
        assertThat(Files.readString(questions)).isNotEqualTo(first);
    }

    @Test
    void should_say_what_the_folder_must_hold() {
        assertThatThrownBy(() -> new EndOfLifeConverter(1, 1)
                        .convert(folder.resolve("from/2024-01-01"), folder.resolve("out"), Progress.none()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("two dated folders");
    }

    @Test
    void should_convert_the_published_pages() throws IOException {
        assumeThat(SHARED).as("no shared/data/endoflife beside this checkout").isDirectory();

        Conversion conversion = new EndOfLifeConverter(60, 1).convert(SHARED, folder.resolve("real"), Progress.none());

        assertThat(conversion.written())
                .containsEntry(Strata.CHANGED, 60)
                .containsEntry(Strata.UNCHANGED, 60)
                .containsEntry(Strata.ADDED, 60)
                .containsEntry(Strata.REMOVED, 49) // there are no more, at three of a product
                .containsEntry("never existed", 60);
        for (Question question : QuestionFile.read(List.of(folder.resolve("real/questions.jsonl")))) {
            for (Gold.Source source : question.gold(Strata.V1).sources()) {
                assertThat(Files.readString(SHARED.resolve("2024-01-01").resolve(source.document())))
                        .contains(source.quote());
            }
        }
    }

    private void page(String date, String name, String text) throws IOException {
        Path file = folder.resolve("from").resolve(date).resolve("products").resolve(name + ".md");
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private Conversion run(int sample, long seed) throws IOException {
        return new EndOfLifeConverter(sample, seed)
                .convert(folder.resolve("from"), folder.resolve("out"), Progress.none());
    }

    private Map<String, Question> convert(int sample, long seed) throws IOException {
        return read(run(sample, seed));
    }

    private static Map<String, Question> read(Conversion conversion) {
        return QuestionFile.read(List.of(conversion.suite().resolveSibling("questions.jsonl"))).stream()
                .filter(question -> question.id().equals(question.fact()))
                .collect(Collectors.toMap(Question::id, Function.identity()));
    }
}
