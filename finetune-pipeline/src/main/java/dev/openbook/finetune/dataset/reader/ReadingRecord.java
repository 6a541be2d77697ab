package dev.openbook.finetune.dataset.reader;

import dev.openbook.finetune.dataset.ChatRecord;
import java.util.List;

/**
 * A question over numbered sources with what is to be answered.
 *
 * @param sources what is read, in the order of the prompt
 * @param question what is asked
 * @param value the answer, copied from its source; empty where the sources do not tell
 * @param source the index of the source that tells, from 0; -1 where none does
 */
public record ReadingRecord(List<ReadingSource> sources, String question, String value, int source) {

    /** What is said when the sources do not tell. */
    public static final String REFUSAL = "I don't know.";

    /** Checks that a value stands in its source. */
    public ReadingRecord {
        sources = List.copyOf(sources);
        if (value.isEmpty() != (source < 0)) {
            throw new IllegalArgumentException("a value needs a source, but '" + value + "' has " + source);
        }
        if (source >= 0 && !sources.get(source).holds(value)) {
            throw new IllegalArgumentException(
                    "'" + value + "' must stand in its source, but does not: " + sources.get(source));
        }
    }

    /** A question that the sources do not answer. */
    public static ReadingRecord unanswerable(List<ReadingSource> sources, String question) {
        return new ReadingRecord(sources, question, "", -1);
    }

    /** Whether the sources tell. */
    public boolean isAnswerable() {
        return source >= 0;
    }

    /** The text that is learned: {@code "42 mm [2]"} or the refusal. */
    public String answer() {
        return isAnswerable() ? value + " [" + (source + 1) + "]" : REFUSAL;
    }

    /** The record as a conversation. */
    public ChatRecord toChat(SourcesRenderer renderer) {
        return ChatRecord.of(renderer.messages(question, sources), answer());
    }

    /** About how many tokens the sources take in a prompt: 1.3 a word, one a digit. */
    static int estimatedTokens(List<ReadingSource> sources) {
        double tokens = 0;
        for (ReadingSource source : sources) {
            String text = String.join(" ", source.headings()) + " " + source.text();
            tokens += 1.3 * text.split("\\s+").length
                    + text.chars().filter(Character::isDigit).count();
        }
        return (int) tokens;
    }
}
