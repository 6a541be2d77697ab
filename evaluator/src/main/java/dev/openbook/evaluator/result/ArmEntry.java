package dev.openbook.evaluator.result;

import dev.openbook.evaluator.suite.Strata;

/**
 * One system under comparison, or another state of one.
 *
 * @param id in the data, for example {@code rag-base}
 * @param name for people, for example {@code RAG}
 * @param description in one sentence
 * @param readsDocuments whether it sees documents at question time
 * @param adapter what was trained into its weights: {@code reader}, {@code knowledge}, {@code hybrid}; empty if nothing
 * @param stateOf the id of the arm that this is another state of: what it became by training after the documents changed,
 *     or the same trained with another seed; empty for an arm itself
 * @param recorded whether it only repeats what another system said, so that its times and costs are not known
 */
public record ArmEntry(
        String id,
        String name,
        String description,
        boolean readsDocuments,
        String adapter,
        String stateOf,
        boolean recorded) {

    /** Results that were written before there were adapters say nothing of them. */
    public ArmEntry {
        adapter = adapter == null ? "" : adapter;
        stateOf = stateOf == null ? "" : stateOf;
    }

    /** An arm of this program, or another state of one. */
    public ArmEntry(
            String id, String name, String description, boolean readsDocuments, String adapter, String stateOf) {
        this(id, name, description, readsDocuments, adapter, stateOf, false);
    }

    /** Another system, whose answers were recorded. */
    public static ArmEntry ofRecorded(String id, String name, String description) {
        return new ArmEntry(id, name, description, false, "", "", true);
    }

    /** An arm with the published weights. */
    public ArmEntry(String id, String name, String description, boolean readsDocuments) {
        this(id, name, description, readsDocuments, "", "");
    }

    /** Whether it is another state of an arm, and no arm of its own in verdict and scoreboard. */
    public boolean state() {
        return !stateOf.isEmpty();
    }

    /** Whether it is an arm trained with another seed: asked before the change only, it shows what chance does. */
    public boolean otherSeed() {
        return state() && Strata.isSeed(id);
    }

    /** Whether it is what an arm became after the documents changed: asked after the change only. */
    public boolean laterState() {
        return state() && !otherSeed();
    }

    /** Whether its weights learned from the corpus under test. */
    public boolean knowsCorpus() {
        return !adapter.isEmpty() && !adapter.equals("reader");
    }
}
