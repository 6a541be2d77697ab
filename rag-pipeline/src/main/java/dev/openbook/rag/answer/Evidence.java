package dev.openbook.rag.answer;

import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.chunk.QuoteUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The sentences, table rows and list items of a passage in which a possible answer stands, each with the one before it.
 *
 * <p>What else stands in the passages misleads a small model, most of all values of the same kind; what stands before often
 * says what a sentence is about. Only the {@linkplain Passage#rendering() rendering} shrinks: text, place and what may be
 * quoted are as before.
 */
public final class Evidence {

    /** Where a sentence ends with its line, or nothing stands in it. */
    private static final Pattern LINE_END = Pattern.compile("(?:^|[.!?:;|])[\"'”’)*_]*\\s*$");

    /** A row in words, a key with its value, or a list item. */
    private static final Pattern OWN_LINE =
            Pattern.compile("^\\s*(?:[-*+•] |\\d{1,3}[.)] |\\||[\\p{L}_][\\p{L}\\p{N}_ .()/%-]{0,40}: )");

    private Evidence() {}

    /**
     * An answer with the source it names.
     *
     * @param text the answer as a model words it
     * @param source the index of the passage, from 0
     */
    public record Claim(String text, int source) {

        /**
         * What an answer says and where it first says that it stands; empty for one that declines, says nothing or names no
         * source.
         *
         * @param answer with its markers
         * @param sources how many the prompt held
         */
        public static Optional<Claim> of(String answer, int sources) {
            CitationMarkers marked = CitationMarkers.parse(answer, sources);
            return AbstentionDetector.isAbstention(marked.text())
                    ? Optional.empty()
                    : marked.markers().stream().findFirst().map(marker -> new Claim(marked.text(), marker.source()));
        }

        /** The claim as an answer over its evidence, which is the only source there. */
        String marked() {
            return text + " [1]";
        }
    }

    /**
     * The passage that a claim names, cut down to where it stands; empty where it does not stand there.
     *
     * @param passages what was read
     * @param claim its source is one of them
     */
    public static Optional<Passage> of(List<Passage> passages, Claim claim) {
        Passage passage = passages.get(claim.source());
        List<Span> units = units(passage.rendering());
        Set<Integer> shown = claim.text().isBlank() ? Set.of() : holding(claim.text(), passage, units);
        return shown.isEmpty() ? Optional.empty() : Optional.of(cut(passage, units, shown));
    }

    private record Span(int start, int end) {}

    /** The units in which the text stands as words of their own, and the one before each. */
    private static Set<Integer> holding(String text, Passage passage, List<Span> units) {
        Pattern words = words(text);
        Set<Integer> holding = new TreeSet<>();
        for (int i = 0; i < units.size(); i++) {
            String unit = passage.rendering()
                    .substring(units.get(i).start(), units.get(i).end());
            if (words.matcher(unit).find()) {
                holding.add(i);
                if (i > 0) {
                    holding.add(i - 1);
                }
            }
        }
        if (holding.isEmpty() && words.matcher(passage.headingPath()).find()) {
            holding.add(0);
        }
        return holding;
    }

    /** The text as words of their own, not as a part of a word or of a number, whatever white space lies between them. */
    private static Pattern words(String text) {
        String words = Stream.of(text.strip().split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s+"));
        return Pattern.compile("(?iu)(?<![\\p{L}\\p{N}])(?<!\\p{N}[.,])" + words + "(?![\\p{L}\\p{N}])(?![.,]\\p{N})");
    }

    /**
     * Sentences, items and rows. A rendering gives each row and key a line of its own without blank lines between; a line that
     * ends in the middle of a sentence goes on in the next.
     */
    private static List<Span> units(String rendering) {
        List<Span> units = new ArrayList<>();
        int block = 0;
        int start = 0;
        String previous = "";
        for (String line : rendering.split("\n", -1)) {
            if (start > 0 && !goesOn(previous, line)) {
                addUnits(rendering, block, start - 1, units);
                block = start;
            }
            previous = line;
            start += line.length() + 1;
        }
        addUnits(rendering, block, rendering.length(), units);
        return units;
    }

    private static boolean goesOn(String line, String next) {
        boolean indented = next.startsWith(" ") || next.startsWith("\t");
        return !LINE_END.matcher(line).find()
                && (indented || !OWN_LINE.matcher(line).find())
                && !OWN_LINE.matcher(next).find();
    }

    private static void addUnits(String rendering, int start, int end, List<Span> units) {
        for (QuoteUnits.Span unit : QuoteUnits.of(rendering.substring(start, end))) {
            units.add(new Span(start + unit.start(), start + unit.end()));
        }
    }

    /** Each unit keeps what stands between it and the one before: a space, or a line break with the sign of a list item. */
    private static Passage cut(Passage passage, List<Span> units, Set<Integer> shown) {
        if (shown.size() == units.size()) {
            return passage;
        }
        String rendering = passage.rendering();
        StringBuilder text = new StringBuilder();
        int from = 0;
        for (int i = 0; i < units.size(); i++) {
            if (shown.contains(i)) {
                text.append(rendering, from, units.get(i).end());
            }
            from = units.get(i).end();
        }
        return passage.withRendering(text.toString().strip());
    }
}
