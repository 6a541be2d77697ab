package dev.openbook.model.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Likely answers to a prompt, by best-first search over where they part.
 *
 * <p>A beginning is completed greedily; at each of its tokens the next likeliest ones are noted as other beginnings, and the
 * likeliest beginning of all is completed next. A beginning is at least as likely as any answer it leads to, so the search
 * ends where none is left within reach of the best answer: a sure answer costs one completion, a doubtful one a few. A beam
 * would pay for its whole width every time.
 */
final class CandidateSearch {

    /** How many tokens are considered where answers part. */
    private static final int BRANCHES = 4;

    /** Completions for each answer that is wanted: different beginnings often end in the same answer. */
    private static final int TRIES = 3;

    private final Continuation continuation;
    private final Predicate<Integer> endOfText;
    private final Function<int[], String> text;
    private final int maxTokens;

    /** The model behind a prompt. */
    @FunctionalInterface
    interface Continuation {
        /**
         * The logits, (V), of what follows an answer's tokens.
         *
         * @param known how many of the tokens were there in the call before, at the same places
         */
        float[] after(int[] tokens, int known);
    }

    private record Beginning(int[] tokens, double logProbability) {}

    /**
     * A search.
     *
     * @param continuation asked with no tokens first
     * @param endOfText whether a token ends an answer
     * @param text the text of tokens
     * @param maxTokens an answer's most tokens
     */
    CandidateSearch(
            Continuation continuation, Predicate<Integer> endOfText, Function<int[], String> text, int maxTokens) {
        this.continuation = continuation;
        this.endOfText = endOfText;
        this.text = text;
        this.maxTokens = maxTokens;
    }

    /**
     * Different answers, the likeliest first; with one wanted, the greedy one. Not noted is where an answer might end before the
     * model ends it: a reader's answers end behind the number of their source.
     *
     * @param most how many at most, at least 1
     * @param within by how much a log-probability may lie below that of the likeliest, 0 or more
     * @param settled whether nothing is to part behind this beginning of an answer, say because what is left of it is a
     *     source's number
     * @param cancelled asked before every pass; once true, what was completed is given
     */
    List<Candidate> find(int most, double within, Predicate<String> settled, BooleanSupplier cancelled) {
        PriorityQueue<Beginning> open = new PriorityQueue<>(
                Comparator.comparingDouble(Beginning::logProbability).reversed());
        open.add(new Beginning(new int[0], 0));
        Map<String, Candidate> found = new LinkedHashMap<>();
        double best = Double.NEGATIVE_INFINITY;
        for (int tries = 0; tries < most * TRIES && found.size() < most && !open.isEmpty(); tries++) {
            Beginning beginning = open.poll();
            if (beginning.logProbability() < best - within) {
                break;
            }
            Candidate candidate = complete(beginning, open, settled, cancelled);
            if (candidate == null) {
                break;
            }
            best = Math.max(best, candidate.logProbability());
            found.merge(candidate.text(), candidate, (a, b) -> a.logProbability() >= b.logProbability() ? a : b);
        }
        double reach = best - within;
        return found.values().stream()
                .filter(candidate -> candidate.logProbability() >= reach)
                .sorted(Comparator.comparingDouble(Candidate::logProbability).reversed())
                .toList();
    }

    /** The greedy completion; null where it was cancelled. */
    private Candidate complete(
            Beginning beginning, PriorityQueue<Beginning> open, Predicate<String> settled, BooleanSupplier cancelled) {
        int[] tokens = beginning.tokens();
        double logProbability = beginning.logProbability();
        boolean parting = !settled.test(text.apply(tokens));
        int known = 0;
        boolean ends = false;
        while (!ends && tokens.length < maxTokens) {
            if (cancelled.getAsBoolean()) {
                return null;
            }
            float[] logits = continuation.after(tokens, known); // (V)
            known = tokens.length;
            int[] likeliest = likeliest(logits);
            double minusLogSum = Sampler.logProbability(logits, likeliest[0]) - logits[likeliest[0]]; // -log Σ exp
            for (int i = 1; parting && i < likeliest.length; i++) {
                if (!endOfText.test(likeliest[i])) {
                    open.add(new Beginning(
                            append(tokens, likeliest[i]), logProbability + logits[likeliest[i]] + minusLogSum));
                }
            }
            logProbability += logits[likeliest[0]] + minusLogSum;
            ends = endOfText.test(likeliest[0]);
            if (!ends) {
                tokens = append(tokens, likeliest[0]);
                parting = parting && !settled.test(text.apply(tokens));
            }
        }
        return new Candidate(text.apply(tokens), logProbability, ends);
    }

    private static int[] append(int[] tokens, int token) {
        int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
        longer[tokens.length] = token;
        return longer;
    }

    /** The tokens with the largest logits, largest first. */
    private static int[] likeliest(float[] logits) {
        List<Integer> best = new ArrayList<>();
        for (int token = 0; token < logits.length; token++) {
            if (best.size() == BRANCHES && logits[token] <= logits[best.get(BRANCHES - 1)]) {
                continue;
            }
            int place = best.size();
            while (place > 0 && logits[best.get(place - 1)] < logits[token]) {
                place--;
            }
            best.add(place, token);
            if (best.size() > BRANCHES) {
                best.remove(BRANCHES);
            }
        }
        return best.stream().mapToInt(Integer::intValue).toArray();
    }
}
