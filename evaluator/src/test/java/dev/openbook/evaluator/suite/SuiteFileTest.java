package dev.openbook.evaluator.suite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.rag.index.WordWeights;
import dev.openbook.rag.retrieve.RetrievalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SuiteFileTest {

    @TempDir
    Path folder;

    private final SuiteFile reader = new SuiteFile(Set.of("base", "rag-base"), Set.of("f1", "em"));

    @BeforeEach
    void createCorpus() throws IOException {
        Files.createDirectories(folder.resolve("corpus/v1"));
        Files.createDirectories(folder.resolve("questions"));
        Files.writeString(folder.resolve("questions/b.jsonl"), "");
        Files.writeString(folder.resolve("questions/a.jsonl"), "");
    }

    @Test
    void should_read_a_suite_with_paths_beside_its_file() throws IOException {
        Suite suite = reader.read(
                write(
                        """
                version: 3
                corpus: corpus/v1
                questions: [questions]
                arms: [base, rag-base]
                seed: 7
                samples: {wordings: 2, unseen: 20, reversed: all}
                retrieval: {mode: bm25, passages: 4, minimum-cosine: 0.25}
                generation: {max-tokens: 32, timeout-seconds: 20, readings: 1}
                metrics: [f1]
                bands:
                  - {arm: base, metric: f1, stratum: unseen, low: 0, high: 0.1, reason: cannot know}
                predictions:
                  - {arm: rag-base, metric: f1, stratum: unseen, expected: 0.5, why: small reader}
                """));

        assertThat(suite.name()).isEqualTo("suite");
        assertThat(suite.version()).isEqualTo(3);
        assertThat(suite.corpus()).isEqualTo(folder.resolve("corpus/v1").toAbsolutePath());
        assertThat(suite.corpusV2()).isEmpty();
        assertThat(suite.questions())
                .extracting(p -> p.getFileName().toString())
                .containsExactly("a.jsonl", "b.jsonl");
        assertThat(suite.samples().size("unseen")).isEqualTo(20);
        assertThat(suite.samples().size("reversed")).isEqualTo(Suite.Samples.ALL);
        assertThat(suite.retrieval()).isEqualTo(new Suite.Retrieval("bm25", 4, Map.of(), 0.25));
        assertThat(suite.generation()).isEqualTo(new Suite.Generation(32, 20, 1));
        assertThat(suite.bands()).singleElement().extracting(Suite.Band::high).isEqualTo(0.1);
        assertThat(suite.withArms(java.util.List.of("base")).predictions()).isEmpty();
    }

    @Test
    void should_read_adapters_beside_its_file_and_passages_by_arm() throws IOException {
        Suite suite = reader.read(
                write(
                        """
                corpus: corpus/v1
                arms: [base, rag-base]
                adapters: {reader: ../adapters/reader}
                retrieval: {passages: {rag-base: 1}}
                training: {from-the-start: {epochs: 1, seeds: 3}, incremental: {facts: 36, wordings: 4, rehearsal: 0.25, epochs: 2}}
                predictions:
                  - {arm: base+incremental, metric: f1, stratum: changed, expected: 0.5, why: it was taught}
                """));

        assertThat(suite.adapters())
                .containsEntry(
                        AdapterRole.READER,
                        folder.resolveSibling("adapters/reader").toAbsolutePath());
        assertThat(suite.retrieval().passages("rag-base")).isEqualTo(1);
        assertThat(suite.retrieval().passages("rag")).isEqualTo(3);
        assertThat(suite.training().fromTheStart()).isEqualTo(new Suite.FromTheStart(1, 1e-3, 3));
        assertThat(suite.training().incremental()).contains(new Suite.Incremental(36, 4, 0.25, 2, 5e-4));
        assertThat(suite.withArms(java.util.List.of("base")).predictions()).hasSize(1);
    }

    @Test
    void should_rank_as_the_retriever_does_where_a_suite_does_not_say() throws IOException {
        Suite plain = reader.read(write("corpus: corpus/v1\narms: [base]\n"));
        Suite longTexts = reader.read(
                write(
                        """
                corpus: corpus/v1
                arms: [base]
                retrieval: {heading-weight: 0.5, identifier-weight: 0, word-weight: 1.5, rank-constant: 10}
                """));

        assertThat(plain.retrieval().ranking().applyTo(RetrievalSettings.defaults()))
                .isEqualTo(RetrievalSettings.defaults());
        assertThat(longTexts.retrieval().ranking().applyTo(RetrievalSettings.defaults()))
                .isEqualTo(RetrievalSettings.defaults()
                        .withWords(new WordWeights(1, 0.5, 0))
                        .withFusionWeights(1, 1.5)
                        .withRankConstant(10));
    }

    @Test
    void should_name_a_weight_out_of_range() throws IOException {
        Path file = write(
                """
                corpus: corpus/v1
                arms: [base]
                retrieval:
                  heading-weight: -1
                  identifier-weight: NaN
                  word-weight: 0
                  vector-weight: 0
                  rank-constant: 0.5
                """);

        InvalidInputException error = catchThrowableOfType(InvalidInputException.class, () -> reader.read(file));

        assertThat(error.faults())
                .containsExactly(
                        "suite.yaml:4: 'retrieval.heading-weight' must be a number between 0.0 and 100.0, but is '-1'",
                        "suite.yaml:5: 'retrieval.identifier-weight' must be a number between 0.0 and 100.0, but is 'NaN'",
                        "suite.yaml:8: 'retrieval.rank-constant' must be a whole number between 0 and 10000, but is '0.5'",
                        "suite.yaml:7: 'retrieval.vector-weight' must not be 0 where 'word-weight' is, or nothing is"
                                + " ranked, but is '0'");
    }

    @Test
    void should_name_an_arm_or_a_role_that_does_not_exist() throws IOException {
        Path file = write(
                """
                corpus: corpus/v1
                arms: [base]
                adapters: {oracle: x}
                retrieval: {passages: {oracle: 1}}
                training: {incremental: {facts: some}}
                """);

        InvalidInputException error = catchThrowableOfType(InvalidInputException.class, () -> reader.read(file));

        assertThat(error.faults())
                .anyMatch(f -> f.startsWith("suite.yaml:3: 'adapters.oracle' must be one of"))
                .anyMatch(f -> f.startsWith("suite.yaml:4: 'retrieval.passages.oracle' must be one of"))
                .anyMatch(f -> f.startsWith("suite.yaml:5: 'training.incremental.facts' must be a whole number"));
    }

    @Test
    void should_report_all_faults_with_file_and_line() throws IOException {
        Path file = write(
                """
                version: zero
                corpus: nowhere
                questions: [questions, missing.jsonl]
                arms: [base, oracle]
                colour: red
                samples: {unseen: -3, sideways: 2}
                retrieval: {mode: guess}
                bands:
                  - {arm: oracle, metric: f1, stratum: unseen, low: 2, high: 1, reason: r}
                seed: 1
                seed: 2
                """);

        InvalidInputException error = catchThrowableOfType(InvalidInputException.class, () -> reader.read(file));

        assertThat(error.faults())
                .anyMatch(f -> f.startsWith("suite.yaml:1: 'version' must be a whole number between 1 and")
                        && f.endsWith("but is 'zero'"))
                .anyMatch(f -> f.startsWith("suite.yaml:2: 'corpus' must be a folder"))
                .anyMatch(f -> f.startsWith("suite.yaml:3: 'questions' must hold files or folders that exist"))
                .anyMatch(f -> f.startsWith("suite.yaml:4: 'arms' must hold only"))
                .anyMatch(f -> f.startsWith("suite.yaml:5: 'colour' must be one of") && f.endsWith("unknown"))
                .anyMatch(f -> f.startsWith("suite.yaml:6: 'samples.unseen' must be a whole number"))
                .anyMatch(f -> f.startsWith("suite.yaml:6: 'samples.sideways' must be one of"))
                .anyMatch(f -> f.startsWith("suite.yaml:7: 'retrieval.mode' must be one of [bm25, hybrid, vector]"))
                .anyMatch(f -> f.startsWith("suite.yaml:9: 'bands.arm' must be one of"))
                .anyMatch(f -> f.startsWith("suite.yaml:9: 'bands.low' must not be above 'high'"))
                .contains("suite.yaml:11: 'seed' must stand once, but is twice");
    }

    @Test
    void should_refuse_what_is_no_yaml() throws IOException {
        Path file = write("version: [1\narms: }\n");

        InvalidInputException error = catchThrowableOfType(InvalidInputException.class, () -> reader.read(file));

        assertThat(error.faults()).singleElement().asString().startsWith("suite.yaml:2: must be YAML");
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("suite.yaml"), text);
    }
}
