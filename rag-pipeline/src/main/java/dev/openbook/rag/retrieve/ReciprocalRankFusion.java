package dev.openbook.rag.retrieve;

import dev.openbook.rag.index.IndexHit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): {@code score(p) = Σ weight / (k + rank(p))}, ranks
 * from 1, over the rankings that hold the passage.
 *
 * <p>It needs no common scale for cosines and BM25. Equal sums are ordered by id.
 */
final class ReciprocalRankFusion {

    /**
     * A passage after fusion.
     *
     * @param hit the passage; its score is that of the ranking it was first seen in
     * @param wordRank its rank by words, 0 if it is not there
     * @param vectorRank its rank by vector, 0 if it is not there
     * @param score the sum
     */
    record Fused(IndexHit hit, int wordRank, int vectorRank, double score) {}

    private ReciprocalRankFusion() {}

    static List<Fused> fuse(List<IndexHit> byWords, List<IndexHit> byVector, RetrievalSettings settings) {
        Map<String, Fused> fused = new HashMap<>();
        for (int i = 0; i < byWords.size(); i++) {
            IndexHit hit = byWords.get(i);
            fused.put(hit.id(), new Fused(hit, i + 1, 0, share(settings.wordWeight(), i + 1, settings)));
        }
        for (int i = 0; i < byVector.size(); i++) {
            int rank = i + 1;
            double share = share(settings.vectorWeight(), rank, settings);
            fused.merge(
                    byVector.get(i).id(),
                    new Fused(byVector.get(i), 0, rank, share),
                    (words, vector) -> new Fused(words.hit(), words.wordRank(), rank, words.score() + share));
        }
        List<Fused> ranking = new ArrayList<>(fused.values());
        ranking.sort(Comparator.comparingDouble(Fused::score).reversed().thenComparing(passage -> passage.hit()
                .id()));
        return ranking;
    }

    static double share(double weight, int rank, RetrievalSettings settings) {
        return weight / (settings.rankConstant() + rank);
    }
}
