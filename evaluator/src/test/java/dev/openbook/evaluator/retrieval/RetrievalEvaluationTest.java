package dev.openbook.evaluator.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.openbook.evaluator.suite.Gold;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.index.CorpusIndex;
import dev.openbook.rag.retrieve.HybridRetriever;
import dev.openbook.rag.retrieve.RetrievalMode;
import dev.openbook.rag.retrieve.RetrievalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetrievalEvaluationTest {

    private static final List<Question> QUESTIONS =
            List.of(question("q1", "zebra stripes", "zebras.md"), question("q2", "lion mane", "lions.md", "manes.md"));

    @TempDir
    Path folder;

    @Test
    void should_rank_each_document_once_where_its_best_passage_stands() throws IOException {
        RetrievalEvaluation evaluation = evaluate();

        evaluation.writeRun(folder.resolve("words.run"), "words");
        evaluation.writeJudgements(folder.resolve("qrels.txt"));

        assertThat(evaluation.score()).isEqualTo(new RankingScore(1, 1, 1));
        assertThat(Files.readAllLines(folder.resolve("words.run")))
                .containsExactly(
                        "q1 Q0 zebras.md 1 100 words", "q2 Q0 manes.md 1 100 words", "q2 Q0 lions.md 2 99 words");
        assertThat(Files.readAllLines(folder.resolve("qrels.txt")))
                .containsExactly("q1 0 zebras.md 1", "q2 0 lions.md 1", "q2 0 manes.md 1");
    }

    @Test
    void should_name_sources_that_no_retriever_could_find() {
        InvalidInputException error = catchThrowableOfType(
                InvalidInputException.class,
                () -> RetrievalEvaluation.check(QUESTIONS, "v1", Set.of("zebras.md", "lions.md")));

        assertThat(error.faults())
                .containsExactly(
                        "question 'q2': 'source' must be a document of the corpus, but 'manes.md' is not there");
    }

    @Test
    void should_judge_only_questions_with_sources() {
        Question open = new Question("q3", "q3", "claim", "Why?", List.of(), Map.of());

        assertThat(RetrievalEvaluation.judged(List.of(QUESTIONS.get(0), open), "v1"))
                .containsExactly(QUESTIONS.get(0));
    }

    private RetrievalEvaluation evaluate() throws IOException {
        Path documents = Files.createDirectory(folder.resolve("documents"));
        Files.writeString(documents.resolve("zebras.md"), "# One\n\nZebra stripes.\n\n# Two\n\nZebra stripes again.\n");
        Files.writeString(documents.resolve("lions.md"), "# Three\n\nA lion is large.\n");
        Files.writeString(documents.resolve("manes.md"), "# Four\n\nThe mane of a lion.\n");
        PassageSplitter splitter = PassageSplitter.uncut();
        try (CorpusIndex index = CorpusIndex.open(folder.resolve("index"), new WordsOnly(), "none", splitter)) {
            index.update(CorpusFolder.scan(documents, "v1", Progress.none()), Progress.none());
            RetrievalSettings settings = RetrievalSettings.defaults()
                    .withMode(RetrievalMode.BM25)
                    .withMaxResults(RetrievalEvaluation.PASSAGES);
            HybridRetriever retriever = new HybridRetriever(index::snapshot, new WordsOnly(), settings);
            return RetrievalEvaluation.run(retriever, QUESTIONS, "v1", Progress.none());
        }
    }

    private static Question question(String id, String wording, String... documents) {
        List<Gold.Source> sources =
                List.of(documents).stream().map(d -> new Gold.Source(d, "")).toList();
        return new Question(id, id, "claim", wording, List.of(), Map.of("v1", new Gold(List.of(), sources)));
    }
}
