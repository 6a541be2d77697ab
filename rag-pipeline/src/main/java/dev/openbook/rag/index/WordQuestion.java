package dev.openbook.rag.index;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A question as the index's words; what a person types is only ever analysed, never parsed as a query.
 *
 * @param words stemmed words with how often each occurs, in order of appearance; stop words are gone
 * @param identifiers compounds such as {@code 3.10} or {@code AB-123}, whole
 * @param dropped how many distinct terms beyond the limit were left out
 */
public record WordQuestion(Map<String, Integer> words, Map<String, Integer> identifiers, int dropped) {

    /** Keeps the order of appearance. */
    public WordQuestion {
        words = Collections.unmodifiableMap(new LinkedHashMap<>(words));
        identifiers = Collections.unmodifiableMap(new LinkedHashMap<>(identifiers));
    }

    /**
     * Analyses a question.
     *
     * @param maxTerms how many distinct words, and how many identifiers, are kept
     */
    public static WordQuestion analyse(String question, int maxTerms) {
        Map<String, Integer> words = PassageAnalysis.terms(Fields.TEXT, question);
        Map<String, Integer> identifiers = PassageAnalysis.terms(Fields.IDENTIFIERS, question);
        int all = words.size() + identifiers.size();
        WordQuestion kept = new WordQuestion(first(words, maxTerms), first(identifiers, maxTerms), 0);
        int left = kept.words.size() + kept.identifiers.size();
        return new WordQuestion(kept.words, kept.identifiers, all - left);
    }

    /** Whether nothing is left to search for. */
    public boolean isEmpty() {
        return words.isEmpty() && identifiers.isEmpty();
    }

    private static Map<String, Integer> first(Map<String, Integer> terms, int count) {
        Map<String, Integer> first = new LinkedHashMap<>();
        terms.entrySet().stream().limit(count).forEach(e -> first.put(e.getKey(), e.getValue()));
        return first;
    }
}
