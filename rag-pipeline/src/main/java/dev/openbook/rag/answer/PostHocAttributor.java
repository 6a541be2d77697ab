package dev.openbook.rag.answer;

import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.chunk.QuoteUnits;
import dev.openbook.rag.chunk.Sentences;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the sentence, table row or list item that best supports an answer after the answer was written.
 *
 * <p>Deterministic, by words alone: each unit {@code u} of the passages gets
 *
 * <pre>{@code score(u) = 10 · [u contains the answer word for word] + 5 · [its heading path does]
 *          + Σ w(t), t new and in u or its headings / Σ w(t), t new
 *          + ½ · Σ idf(t), t in the question and in u or its headings / Σ idf(t), t in the question}</pre>
 *
 * where new terms are the answer's content words that the question does not hold (all its words if it holds all), {@code
 * idf(t) = ln(1 + N / n(t))} over the N units, and {@code w} is idf, doubled for numbers, which are what most answers turn
 * on. The best score wins, the earlier unit among equals. Support below {@link #DEFAULT_MIN_SUPPORT} of the new terms is no
 * support: an answer whose value stands nowhere gets no citation.
 *
 * <p>Works for arms that saw no passages: retrieve some for the answer, then attribute.
 */
public final class PostHocAttributor {

    /** At least half of what the answer adds to the question must be there. */
    public static final double DEFAULT_MIN_SUPPORT = 0.5;

    private final double minSupport;

    /** With {@link #DEFAULT_MIN_SUPPORT}. */
    public PostHocAttributor() {
        this(DEFAULT_MIN_SUPPORT);
    }

    /**
     * An attributor.
     *
     * @param minSupport the share of the answer's new terms, 0 to 1, weighted, that a quote must hold
     */
    public PostHocAttributor(double minSupport) {
        if (!(minSupport >= 0 && minSupport <= 1)) {
            throw new IllegalArgumentException("minSupport must be between 0 and 1, but is " + minSupport);
        }
        this.minSupport = minSupport;
    }

    /** The best supporting quote for the answer as a whole; empty if nothing supports it. */
    public Optional<Citation> attribute(String answer, String question, List<Passage> passages) {
        return best(answer, question, passages)
                .filter(unit -> unit.support() >= minSupport)
                .map(unit -> unit.citation(true));
    }

    /** The best supporting quote for each sentence of the answer, each quote once, in the order of the sentences. */
    public List<Citation> attributeSentences(String answer, String question, List<Passage> passages) {
        Set<Citation> citations = new LinkedHashSet<>();
        int from = 0;
        while (from < answer.length()) {
            int end = Sentences.endOfSentence(answer, from, answer.length());
            attribute(answer.substring(from, end), question, passages).ifPresent(citations::add);
            from = end;
            while (from < answer.length() && Character.isWhitespace(answer.charAt(from))) {
                from++;
            }
        }
        return List.copyOf(citations);
    }

    /** The part of a source, which the model itself named, that best supports the statement. */
    Citation narrow(String statement, String question, Passage source) {
        return best(statement, question, List.of(source))
                .map(unit -> unit.citation(false))
                .orElseGet(() -> new Citation(
                        source.documentId(), source.version(), source.start(), source.end(), source.text(), false));
    }

    private record Unit(Passage passage, QuoteUnits.Span span, List<String> terms, List<String> headingTerms) {
        boolean has(String term) {
            return terms.contains(term) || headingTerms.contains(term);
        }
    }

    private record Scored(Unit unit, double support, double score) {
        Citation citation(boolean attributed) {
            Passage passage = unit.passage();
            int start = unit.span().start();
            int end = unit.span().end();
            return new Citation(
                    passage.documentId(),
                    passage.version(),
                    passage.start() + start,
                    passage.start() + end,
                    passage.text().substring(start, end),
                    attributed);
        }
    }

    private static Optional<Scored> best(String answer, String question, List<Passage> passages) {
        List<Unit> units = units(passages);
        List<String> answerTerms = trim(Terms.of(answer));
        if (units.isEmpty() || answerTerms.isEmpty()) {
            return Optional.empty();
        }
        Set<String> asked = content(Terms.of(question));
        Set<String> fresh = content(answerTerms);
        fresh.removeAll(asked);
        if (fresh.isEmpty()) {
            fresh = new LinkedHashSet<>(answerTerms);
        }
        Map<String, Double> idf = new HashMap<>();
        for (String term : union(asked, fresh)) {
            long holding = units.stream().filter(unit -> unit.has(term)).count();
            idf.put(term, Math.log(1 + units.size() / (double) Math.max(1, holding)));
        }
        Scored best = null;
        for (Unit unit : units) {
            boolean literal = Collections.indexOfSubList(unit.terms(), answerTerms) >= 0;
            boolean heading = !literal && Collections.indexOfSubList(unit.headingTerms(), answerTerms) >= 0;
            double support = literal || heading ? 1 : share(fresh, unit, idf, true);
            double score = (literal ? 10 : heading ? 5 : 0) + support + share(asked, unit, idf, false) / 2;
            if (best == null || score > best.score()) {
                best = new Scored(unit, support, score);
            }
        }
        return Optional.of(best);
    }

    private static double share(Set<String> terms, Unit unit, Map<String, Double> idf, boolean weighNumbers) {
        double found = 0;
        double all = 0;
        for (String term : terms) {
            double weight = idf.get(term) * (weighNumbers && Terms.isNumber(term) ? 2 : 1);
            all += weight;
            found += unit.has(term) ? weight : 0;
        }
        return all == 0 ? 0 : found / all;
    }

    private static List<Unit> units(List<Passage> passages) {
        List<Unit> units = new ArrayList<>();
        for (Passage passage : passages) {
            List<String> headingTerms = Terms.of(passage.headingPath());
            for (QuoteUnits.Span span : QuoteUnits.of(passage.text())) {
                List<String> terms = Terms.of(passage.text().substring(span.start(), span.end()));
                units.add(new Unit(passage, span, terms, headingTerms));
            }
        }
        return units;
    }

    /** Without the stop words around it: "the 37 months" is word for word in "37 months". */
    private static List<String> trim(List<String> terms) {
        int from = 0;
        int to = terms.size();
        while (from < to && !Terms.isContent(terms.get(from))) {
            from++;
        }
        while (to > from && !Terms.isContent(terms.get(to - 1))) {
            to--;
        }
        return from == to ? terms : terms.subList(from, to);
    }

    private static Set<String> content(List<String> terms) {
        return terms.stream().filter(Terms::isContent).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        Set<String> union = new LinkedHashSet<>(a);
        union.addAll(b);
        return union;
    }
}
