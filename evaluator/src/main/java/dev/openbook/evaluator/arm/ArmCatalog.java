package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.suite.AdapterRole;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** The arms there are, in the order in which they are always shown. */
public enum ArmCatalog {
    /** The published model, closed book. */
    BASE("base", "Base model", "The published model, answering from memory: what it already knew.", false, null),
    /** The published model with retrieval. */
    RAG_BASE(
            "rag-base",
            "Plain RAG",
            "The published model with passages looked up in the documents, as most people build it first.",
            true,
            null),
    /** A model taught to read, with retrieval. */
    RAG(
            "rag",
            "RAG",
            "A model taught to read, cite and decline on other text, with passages looked up in the documents; it may"
                    + " read twice what it is in doubt about, and ask a question generator which answer fits the question.",
            true,
            AdapterRole.READER),
    /** A model taught the corpus, closed book. */
    FINE_TUNED(
            "fine-tuned",
            "Fine-tuned",
            "A model trained on the facts of the documents, answering from its weights.",
            false,
            AdapterRole.KNOWLEDGE),
    /** A model taught the corpus with passages at hand, with retrieval. */
    HYBRID(
            "hybrid",
            "Hybrid",
            "A model trained on the facts with passages among distractors, with passages looked up in the documents.",
            true,
            AdapterRole.HYBRID);

    private final ArmEntry entry;
    private final AdapterRole adapter;

    ArmCatalog(String id, String name, String description, boolean readsDocuments, AdapterRole adapter) {
        this.entry = new ArmEntry(id, name, description, readsDocuments, adapter == null ? "" : adapter.id(), "");
        this.adapter = adapter;
    }

    /** What is shown of it. */
    public ArmEntry entry() {
        return entry;
    }

    /** The adapter it needs; empty for the published weights. */
    public Optional<AdapterRole> adapter() {
        return Optional.ofNullable(adapter);
    }

    /** The arm with the id. */
    public static ArmCatalog of(String id) {
        return Arrays.stream(values())
                .filter(arm -> arm.entry.id().equals(id))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("arm must be one of " + ids() + ", but is '" + id + "'"));
    }

    /** All ids. */
    public static Set<String> ids() {
        Set<String> ids = new LinkedHashSet<>();
        Arrays.stream(values()).forEach(arm -> ids.add(arm.entry.id()));
        return ids;
    }
}
