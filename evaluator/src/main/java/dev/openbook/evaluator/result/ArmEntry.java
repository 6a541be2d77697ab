package dev.openbook.evaluator.result;

/**
 * One system under comparison, or a later state of one.
 *
 * @param id in the data, for example {@code rag-base}
 * @param name for people, for example {@code RAG}
 * @param description in one sentence
 * @param readsDocuments whether it sees documents at question time
 * @param adapter what was trained into its weights: {@code reader}, {@code knowledge}, {@code hybrid}; empty if nothing
 * @param stateOf the id of the arm that became this one by training after the documents changed; empty for an arm itself
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

    /** An arm of this program, or a later state of one. */
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

    /** Whether it is a later state of another arm: asked after the change only, and no row of its own. */
    public boolean laterState() {
        return !stateOf.isEmpty();
    }

    /** Whether its weights learned from the corpus under test. */
    public boolean knowsCorpus() {
        return !adapter.isEmpty() && !adapter.equals("reader");
    }
}
