package dev.openbook.evaluator.retrieval;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * How well one ranking of documents holds the relevant ones, as trec_eval computes it for judgements of 0 and 1.
 *
 * @param ndcg10 nDCG at 10 (Järvelin and Kekäläinen 2002): the sum of {@code 1 / log2(rank + 1)} over the relevant
 *     documents among the first ten, over the same sum if they stood first
 * @param recall100 relevant documents among the first 100, over all relevant ones
 * @param reciprocalRank {@code 1 / rank} of the first relevant document among the first 100; 0 without one
 */
public record RankingScore(double ndcg10, double recall100, double reciprocalRank) {

    /** How many documents of a ranking are looked at. */
    public static final int DEPTH = 100;

    private static final int GAIN_DEPTH = 10;

    /**
     * Scores one ranking.
     *
     * @param ranked distinct document ids, best first
     * @param relevant document ids, at least one
     */
    public static RankingScore of(List<String> ranked, Set<String> relevant) {
        if (relevant.isEmpty()) {
            throw new IllegalArgumentException("relevant must hold at least one document, but is empty");
        }
        double gain = 0;
        int found = 0;
        int first = 0;
        for (int rank = 1; rank <= Math.min(DEPTH, ranked.size()); rank++) {
            if (relevant.contains(ranked.get(rank - 1))) {
                found++;
                first = first == 0 ? rank : first;
                gain += rank <= GAIN_DEPTH ? discount(rank) : 0;
            }
        }
        double ideal = 0;
        for (int rank = 1; rank <= Math.min(GAIN_DEPTH, relevant.size()); rank++) {
            ideal += discount(rank);
        }
        return new RankingScore(gain / ideal, (double) found / relevant.size(), first == 0 ? 0 : 1.0 / first);
    }

    /** The mean over questions; at least one. */
    public static RankingScore mean(Collection<RankingScore> scores) {
        double ndcg = 0;
        double recall = 0;
        double reciprocal = 0;
        for (RankingScore score : scores) {
            ndcg += score.ndcg10;
            recall += score.recall100;
            reciprocal += score.reciprocalRank;
        }
        int n = scores.size();
        return new RankingScore(ndcg / n, recall / n, reciprocal / n);
    }

    private static double discount(int rank) {
        return Math.log(2) / Math.log(rank + 1.0);
    }
}
