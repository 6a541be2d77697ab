package dev.openbook.evaluator.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.openbook.evaluator.suite.Gold;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.QuestionFile;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SciFactConverterTest {

    @TempDir
    Path folder;

    private Path from;
    private Path output;

    @BeforeEach
    void sample() throws IOException {
        from = Files.createDirectory(folder.resolve("from"));
        output = folder.resolve("output");
        write(
                "corpus_train.csv",
                """
                doc_id,title,abstract,structured
                11,"Cells, and  more.","['One sentence.\\n' ""It's two.""
                 'p < 0.05.']",False
                12, Mice,['Only one.'],True
                """);
        write("topics.beir-v1.0.0-scifact.test.tsv", "3\tMice are cells.\n5\tCells divide.\n");
        write("qrels.beir-v1.0.0-scifact.test.txt", "3 0 11 1\n3 0 12 1\n5 0 11 1\n5 0 12 0\n");
        write(
                "claims_train.csv",
                """
                id,claim,evidence_doc_id,evidence_label,evidence_sentences,cited_doc_ids
                10,"Cells, not mice.",11,SUPPORT,[0 2],[11 12]
                10,"Cells, not mice.",12,CONTRADICT,[0],[11 12]
                2,Nothing divides.,,,[],[12]
                """);
    }

    @Test
    void should_write_one_document_an_abstract_with_its_title_as_heading() throws IOException {
        assertThat(SciFactConverter.convert(from, output)).isEqualTo(new SciFactConverter.Converted(2, 2, 2));

        assertThat(output.resolve("corpus/11.md"))
                .hasContent("# Cells, and more.\n\nOne sentence. It's two. p < 0.05.\n");
        assertThat(output.resolve("corpus/12.md")).hasContent("# Mice\n\nOnly one.\n");
        try (Stream<Path> written = Files.list(output)) {
            assertThat(written.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("corpus", "test.jsonl", "train.jsonl");
        }
    }

    @Test
    void should_write_questions_that_the_evaluator_reads() throws IOException {
        SciFactConverter.convert(from, output);

        List<Question> test = QuestionFile.read(List.of(output.resolve("test.jsonl")));
        assertThat(test).extracting(Question::id).containsExactly("scifact-3", "scifact-5");
        assertThat(test.get(0).gold("v1").sources())
                .containsExactly(new Gold.Source("11.md", ""), new Gold.Source("12.md", ""));
        assertThat(test.get(1).gold("v1").sources()).containsExactly(new Gold.Source("11.md", ""));
        assertThat(test.get(1).gold("v1").retrievalOnly()).isTrue();

        List<Question> train = QuestionFile.read(List.of(output.resolve("train.jsonl")));
        assertThat(train).extracting(Question::id).containsExactly("scifact-2", "scifact-10");
        assertThat(train.get(1).gold("v1").sources()).hasSize(2);
    }

    @Test
    void should_name_every_fault_and_write_nothing() throws IOException {
        write(
                "corpus_train.csv",
                """
                doc_id,title,abstract
                ../11,Cells,['a']
                12,Mice,['a
                13,Rats,['a']
                13,Rats again,['a']
                """);
        write("topics.beir-v1.0.0-scifact.test.tsv", "3 no tab\n5\tCells divide.\n");
        write("qrels.beir-v1.0.0-scifact.test.txt", "3 0 11\n5 0 99 1\n");

        InvalidInputException error =
                catchThrowableOfType(InvalidInputException.class, () -> SciFactConverter.convert(from, output));

        assertThat(error.faults())
                .contains(
                        "corpus_train.csv:2: 'doc_id' must match [A-Za-z0-9_-]{1,64}, but is '../11'",
                        "corpus_train.csv:3: 'abstract': a printed list must have a closing quote at character 4, but has"
                                + " the end",
                        "corpus_train.csv:5: 'doc_id' must be unique, but '13' stood there before",
                        "topics.beir-v1.0.0-scifact.test.tsv:1: must be an id, a tab and a query, but is '3 no tab'",
                        "qrels.beir-v1.0.0-scifact.test.txt:1: must be a query, 0, a document and a grade, but is '3 0"
                                + " 11'",
                        "topics.beir-v1.0.0-scifact.test.tsv: '5' must be judged with documents of corpus_train.csv, but"
                                + " '99' is not there");
        assertThat(output).doesNotExist();
    }

    @Test
    void should_not_write_into_a_corpus_that_is_there() throws IOException {
        SciFactConverter.convert(from, output);

        InvalidInputException error =
                catchThrowableOfType(InvalidInputException.class, () -> SciFactConverter.convert(from, output));

        assertThat(error.faults()).singleElement().asString().contains("must not exist yet");
    }

    @Test
    void should_name_a_missing_column() throws IOException {
        write("claims_train.csv", "id,claim\n1,a\n");

        InvalidInputException error =
                catchThrowableOfType(InvalidInputException.class, () -> SciFactConverter.convert(from, output));

        assertThat(error.faults())
                .containsExactly("claims_train.csv must have a column 'cited_doc_ids', but has [id, claim]");
    }

    @Test
    void should_convert_the_published_files() throws IOException {
        Path published = Path.of(System.getProperty("openbook.root"), "..", "shared", "data", "scifact");
        assumeTrue(Files.isDirectory(published), "skipped: ../shared/data/scifact is not there");

        assertThat(SciFactConverter.convert(published, output))
                .isEqualTo(new SciFactConverter.Converted(5_183, 300, 809));

        List<Question> test = QuestionFile.read(List.of(output.resolve("test.jsonl")));
        assertThat(test.stream()
                        .mapToInt(question -> question.gold("v1").sources().size())
                        .sum())
                .isEqualTo(339);
        assertThat(Files.readString(output.resolve("corpus/4983.md")))
                .startsWith("# Microstructural development of human newborn cerebral white matter assessed in vivo by"
                        + " diffusion tensor magnetic resonance imaging.\n\nAlterations of the architecture")
                .endsWith("in living infants.\n");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(from.resolve(name), text);
    }
}
