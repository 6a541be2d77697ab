package dev.openbook.evaluator.metric;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Exact match and token F1 as SQuAD's evaluation script defines them (Rajpurkar et al. 2016 and 2018): lower-case, strip
 * ASCII punctuation, drop the articles a, an, the, collapse spaces; the best over the right answers. An empty text
 * matches only an empty right answer, and right answers of which nothing is left count only where there is no other.
 */
public final class Squad {

    private static final Pattern PUNCTUATION = Pattern.compile("[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~]");
    private static final Pattern ARTICLES =
            Pattern.compile("(?<![\\p{L}\\p{N}_])(?:a|an|the)(?![\\p{L}\\p{N}_])"); // Python's \b: marks are no word
    private static final Pattern SPACES = // Python's str.split: the four separators of ASCII too
            Pattern.compile("[\\s\\x1C-\\x1F]+", Pattern.UNICODE_CHARACTER_CLASS);

    private Squad() {}

    /** The text as it is compared. */
    public static String normalize(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        String plain = PUNCTUATION.matcher(lower).replaceAll("");
        String withoutArticles = ARTICLES.matcher(plain).replaceAll(" ");
        String single = SPACES.matcher(withoutArticles).replaceAll(" ");
        int start = single.startsWith(" ") ? 1 : 0;
        return single.equals(" ") ? "" : single.substring(start, single.length() - (single.endsWith(" ") ? 1 : 0));
    }

    /** 1 if the normalised text equals a normalised right answer, else 0. */
    public static double exactMatch(String text, List<String> golds) {
        String normal = normalize(text);
        return comparable(golds).stream().anyMatch(gold -> normalize(gold).equals(normal)) ? 1 : 0;
    }

    /** The best harmonic mean of token precision and recall over the right answers. */
    public static double f1(String text, List<String> golds) {
        return comparable(golds).stream()
                .mapToDouble(gold -> f1(text, gold))
                .max()
                .orElse(0);
    }

    private static List<String> comparable(List<String> golds) {
        List<String> left =
                golds.stream().filter(gold -> !normalize(gold).isEmpty()).toList();
        return left.isEmpty() ? List.of("") : left;
    }

    private static double f1(String text, String gold) {
        List<String> predicted = tokens(text);
        List<String> wanted = tokens(gold);
        if (predicted.isEmpty() || wanted.isEmpty()) {
            return predicted.equals(wanted) ? 1 : 0;
        }
        Map<String, Integer> counts = new HashMap<>();
        wanted.forEach(token -> counts.merge(token, 1, Integer::sum));
        int same = 0;
        for (String token : predicted) {
            if (counts.merge(token, -1, Integer::sum) >= 0) {
                same++;
            }
        }
        return same == 0 ? 0 : 2.0 * same / (predicted.size() + wanted.size());
    }

    private static List<String> tokens(String text) {
        String normal = normalize(text);
        return normal.isEmpty() ? List.of() : Arrays.asList(normal.split(" "));
    }
}
