package dev.openbook.evaluator.experiment;

import dev.openbook.evaluator.metric.Said;
import dev.openbook.evaluator.metric.Span;
import java.util.List;

/**
 * One line of the journal: one question asked of one arm.
 *
 * @param version the corpus version that was live
 * @param question the question's id
 * @param arm the arm's id
 * @param failure why there is no answer; null if there is one
 * @param said what was said; null if nothing
 * @param prompted the passages in the prompt, best first
 * @param retrieved what the arm retrieves for the question, best first
 * @param retrievalNanos since the question was submitted
 * @param firstTokenNanos since the question was submitted
 * @param totalNanos since the question was submitted; 0 for an answer that was carried over, {@link #NOT_TIMED} for one
 *     that was recorded elsewhere
 */
public record Asked(
        String version,
        String question,
        String arm,
        String failure,
        Said said,
        List<Span> prompted,
        List<Span> retrieved,
        long retrievalNanos,
        long firstTokenNanos,
        long totalNanos) {

    /** Nobody knows how long it took. */
    static final long NOT_TIMED = -1;

    /** Takes unmodifiable copies. */
    public Asked {
        prompted = List.copyOf(prompted);
        retrieved = List.copyOf(retrieved);
    }

    /** A question that got no answer. */
    public static Asked failed(String version, String question, String arm, String failure, long nanos) {
        return new Asked(version, question, arm, failure, null, List.of(), List.of(), 0, 0, nanos);
    }

    /** The same without the times, which say nothing of the system whose answers were recorded. */
    Asked untimed() {
        return new Asked(version, question, arm, failure, said, prompted, retrieved, NOT_TIMED, NOT_TIMED, NOT_TIMED);
    }

    /** What no two lines share. */
    String key() {
        return version + "\n" + question + "\n" + arm;
    }
}
