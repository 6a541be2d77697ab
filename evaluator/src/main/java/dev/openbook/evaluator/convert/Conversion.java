package dev.openbook.evaluator.convert;

import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a converter wrote, and what it left out.
 *
 * @param suite the suite's file; {@code questions.jsonl} lies beside it
 * @param written how many questions of each kind
 * @param leftOut how many candidates were left out, by reason
 */
public record Conversion(Path suite, Map<String, Integer> written, Map<String, Integer> leftOut) {

    /** Takes unmodifiable copies, in the order of the names. */
    public Conversion {
        written = Collections.unmodifiableMap(new TreeMap<>(written));
        leftOut = Collections.unmodifiableMap(new TreeMap<>(leftOut));
    }
}
