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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TsqaConverterTest {

    private static final Path SHARED = Path.of(
            System.getProperty("openbook.root", ".."), "..", "shared", "data", "tsqa", "human_annotated_train.json");

    private static final String FILE =
            """
            [{"link": "/wiki/Ada_Lark/Ridge", "paras": [
                "Ada Lark",
                "Ada Lark ( ; born 1901 ) lived in Arizona , Tucson , until 1931 .",
                "Career .",
                "- 1931–1935 : Port Lark , as H.G . Lark , Jr .",
                "- 1935–1939 : Ridge",
                "Career ."],
              "questions": [
                ["Where did Ada Lark live until 1931 ?", [{"para": 1, "answer": "Arizona , Tucson"}]],
                ["Where did Ada Lark live until 1931?", [{"para": 4, "answer": "Ridge"}]],
                ["Who was in Port Lark from 1931 to 1935?", [
                    {"para": 3, "answer": "H.G . Lark , Jr ."}, {"para": 3, "answer": "Lark , Jr ."}]],
                ["Where did Ada Lark live in 1899?", [{"para": 0, "from": 0, "end": 0, "answer": ""}]],
                ["What is the heading?", [{"para": 2, "answer": "Career"}]]]},
             {"link": "/wiki/Ada_Lark/Ridge", "paras": ["Ridge", "A place of the same address that lies far from the other one ."], "questions": [
                ["What is Ridge?", [{"para": 1, "answer": "A place"}]]]}]
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Arizona , Tucson|Arizona, Tucson",
                "Washington , D.C. . Built in 1794|Washington, D.C. Built in 1794",
                "Newton D . Baker House ( 1794–1927 )|Newton D. Baker House (1794–1927)",
                "home for $200,000 ( ) , from Kennedy|home for $200,000, from Kennedy",
                "Ada ( ; born 1901 )|Ada (born 1901)",
                "1862 - 1863 , now|1862 - 1863, now",
                "the season 1995 / 1996 : he left ; why ?|the season 1995/1996: he left; why?",
                "it cost .5 of it|it cost .5 of it"
            })
    void should_put_tokenized_text_together(String tokenized, String text) {
        assertThat(TokenizedText.join(tokenized)).isEqualTo(text);
        assertThat(TokenizedText.join(text)).isEqualTo(text);
    }

    @Test
    void should_write_pages_as_documents() throws IOException {
        convert(50, 1);

        assertThat(folder.resolve("out/corpus/Ada_Lark_Ridge.md"))
                .hasContent(
                        """
                # Ada Lark

                Ada Lark (born 1901) lived in Arizona, Tucson, until 1931.

                ## Career

                - 1931–1935: Port Lark, as H.G. Lark, Jr.
                - 1935–1939: Ridge

                ## Career
                """);
        try (var documents = Files.list(folder.resolve("out/corpus"))) {
            assertThat(documents).hasSize(2); // two pages of one address keep apart
        }
    }

    @Test
    void should_name_the_annotated_paragraph_as_source() throws IOException {
        List<Question> questions = convert(50, 1);

        Gold gold = questions.stream()
                .filter(question -> question.wording().startsWith("Who was in Port Lark"))
                .findFirst()
                .orElseThrow()
                .gold(Strata.V1);
        assertThat(gold.answers()).containsExactly("H.G. Lark, Jr.", "Lark, Jr.");
        assertThat(gold.sources())
                .containsExactly(new Gold.Source("Ada_Lark_Ridge.md", "- 1931–1935: Port Lark, as H.G. Lark, Jr."));
    }

    @Test
    void should_leave_out_repeated_questions_and_keep_unanswerable_ones() throws IOException {
        Path file = Files.writeString(folder.resolve("in.json"), FILE);
        Conversion conversion = new TsqaConverter(50, 1).convert(file, folder.resolve("out"));

        assertThat(conversion.written()).containsEntry("answerable", 3).containsEntry(Strata.UNANSWERABLE, 1);
        assertThat(conversion.leftOut())
                .containsEntry("questions asked twice", 1)
                .containsEntry("questions whose paragraph became a heading", 1);
        Suite suite = new SuiteFile(ArmCatalog.ids(), MetricId.ids()).read(conversion.suite());
        assertThat(suite.corpus()).isEqualTo(folder.resolve("out/corpus"));
        assertThat(suite.corpusV2()).isEmpty();
    }

    @Test
    void should_give_the_same_bytes_for_the_same_seed() throws IOException {
        StringBuilder many = new StringBuilder(
                "[{\"link\": \"/wiki/A\", \"paras\": [\"A\", \"Some A that is written about at such length that it is no heading .\"], \"questions\": [");
        IntStream.range(0, 40).forEach(i -> many.append(i == 0 ? "" : ",")
                .append("[\"What is " + i + "?\", [{\"para\": 1, \"answer\": \"" + (i % 2 == 0 ? "A" : "") + "\"}]]"));
        Path file = Files.writeString(folder.resolve("in.json"), many.append("]}]"));
        Path questions = folder.resolve("out/questions.jsonl");

        new TsqaConverter(10, 1).convert(file, folder.resolve("out"));
        String first = Files.readString(questions);
        new TsqaConverter(10, 1).convert(file, folder.resolve("out"));
        String again = Files.readString(questions);
        new TsqaConverter(10, 2).convert(file, folder.resolve("out"));

        assertThat(first.lines()).hasSize(10);
        assertThat(again).isEqualTo(first);
        assertThat(Files.readString(questions)).isNotEqualTo(first);
    }

    @Test
    void should_say_what_the_file_must_hold() throws IOException {
        Path file = Files.writeString(folder.resolve("in.json"), "[{\"paras\": []}]");

        assertThatThrownBy(() -> new TsqaConverter(10, 1).convert(file, folder.resolve("out")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("entry 0 must have 'paras' and 'questions'");
        assertThatThrownBy(() -> new TsqaConverter(10, 1).convert(folder.resolve("none"), folder.resolve("out")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("must be a readable JSON file");
    }

    @Test
    void should_convert_the_published_file() throws IOException {
        assumeThat(SHARED).as("no shared/data/tsqa beside this checkout").isRegularFile();

        Conversion conversion = new TsqaConverter(300, 1).convert(SHARED, folder.resolve("real"));

        assertThat(conversion.written()).containsEntry("answerable", 240).containsEntry(Strata.UNANSWERABLE, 60);
        for (Question question : QuestionFile.read(List.of(folder.resolve("real/questions.jsonl")))) {
            for (Gold.Source source : question.gold(Strata.V1).sources()) {
                assertThat(Files.readString(folder.resolve("real/corpus").resolve(source.document())))
                        .contains(source.quote());
                assertThat(source.quote()).doesNotContain(" ,", " )", "( ");
            }
        }
    }

    private List<Question> convert(int sample, long seed) throws IOException {
        Path file = Files.writeString(folder.resolve("in.json"), FILE);
        new TsqaConverter(sample, seed).convert(file, folder.resolve("out"));
        return QuestionFile.read(List.of(folder.resolve("out/questions.jsonl")));
    }
}
