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
 * The sentences, table rows and list items of some passages in which possible answers stand, each with the one before it.
 *
 * <p>What else stands in the passages misleads a small model, most of all values of the same kind; what stands before often
 * says what a sentence is about. Only the {@linkplain Passage#rendering() rendering} shrinks: text, place and what may be
 * quoted are as before.
 *
 * @param passages those in which an answer stands, in their order, cut down to the evidence
 * @param origins for each of them its index among the passages that were given, from 0
 */
public record Evidence(List<Passage> passages, List<Integer> origins) {

    /** Where a sentence ends with its line, or nothing stands in it. */
    private static final Pattern LINE_END = Pattern.compile("(?:^|[.!?:;|])[\"'”’)*_]*\\s*$");

    /** A row in words, a key with its value, or a list item. */
    private static final Pattern OWN_LINE =
            Pattern.compile("^\\s*(?:[-*+•] |\\d{1,3}[.)] |\\||[\\p{L}_][\\p{L}\\p{N}_ .()/%-]{0,40}: )");

    /** Takes unmodifiable copies. */
    public Evidence {
        passages = List.copyOf(passages);
        origins = List.copyOf(origins);
    }

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

        /** The claim as an answer, with its source's number in a prompt. */
        String marked(int number) {
            return text + " [" + number + "]";
        }
    }

    /**
     * The evidence for answers; empty where none of them stands in the passage that it names.
     *
     * @param passages what was read
     * @param claims possible answers
     */
    public static Evidence of(List<Passage> passages, List<Claim> claims) {
        List<Passage> evidence = new ArrayList<>();
        List<Integer> origins = new ArrayList<>();
        for (int i = 0; i < passages.size(); i++) {
            int source = i;
            Passage passage = passages.get(i);
            List<Span> units = units(passage.rendering());
            Set<Integer> shown = new TreeSet<>();
            claims.stream()
                    .filter(claim -> claim.source() == source && !claim.text().isBlank())
                    .forEach(claim -> shown.addAll(holding(claim.text().strip(), passage, units)));
            if (!shown.isEmpty()) {
                evidence.add(cut(passage, units, shown));
                origins.add(i);
            }
        }
        return new Evidence(evidence, origins);
    }

    /** The claim as an answer over the evidence; empty where it does not stand in what is shown of its passage. */
    Optional<String> answer(Claim claim) {
        int index = origins.indexOf(claim.source());
        boolean stands = index >= 0
                && words(claim.text()).matcher(passages.get(index).indexText()).find();
        return stands ? Optional.of(claim.marked(index + 1)) : Optional.empty();
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
