package dev.openbook.rag.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;
import java.util.PriorityQueue;

/**
 * The result of one search: the best passages in order, and the score of every passage that was scored.
 *
 * <p>Equal scores are ordered by id, whatever the order in which passages were indexed.
 */
public final class IndexHits {

    /** Finds the id of a passage. */
    @FunctionalInterface
    interface Ids {
        String of(int ordinal) throws IOException;
    }

    private final List<IndexHit> best;
    private final int[] ordinals;
    private final float[] scores;

    private IndexHits(List<IndexHit> best, int[] ordinals, float[] scores) {
        this.best = best;
        this.ordinals = ordinals;
        this.scores = scores;
    }

    /** Nothing found. */
    public static IndexHits none() {
        return new IndexHits(List.of(), new int[0], new float[0]);
    }

    /** The best passages, best first. */
    public List<IndexHit> best() {
        return best;
    }

    /** The score of the passage with this number, if the search scored it. */
    public OptionalDouble scoreOf(int ordinal) {
        int at = Arrays.binarySearch(ordinals, ordinal);
        return at < 0 ? OptionalDouble.empty() : OptionalDouble.of(scores[at]);
    }

    /** Takes scores in ascending order of ordinals and finds the best. */
    static final class Collector {
        private int[] ordinals = new int[256];
        private float[] scores = new float[256];
        private int count;

        void add(int ordinal, float score) {
            if (count == ordinals.length) {
                ordinals = Arrays.copyOf(ordinals, 2 * count);
                scores = Arrays.copyOf(scores, 2 * count);
            }
            ordinals[count] = ordinal;
            scores[count++] = score;
        }

        /** The {@code depth} best with at least {@code minimum}; ids are looked up for these and their ties only. */
        IndexHits finish(int depth, double minimum, Ids ids) throws IOException {
            PriorityQueue<Float> heap = new PriorityQueue<>();
            for (int i = 0; i < count; i++) {
                if (scores[i] < minimum) {
                    continue;
                }
                if (heap.size() < depth) {
                    heap.add(scores[i]);
                } else if (scores[i] > heap.peek()) {
                    heap.poll();
                    heap.add(scores[i]);
                }
            }
            List<IndexHit> candidates = new ArrayList<>();
            for (int i = 0; i < count && !heap.isEmpty(); i++) {
                if (scores[i] >= heap.peek()) {
                    candidates.add(new IndexHit(ids.of(ordinals[i]), ordinals[i], scores[i]));
                }
            }
            candidates.sort(
                    Comparator.comparingDouble(IndexHit::score).reversed().thenComparing(IndexHit::id));
            List<IndexHit> best = candidates.subList(0, Math.min(depth, candidates.size()));
            return new IndexHits(
                    Collections.unmodifiableList(best), Arrays.copyOf(ordinals, count), Arrays.copyOf(scores, count));
        }
    }
}
