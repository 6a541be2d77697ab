package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.metric.Span;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.rag.answer.Answer;
import java.util.List;

/**
 * One system under comparison.
 *
 * <p>It is brought to a corpus version by {@link #serve}, then asked. Questions come one at a time; an interrupt means
 * that nobody waits for the answer any more.
 */
public interface Arm extends AutoCloseable {

    /** What is shown of it. */
    ArmEntry entry();

    /** Its id in the data. */
    default String id() {
        return entry().id();
    }

    /**
     * Makes the arm answer from a corpus version: the first call sets it up, a later one brings it up to date.
     *
     * @return what that took; {@link Cost#NONE} for arms that know nothing of the documents
     */
    Cost serve(String version);

    /** The hash of what was trained into its weights; empty for the published ones. */
    default String weights() {
        return "";
    }

    /** Whether its answers may change with the version that is served; if not, what it said before stands. */
    default boolean followsDocuments() {
        return true;
    }

    /** What it may become by training after the documents changed, in the order in which that is done. */
    default List<Retraining> retrainings() {
        return List.of();
    }

    /** Trainings from the start that differ in their seed alone, which shows what chance does; none unless asked for. */
    default List<Retraining> otherSeeds() {
        return List.of();
    }

    /** Answers one question. */
    Answer ask(String question);

    /** Answers one question of the suite; nothing but its wording counts, unless the answers were given before. */
    default Answer ask(Question question) {
        return ask(question.wording());
    }

    /** What it would find for a question, best first; empty for arms that retrieve nothing. */
    default List<Span> retrieve(String question, int count) {
        return List.of();
    }

    @Override
    default void close() {}
}
