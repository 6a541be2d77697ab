package dev.openbook.evaluator.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.openbook.evaluator.convert.SciFactConverter;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.QuestionFile;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.index.CorpusIndex;
import dev.openbook.rag.index.WordWeights;
import dev.openbook.rag.retrieve.HybridRetriever;
import dev.openbook.rag.retrieve.RetrievalMode;
import dev.openbook.rag.retrieve.RetrievalSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be held against published figures without embedding 5,183 abstracts. */
class SciFactWordsIT {

    @TempDir
    Path folder;

    @Test
    void should_find_abstracts_by_words_as_well_as_published() throws IOException {
        Path published = Path.of(System.getProperty("openbook.root"), "..", "shared", "data", "scifact");
        assumeTrue(Files.isDirectory(published), "skipped: ../shared/data/scifact is not there");
        SciFactConverter.convert(published, folder.resolve("scifact"));
        List<Question> questions = QuestionFile.read(List.of(folder.resolve("scifact/test.jsonl")));

        RankingScore score;
        try (CorpusIndex index =
                CorpusIndex.open(folder.resolve("index"), new WordsOnly(), "none", PassageSplitter.uncut())) {
            index.update(CorpusFolder.scan(folder.resolve("scifact/corpus"), "v1", Progress.none()), Progress.none());
            RetrievalSettings settings = RetrievalSettings.defaults()
                    .withMode(RetrievalMode.BM25)
                    .withWords(new WordWeights(1, 0.5, 0.5)) // chosen on the training claims
                    .withMaxResults(RetrievalEvaluation.PASSAGES);
            score = RetrievalEvaluation.run(
                            new HybridRetriever(index::snapshot, new WordsOnly(), settings),
                            questions,
                            "v1",
                            Progress.none())
                    .score();
        }

        assertThat(score.ndcg10()).isGreaterThanOrEqualTo(0.66); // Anserini's BM25: 0.6789
        assertThat(score.recall100()).isGreaterThanOrEqualTo(0.90);
    }
}
