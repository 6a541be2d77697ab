package dev.openbook.evaluator.metric;

import dev.openbook.evaluator.suite.Gold;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Scores a ranked list of passages against the gold sources of a question.
 *
 * <p>Each gold source is one relevant item and is found at the rank of the first passage that overlaps its quote (or, if no
 * quote is known, is of its document). Recall@k = found in the first k / all; MRR = 1 / rank of the first found; nDCG@10 =
 * Σ 1/log2(rank+1) over those found / the same sum if they stood first.
 */
public final class RetrievalScorer {

    /** How many passages are looked at. */
    public static final int DEPTH = 10;

    private final Sources sources;

    /** Finds quotes in these documents. */
    public RetrievalScorer(Sources sources) {
        this.sources = sources;
    }

    /**
     * Scores one ranking.
     *
     * @param ranked passages, best first
     * @param gold what should be found; without sources nothing is scored
     * @param version the corpus version that was searched
     */
    public Map<String, Double> score(List<Span> ranked, Gold gold, String version) {
        Map<String, Double> values = new TreeMap<>();
        if (gold.sources().isEmpty()) {
            return values;
        }
        int[] ranks = gold.sources().stream()
                .mapToInt(source -> rank(ranked, source, version))
                .toArray();
        values.put(MetricId.RECALL_1.id(), recall(ranks, 1));
        values.put(MetricId.RECALL_3.id(), recall(ranks, 3));
        values.put(MetricId.RECALL_5.id(), recall(ranks, 5));
        values.put(MetricId.RECALL_10.id(), recall(ranks, 10));
        int first = Integer.MAX_VALUE;
        double gain = 0;
        double ideal = 0;
        for (int i = 0; i < ranks.length; i++) {
            if (ranks[i] > 0) {
                first = Math.min(first, ranks[i]);
                gain += discount(ranks[i]);
            }
            ideal += i < DEPTH ? discount(i + 1) : 0;
        }
        values.put(MetricId.MRR.id(), first == Integer.MAX_VALUE ? 0 : 1.0 / first);
        values.put(MetricId.NDCG_10.id(), Math.min(1, gain / ideal)); // two quotes may share the first passage
        return values;
    }

    /** 1-based, 0 if not among the first {@link #DEPTH}. */
    private int rank(List<Span> ranked, Gold.Source source, String version) {
        int start = source.quote().isEmpty()
                ? -1
                : sources.text(version, source.document()).orElse("").indexOf(source.quote());
        int end = start + source.quote().length();
        for (int i = 0; i < Math.min(DEPTH, ranked.size()); i++) {
            Span passage = ranked.get(i);
            boolean hit = passage.document().equals(source.document())
                    && (start < 0 || passage.start() < end && start < passage.end());
            if (hit) {
                return i + 1;
            }
        }
        return 0;
    }

    private static double recall(int[] ranks, int k) {
        int found = 0;
        for (int rank : ranks) {
            if (rank > 0 && rank <= k) {
                found++;
            }
        }
        return (double) found / ranks.length;
    }

    private static double discount(int rank) {
        return Math.log(2) / Math.log(rank + 1.0);
    }
}
