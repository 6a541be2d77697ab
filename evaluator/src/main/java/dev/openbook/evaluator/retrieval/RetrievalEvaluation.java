package dev.openbook.evaluator.retrieval;

import dev.openbook.evaluator.suite.Gold;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.chunk.RetrievedPassage;
import dev.openbook.rag.retrieve.HybridRetriever;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Asks a retriever every question and judges its ranking of documents.
 *
 * <p>A retriever ranks passages; a document stands where its best passage stands (Dai and Callan 2019 call it MaxP). In
 * an index of whole documents each is its own best passage.
 */
public final class RetrievalEvaluation {

    /**
     * How many passages are asked for, so that 100 documents are among them: no document of ordinary length has
     * more than a few passages near the top.
     */
    public static final int PASSAGES = 500;

    /** One question's ranking, documents best first. */
    private record Ranking(Question question, List<String> documents) {}

    private final List<Ranking> rankings;
    private final String version;

    private RetrievalEvaluation(List<Ranking> rankings, String version) {
        this.rankings = rankings;
        this.version = version;
    }

    /** The questions whose relevant documents are known in a version. */
    public static List<Question> judged(List<Question> questions, String version) {
        return questions.stream()
                .filter(question -> !question.gold(version).sources().isEmpty())
                .toList();
    }

    /**
     * Notes every relevant document that is not in the corpus: no retriever could find it.
     *
     * @throws InvalidInputException with one line for each
     */
    public static void check(List<Question> questions, String version, Set<String> documents) {
        List<String> faults = new ArrayList<>();
        for (Question question : questions) {
            for (String document : relevant(question, version)) {
                if (!documents.contains(document)) {
                    faults.add("question '" + question.id() + "': 'source' must be a document of the corpus, but '"
                            + document + "' is not there");
                }
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }

    /**
     * Asks all questions, one at a time.
     *
     * @param retriever gives at least {@link #PASSAGES} passages
     * @param questions with relevant documents
     */
    public static RetrievalEvaluation run(
            HybridRetriever retriever, List<Question> questions, String version, Progress progress) {
        String name = "asking by " + retriever.settings().mode().name().toLowerCase(Locale.ROOT);
        List<Ranking> rankings = new ArrayList<>();
        try (Progress.Task task = progress.start(name, questions.size(), "questions")) {
            for (Question question : questions) {
                rankings.add(new Ranking(
                        question, documents(retriever.search(question.wording()).passages())));
                task.advance(1);
            }
        }
        return new RetrievalEvaluation(rankings, version);
    }

    /** Each document once, where its best passage stands; at most {@link RankingScore#DEPTH}. */
    static List<String> documents(List<RetrievedPassage> passages) {
        Set<String> documents = new LinkedHashSet<>();
        passages.forEach(found -> documents.add(found.passage().documentId()));
        return documents.stream().limit(RankingScore.DEPTH).toList();
    }

    /** The mean over all questions. */
    public RankingScore score() {
        return RankingScore.mean(rankings.stream()
                .map(ranking -> RankingScore.of(ranking.documents(), relevant(ranking.question(), version)))
                .toList());
    }

    /**
     * Writes the rankings as trec_eval reads them: {@code query Q0 document rank score name}; the score is that of
     * the place, because trec_eval orders by it.
     */
    public void writeRun(Path file, String name) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Ranking ranking : rankings) {
            for (int i = 0; i < ranking.documents().size(); i++) {
                text.append(ranking.question().id())
                        .append(" Q0 ")
                        .append(ranking.documents().get(i))
                        .append(' ')
                        .append(i + 1)
                        .append(' ')
                        .append(RankingScore.DEPTH - i)
                        .append(' ')
                        .append(name)
                        .append('\n');
            }
        }
        AtomicFiles.writeString(file, text.toString());
    }

    /** Writes the judgements as trec_eval reads them: {@code query 0 document 1}. */
    public void writeJudgements(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        for (Ranking ranking : rankings) {
            for (String document : relevant(ranking.question(), version)) {
                text.append(ranking.question().id())
                        .append(" 0 ")
                        .append(document)
                        .append(" 1\n");
            }
        }
        AtomicFiles.writeString(file, text.toString());
    }

    private static Set<String> relevant(Question question, String version) {
        return question.gold(version).sources().stream()
                .map(Gold.Source::document)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }
}
