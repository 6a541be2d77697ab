package dev.openbook.rag.chunk;

import dev.openbook.rag.chunk.Block.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The parts of a passage that can be quoted by themselves: sentences, table rows, list items, and lines of code or of
 * {@code key: value} pairs with what is indented below them.
 */
public final class QuoteUnits {

    /** A list item up to this length is quoted whole, a longer one by the sentence. */
    private static final int MAX_ITEM = 300;

    private static final Pattern KEY_VALUE = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_ .-]{0,40}:(?:\\s.*)?");

    private QuoteUnits() {}

    /**
     * A part of a text.
     *
     * @param start its first UTF-16 unit
     * @param end after its last UTF-16 unit
     */
    public record Span(int start, int end) {}

    /** The parts of a passage's verbatim text, in order; at least one unless the text is blank. */
    public static List<Span> of(String text) {
        List<Span> units = new ArrayList<>();
        MarkdownBlocks.scan(text, true, false, block -> add(text, block, units));
        if (units.isEmpty() && !text.isBlank()) {
            int start = text.length() - text.stripLeading().length();
            units.add(new Span(start, text.stripTrailing().length()));
        }
        return List.copyOf(units);
    }

    private static void add(String text, Block block, List<Span> units) {
        int start = block.start();
        int end = block.end();
        if (block.kind() == Kind.TABLE_ROW || block.kind() == Kind.ITEM && end - start <= MAX_ITEM) {
            units.add(new Span(start, end));
            return;
        }
        List<Span> lines = lines(text, start, end);
        if (block.kind() == Kind.CODE || lines.stream().allMatch(line -> isRow(text, line))) {
            units.addAll(lines);
        } else if (lines.stream().allMatch(line -> isKeyValue(text, line))) {
            units.addAll(lines);
        } else {
            int from = start;
            while (from < end) {
                int to = Sentences.endOfSentence(text, from, end);
                units.add(new Span(from, to));
                from = to;
                while (from < end && Character.isWhitespace(text.charAt(from))) {
                    from++;
                }
            }
        }
    }

    private static List<Span> lines(String text, int start, int end) {
        List<Span> lines = new ArrayList<>();
        for (int line = start; line < end; line = MarkdownBlocks.lineEnd(text, line) + 1) {
            int first = line;
            int last = MarkdownBlocks.trimEnd(text, line, Math.min(MarkdownBlocks.lineEnd(text, line), end));
            while (first < last && MarkdownBlocks.isBlank(text.charAt(first))) {
                first++;
            }
            if (first < last) {
                lines.add(new Span(first, last));
            }
        }
        return lines;
    }

    private static boolean isRow(String text, Span line) {
        return text.charAt(line.start()) == '|' && text.indexOf('|', line.start() + 1) < line.end();
    }

    private static boolean isKeyValue(String text, Span line) {
        return line.end() - line.start() <= 1_000
                && KEY_VALUE.matcher(text.substring(line.start(), line.end())).matches();
    }
}
