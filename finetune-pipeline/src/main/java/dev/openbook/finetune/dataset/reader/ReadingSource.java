package dev.openbook.finetune.dataset.reader;

import java.util.List;

/**
 * One numbered source of a reading record.
 *
 * @param headings the headings above it, outermost first; may be empty
 * @param text what stands below them, as a prompt shows it
 */
public record ReadingSource(List<String> headings, String text) {

    /** Copies the headings. */
    public ReadingSource {
        headings = List.copyOf(headings);
    }

    /** Whether the value stands in the text or in a heading, letter for letter. */
    public boolean holds(String value) {
        return text.contains(value) || headings.stream().anyMatch(heading -> heading.contains(value));
    }
}
