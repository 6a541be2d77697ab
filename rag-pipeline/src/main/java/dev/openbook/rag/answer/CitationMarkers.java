package dev.openbook.rag.answer;

import dev.openbook.rag.chunk.Sentences;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code [1]} or {@code [1, 3]} that a model writes to name its sources.
 *
 * @param text the model's words without the markers
 * @param markers those that name a source of the prompt, in order
 * @param unknown how many named a source that was not in the prompt
 */
public record CitationMarkers(String text, List<Marker> markers, int unknown) {

    /** A space or two are allowed; five digits and more are no source number. */
    static final Pattern MARKER =
            Pattern.compile("\\[\\s{0,2}(\\d{1,4}(?:\\s{0,2}[,;]\\s{0,2}\\d{1,4}){0,20})\\s{0,2}]");

    private static final Pattern NUMBER = Pattern.compile("\\d+");
    private static final Pattern SPACE_BEFORE_MARK = Pattern.compile("[ \\t]{1,100}+([.,;:!?])(?=\\s|$)");
    private static final Pattern SPACES = Pattern.compile("[ \\t]{2,}");

    /**
     * One source named.
     *
     * @param source its index in the prompt, from 0
     * @param statement the sentence the marker stands in or behind, without markers
     */
    public record Marker(int source, String statement) {}

    /**
     * Reads the markers of an answer.
     *
     * @param raw what the model wrote
     * @param sources how many the prompt held
     */
    public static CitationMarkers parse(String raw, int sources) {
        List<Marker> markers = new ArrayList<>();
        int unknown = 0;
        Matcher matcher = MARKER.matcher(raw);
        while (matcher.find()) {
            String statement = lastSentence(clean(raw.substring(0, matcher.start())));
            Matcher number = NUMBER.matcher(matcher.group(1));
            while (number.find()) {
                int source = Integer.parseInt(number.group()) - 1;
                if (source >= 0 && source < sources) {
                    markers.add(new Marker(source, statement));
                } else {
                    unknown++;
                }
            }
        }
        return new CitationMarkers(clean(raw), List.copyOf(markers), unknown);
    }

    private static String lastSentence(String text) {
        int from = 0;
        while (true) {
            int end = Sentences.endOfSentence(text, from, text.length());
            int next = end;
            while (next < text.length() && Character.isWhitespace(text.charAt(next))) {
                next++;
            }
            if (next >= text.length()) {
                return text.substring(from);
            }
            from = next;
        }
    }

    private static String clean(String text) {
        String bare = MARKER.matcher(text).replaceAll("");
        if (bare.length() == text.length()) {
            return text.strip();
        }
        bare = SPACE_BEFORE_MARK.matcher(bare).replaceAll("$1");
        return SPACES.matcher(bare).replaceAll(" ").strip();
    }
}
