package dev.openbook.model.generate;

import java.util.List;

/**
 * Watches growing text for strings that end it, also where one begins in one token and ends in another.
 *
 * <p>Text that may yet turn out to be the beginning of such a string is held back.
 */
final class StopSequences {

    private final List<String> sequences;
    private final StringBuilder held = new StringBuilder();
    private boolean found;

    StopSequences(List<String> sequences) {
        this.sequences = sequences;
    }

    /** The text that may be shown now. */
    String accept(String text) {
        held.append(text);
        int earliest = -1;
        for (String sequence : sequences) {
            int at = held.indexOf(sequence);
            if (at >= 0 && (earliest < 0 || at < earliest)) {
                earliest = at;
            }
        }
        if (earliest >= 0) {
            found = true;
            held.setLength(earliest);
            return finish();
        }
        return release(held.length() - longestBeginning());
    }

    /** Whether the text has ended at one of the strings. */
    boolean found() {
        return found;
    }

    /** What was held back, when nothing more comes. */
    String finish() {
        return release(held.length());
    }

    /** How much of the held text's end is the beginning of a stop sequence. */
    private int longestBeginning() {
        int longest = 0;
        for (String sequence : sequences) {
            for (int length = Math.min(sequence.length() - 1, held.length()); length > longest; length--) {
                if (sequence.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }

    private String release(int length) {
        String text = held.substring(0, length);
        held.delete(0, length);
        return text;
    }
}
