package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.result.ArmEntry;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** The arms there are, in the order in which they are always shown. */
public enum ArmCatalog {
    /** The published model, closed book. */
    BASE("base", "Base model", "The published model, answering from memory: what it already knew.", false),
    /** The published model with retrieval. */
    RAG_BASE(
            "rag-base",
            "RAG",
            "The published model with passages looked up in the documents, as most people build it first.",
            true);

    private final ArmEntry entry;

    ArmCatalog(String id, String name, String description, boolean readsDocuments) {
        this.entry = new ArmEntry(id, name, description, readsDocuments);
    }

    /** What is shown of it. */
    public ArmEntry entry() {
        return entry;
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
