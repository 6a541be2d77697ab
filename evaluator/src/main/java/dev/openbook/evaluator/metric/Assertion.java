package dev.openbook.evaluator.metric;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a text says that a right answer is one, and not that it is none: "not 37 months" and "the sources do not say that
 * it lasts 37 months" hold the words and do not give the answer.
 *
 * <p>An occurrence is denied if a negation stands at most three words before it in the same clause, or anywhere before it in
 * the clause with a verb of knowing or telling between, or if "rather than", "instead of" or "other than" stands right before
 * it. Bounds are no denials: "must not exceed 37 months", "no later than 14 March". Nor is anything where the question itself
 * is negated.
 */
final class Assertion {

    private static final int REACH = 3;
    private static final Set<String> NEGATIONS = Set.of(
            "not", "no", "never", "neither", "nor", "cannot", "cant", "isnt", "arent", "wasnt", "werent", "doesnt",
            "dont", "didnt", "wont", "hasnt", "havent", "hadnt");
    private static final Set<String> TELLING = Set.of(
            "know",
            "sure",
            "certain",
            "clear",
            "say",
            "state",
            "mention",
            "specify",
            "tell",
            "confirm",
            "find",
            "determine",
            "provide",
            "indicate",
            "information",
            "evidence",
            "think",
            "believe");
    private static final Set<String> BOUNDS = Set.of(
            "exceed", "exceeds", "surpass", "above", "over", "beyond", "under", "below", "than", "only", "just",
            "least", "until", "before", "within", "merely");
    private static final Set<String> CLAUSE_WORDS =
            Set.of("but", "however", "although", "though", "yet", "because", "so", "while", "whereas");

    private Assertion() {}

    /** The first of the right answers that the text gives. */
    static Optional<String> find(String question, String text, List<String> golds) {
        List<Tokens.Token> tokens = Tokens.read(text);
        boolean negated = Tokens.of(question).stream().anyMatch(NEGATIONS::contains);
        return golds.stream()
                .filter(gold -> isGiven(tokens, Tokens.of(gold), negated))
                .findFirst();
    }

    static boolean isNegation(String word) {
        return NEGATIONS.contains(word);
    }

    private static boolean isGiven(List<Tokens.Token> tokens, List<String> wanted, boolean negatedQuestion) {
        List<String> texts = tokens.stream().map(Tokens.Token::text).toList();
        for (int start = 0; !wanted.isEmpty() && start + wanted.size() <= texts.size(); start++) {
            if (texts.subList(start, start + wanted.size()).equals(wanted)
                    && (negatedQuestion || !isDenied(tokens, start))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isDenied(List<Tokens.Token> tokens, int start) {
        String last = start > 0 ? tokens.get(start - 1).text() : "";
        String lastButOne = start > 1 ? tokens.get(start - 2).text() : "";
        if (last.equals("than") && (lastButOne.equals("rather") || lastButOne.equals("other"))
                || last.equals("of") && lastButOne.equals("instead")) {
            return true;
        }
        boolean told = false;
        for (int i = start; i > 0 && !tokens.get(i).opensClause(); i--) {
            String word = tokens.get(i - 1).text();
            if (BOUNDS.contains(word) || CLAUSE_WORDS.contains(word)) {
                return false;
            }
            told |= TELLING.contains(word);
            boolean ordinal =
                    word.equals("no") && Character.isDigit(tokens.get(i).text().charAt(0)); // "pump no 5"
            if (NEGATIONS.contains(word) && !ordinal) {
                return told || start - i < REACH;
            }
        }
        return false;
    }
}
