package dev.openbook.evaluator.suite;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What an adapter was taught to do. */
public enum AdapterRole {
    /** To read sources, cite and decline; it has seen nothing of the corpus under test. */
    READER,
    /** The corpus's facts, answered from the weights. */
    KNOWLEDGE,
    /** The corpus's facts, answered from retrieved passages among distractors. */
    HYBRID,
    /** To write the question that an answer answers; it helps a reader to choose, and has seen nothing of the corpus either. */
    QUESTION_GENERATOR;

    /** As suites and results write it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it learned from the corpus under test. */
    public boolean knowsCorpus() {
        return this == KNOWLEDGE || this == HYBRID;
    }

    /** The role with the id; empty for no role. */
    public static Optional<AdapterRole> of(String id) {
        return Arrays.stream(values()).filter(role -> role.id().equals(id)).findFirst();
    }

    /** All ids. */
    public static Set<String> ids() {
        Set<String> ids = new TreeSet<>();
        Arrays.stream(values()).forEach(role -> ids.add(role.id()));
        return ids;
    }
}
