package dev.openbook.evaluator.metric;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognises answers that give a part of a right answer and nothing wrong beside it: "Tolliver" for "Maren Tolliver", "March
 * 2024" for "14 March 2024".
 *
 * <p>Every word that is neither the question's nor a mere function word must be the right answer's; and where that has a
 * number, one of its numbers must be given, so that "months" is no part of "37 months". It is told apart from other wrong
 * answers, and stays wrong.
 */
final class Partial {

    private static final Set<String> FUNCTION_WORDS = Set.of(
            "it", "its", "is", "are", "was", "were", "be", "been", "has", "have", "had", "this", "that", "these",
            "those", "there", "they", "he", "she", "his", "her", "their", "in", "on", "at", "by", "of", "for", "from",
            "to", "with", "and", "as", "since", "mr", "mrs", "ms", "dr", "called", "named", "answer", "does", "do",
            "did");

    private static final Pattern DATE = Pattern.compile("\\d{4}-(?:0[1-9]|1[0-2])-\\d{2}");
    private static final List<String> MONTHS = List.of(
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december");

    private Partial() {}

    /** The right answer of which a part is given. */
    static Optional<String> find(String question, String text, List<String> golds) {
        Set<String> said = words(text);
        said.removeAll(FUNCTION_WORDS);
        Set<String> asked = words(question);
        return golds.stream().filter(gold -> isPart(said, parts(gold), asked)).findFirst();
    }

    private static boolean isPart(Set<String> said, Set<String> wanted, Set<String> asked) {
        Set<String> given = new LinkedHashSet<>(said);
        given.retainAll(wanted);
        Set<String> foreign = new LinkedHashSet<>(said);
        foreign.removeAll(wanted);
        foreign.removeAll(asked);
        boolean more = given.stream().anyMatch(word -> !asked.contains(word));
        boolean sense = wanted.stream().filter(Assertion::isNegation).allMatch(given::contains);
        boolean numbered =
                wanted.stream().noneMatch(Partial::isNumber) || given.stream().anyMatch(Partial::isNumber);
        return foreign.isEmpty() && more && numbered && sense;
    }

    private static boolean isNumber(String word) {
        return word.chars().anyMatch(Character::isDigit);
    }

    private static Set<String> words(String text) {
        return new LinkedHashSet<>(Tokens.of(text));
    }

    /** The words of a right answer, with a date's year, month and day each on its own. */
    private static Set<String> parts(String gold) {
        Set<String> parts = new LinkedHashSet<>();
        for (String token : Tokens.of(gold)) {
            if (DATE.matcher(token).matches()) {
                parts.add(token.substring(0, 4));
                parts.add(MONTHS.get(Integer.parseInt(token.substring(5, 7)) - 1));
                parts.add(Integer.toString(Integer.parseInt(token.substring(8))));
            } else {
                parts.add(token);
            }
        }
        return parts;
    }
}
