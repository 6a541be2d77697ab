package dev.openbook.finetune.dataset.reader;

import dev.openbook.finetune.dataset.reader.Vocabulary.Lines;
import dev.openbook.finetune.dataset.reader.Vocabulary.Words;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Draws what stands in braces:
 * <pre>
 *   {n:2-90}  a whole number (thousands grouped, mostly)     {d:0.5-9}  a number with one decimal
 *   {p:2-90}  a whole number without grouping                {k:2-90}   thousands
 *   {nth:2-28}  an ordinal in digits
 *   {date} {day} {month} {year} {weekday} {clock}            {person} {place} {stem} {word} {word:u}
 *   {code:AA-00}  letters for A, digits for 0                {one:x|y|z}
 * </pre>
 */
final class Filler {

    private static final Pattern SLOT = Pattern.compile("\\{([a-z]+)(?::([^}]*))?\\}");
    private static final String LETTERS = "BCDFGHJKLMNPRSTVWXZ";
    private static final double GROUPED = 0.7;
    private static final int FIRST_YEAR = 1908;
    /** Years end before those of any corpus that is read afterwards, so that no date can be known from training. */
    private static final int LAST_YEAR = 2014;

    private final Random random;
    private final Words words;

    Filler(Random random, Words words) {
        this.random = random;
        this.words = words;
    }

    /** The pattern with all slots drawn. */
    String fill(String pattern) {
        return fill(pattern, stem());
    }

    /** The pattern with all slots drawn and the given stem for {@code {stem}}. */
    String fill(String pattern, String stem) {
        Matcher slot = SLOT.matcher(pattern);
        StringBuilder filled = new StringBuilder();
        boolean mail = pattern.contains("@");
        while (slot.find()) {
            String drawn = slot.group(1).equals("stem") ? stem : draw(slot.group(1), slot.group(2));
            slot.appendReplacement(filled, Matcher.quoteReplacement(mail ? drawn.toLowerCase(Locale.ROOT) : drawn));
        }
        return slot.appendTail(filled).toString();
    }

    /** An invented word. */
    String stem() {
        String stem = pick(words.onsets()) + pick(words.vowels()) + pick(words.middles()) + pick(words.endings());
        return random.nextInt(4) > 0
                ? stem
                : pick(words.onsets())
                        + pick(words.vowels())
                        + pick(words.middles())
                        + pick(words.vowels())
                        + pick(words.middles())
                        + pick(words.endings());
    }

    String pick(Lines lines) {
        return pick(lines.items());
    }

    <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    private String draw(String type, String detail) {
        return switch (type) {
            case "n" -> grouped(whole(detail));
            case "p" -> Long.toString(whole(detail));
            case "k" -> grouped(1000 * whole(detail));
            case "nth" -> ValueForms.ordinal((int) whole(detail));
            case "d" -> decimal(detail);
            case "date" -> draw("day", null) + " " + pick(words.months()) + " " + draw("year", null);
            case "day" -> Integer.toString(1 + random.nextInt(28));
            case "month" -> pick(words.months());
            case "year" -> Integer.toString(FIRST_YEAR + random.nextInt(LAST_YEAR - FIRST_YEAR));
            case "weekday" -> pick(words.weekdays());
            case "clock" -> String.format(Locale.ROOT, "%02d:%02d", random.nextInt(24), 6 * random.nextInt(10));
            case "person" -> pick(words.given()) + " " + pick(words.family());
            case "place" -> pick(words.places());
            case "word" ->
                detail == null ? pick(words.words()) : pick(words.words()).toUpperCase(Locale.ROOT);
            case "code" -> code(detail);
            case "one" -> pick(List.of(detail.split("\\|")));
            default -> throw new IllegalArgumentException("unknown slot {" + type + "}");
        };
    }

    private long whole(String range) {
        String[] ends = range.split("-");
        long low = Long.parseLong(ends[0]);
        return low + (long) (random.nextDouble() * (Long.parseLong(ends[1]) - low + 1));
    }

    private String grouped(long number) {
        return number >= 1000 && random.nextDouble() < GROUPED
                ? String.format(Locale.ROOT, "%,d", number)
                : Long.toString(number);
    }

    private String decimal(String range) {
        String[] ends = range.split("-");
        double low = Double.parseDouble(ends[0]);
        double drawn = low + random.nextDouble() * (Double.parseDouble(ends[1]) - low);
        String text = String.format(Locale.ROOT, "%.1f", drawn);
        return text.endsWith(".0") ? text.substring(0, text.length() - 1) + (1 + random.nextInt(9)) : text;
    }

    private String code(String shape) {
        StringBuilder code = new StringBuilder();
        for (char c : shape.toCharArray()) {
            code.append(
                    switch (c) {
                        case 'A' -> LETTERS.charAt(random.nextInt(LETTERS.length()));
                        case '0' -> (char) ('0' + random.nextInt(10));
                        default -> c;
                    });
        }
        return code.toString();
    }
}
