package dev.openbook.evaluator.metric;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whole tokens, for finding a right answer inside a longer one.
 *
 * <p>NFKC and lower-case; letters and digits with {@code . , : /} between digits kept inside ({@code 3.10}, {@code 10:35});
 * thousands separators dropped ({@code 1,846} and {@code 1846} are one); a minus in front of a number kept; dates with
 * the month in words, in either order, written as {@code 2024-03-14}; {@code 5 percent} as {@code 5 %}, {@code v3.1} as
 * {@code 3.1}, {@code U.K.} as {@code UK}; articles dropped. So {@code 3.1} is not found in
 * {@code 3.10}, nor {@code 5} in {@code -5}.
 */
public final class Tokens {

    private static final String MONTHS = "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
            + "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?";
    private static final String MONTH_STARTS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final Pattern DAY_MONTH =
            Pattern.compile("(?<![\\w.])(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (" + MONTHS + ")\\.?,? (\\d{4})(?![\\w])");
    private static final Pattern MONTH_DAY =
            Pattern.compile("(?<!\\w)(" + MONTHS + ")\\.? (\\d{1,2})(?:st|nd|rd|th)?,? (\\d{4})(?![\\w])");
    private static final Pattern ISO =
            Pattern.compile("(?<![\\p{L}\\p{N}-])(\\d{4})-(\\d{1,2})-(\\d{1,2})(?=t\\d{2}:|[^\\p{L}\\p{N}-]|$)");
    private static final Pattern TIME_BEHIND = Pattern.compile("(?<=\\d{4}-\\d{2}-\\d{2})t(?=\\d{2}:)");
    private static final Pattern PERCENT = Pattern.compile("(?<=\\d) ?per ?cent(?!\\p{L})");
    private static final Pattern MINUS = Pattern.compile("(?<!\\d )(?<![\\p{L}\\p{N}])minus (?=\\d)");
    private static final Pattern VERSION = Pattern.compile("(?<![\\p{L}\\p{N}])v(?=\\d+\\.\\d)");
    private static final Pattern ACRONYM =
            Pattern.compile("(?<![\\p{L}\\p{N}.])\\p{L}(?:\\.\\p{L})+(?![\\p{L}\\p{N}])");
    private static final Pattern DIGIT_SPACE = Pattern.compile("(?<=\\d)[\\u00A0\\u202F\\u2009](?=\\d{3}(?!\\d))");
    private static final Pattern DASHES = Pattern.compile("[\\u2010-\\u2015\\u2212]");
    private static final Pattern TOKEN = Pattern.compile("(?<![\\p{L}\\p{N}])-?\\d{4}-\\d{2}-\\d{2}(?![\\p{L}\\p{N}])"
            + "|(?:(?<![\\p{L}\\p{N}])-(?=\\d))?(?:[\\p{L}\\p{M}\\p{N}]|(?<=\\p{N})[.,:/](?=\\p{N})"
            + "|(?<=[\\p{L}\\p{N}])['\\u2019](?=[\\p{L}\\p{N}]))+|[%$\\u20AC\\u00A3\\u00B0]");
    private static final Pattern CLAUSE_BREAK = Pattern.compile("[,;:.!?()\\n]|\\s-\\s");
    private static final Pattern THOUSANDS = Pattern.compile("-?\\d{1,3}(?:[,']\\d{3})+(?:\\.\\d+)?");
    private static final Set<String> ARTICLES = Set.of("a", "an", "the");

    private Tokens() {}

    /**
     * A token in its place.
     *
     * @param opensClause whether it is the first of the text, or punctuation sets it off from the one before
     */
    record Token(String text, boolean opensClause) {}

    /** The tokens of a text; empty if it has none. */
    public static List<String> of(String text) {
        return read(text).stream().map(Token::text).toList();
    }

    /** The tokens of a text with where its clauses begin. */
    static List<Token> read(String text) {
        String plain = DIGIT_SPACE.matcher(text).replaceAll("");
        plain = Normalizer.normalize(plain, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        plain = dates(spelling(DASHES.matcher(plain).replaceAll("-")));
        List<Token> tokens = new ArrayList<>();
        List<Token> all = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(plain);
        int end = 0;
        boolean opens = true;
        while (matcher.find()) {
            opens |= CLAUSE_BREAK.matcher(plain.substring(end, matcher.start())).find();
            end = matcher.end();
            String token = matcher.group();
            if (THOUSANDS.matcher(token).matches()) {
                token = token.replaceAll("[,']", "");
            }
            token = token.replaceAll("['\\u2019]", "");
            all.add(new Token(token, opens));
            if (!ARTICLES.contains(token)) {
                tokens.add(new Token(token, opens));
                opens = false;
            }
        }
        return tokens.isEmpty() ? all : tokens; // a gold that is an article and nothing else stays findable
    }

    /** Whether the tokens of {@code wanted} stand in those of {@code text}, next to each other and in order. */
    public static boolean contains(List<String> text, List<String> wanted) {
        if (wanted.isEmpty()) {
            return false;
        }
        for (int start = 0; start + wanted.size() <= text.size(); start++) {
            if (text.subList(start, start + wanted.size()).equals(wanted)) {
                return true;
            }
        }
        return false;
    }

    private static String spelling(String text) {
        String percent = PERCENT.matcher(text).replaceAll("%");
        String minus = MINUS.matcher(percent).replaceAll("-");
        String version = VERSION.matcher(minus).replaceAll("");
        return ACRONYM.matcher(version).replaceAll(m -> m.group().replace(".", ""));
    }

    private static String dates(String text) {
        String padded = ISO.matcher(text).replaceAll(m -> iso(m.group(), m.group(1), m.group(2), m.group(3)));
        String apart = TIME_BEHIND.matcher(padded).replaceAll(" ");
        String dayFirst = DAY_MONTH.matcher(apart).replaceAll(m -> iso(m.group(), m.group(3), m.group(2), m.group(1)));
        return MONTH_DAY.matcher(dayFirst).replaceAll(m -> iso(m.group(), m.group(3), m.group(1), m.group(2)));
    }

    private static String iso(String written, String year, String month, String day) {
        int number = Character.isDigit(month.charAt(0))
                ? Integer.parseInt(month)
                : MONTH_STARTS.indexOf(month.substring(0, 3)) / 3 + 1;
        int dayOfMonth = Integer.parseInt(day);
        return dayOfMonth < 1 || dayOfMonth > 31 || number < 1 || number > 12
                ? Matcher.quoteReplacement(written)
                : String.format(Locale.ROOT, "%s-%02d-%02d", year, number, dayOfMonth);
    }
}
