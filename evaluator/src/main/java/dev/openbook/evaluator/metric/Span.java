package dev.openbook.evaluator.metric;

/**
 * Where a passage stands.
 *
 * @param document its id
 * @param start offset of its first UTF-16 unit
 * @param end offset after its last
 */
public record Span(String document, int start, int end) {

    /** As one word: {@code document#start-end}. */
    public String id() {
        return document + "#" + start + "-" + end;
    }
}
