package dev.openbook.rag.index;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Sha256;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What must be equal for an index and its reader to fit together; kept in every commit and checked at open, because a
 * vector of another embedder gives wrong neighbours without any error.
 *
 * @param embedder the name of the embedding model
 * @param dimension the length of its vectors
 * @param passages how documents were cut, for example {@code "headings, 110 wordpieces"}; {@code "as given"} when the
 *     caller brings its own segments
 */
public record IndexIdentity(String embedder, int dimension, String passages) {

    /** Layout of fields and stored records; raised whenever an older index could be misread. */
    static final int SCHEMA = 1;

    static final String CORPUS_VERSION = "corpusVersion";

    static final String CORPUS_SHA256 = "corpusSha256";

    /** Checks the ranges. */
    public IndexIdentity {
        if (embedder == null || embedder.isBlank()) {
            throw new IllegalArgumentException("embedder must be a name, but is '" + embedder + "'");
        }
        if (dimension < 1 || dimension > 4096) {
            throw new IllegalArgumentException("dimension must be between 1 and 4096, but is " + dimension);
        }
    }

    /** An index of segments that the caller cuts and embeds. */
    public static IndexIdentity of(String embedder, int dimension) {
        return new IndexIdentity(embedder, dimension, "as given");
    }

    /** A short name for all that must be equal, this version's own layout included: 16 hexadecimal digits. */
    public String fingerprint() {
        return Sha256.of(new TreeMap<>(toCommitData()).toString()).substring(0, 16);
    }

    Map<String, String> toCommitData() {
        Map<String, String> data = new HashMap<>();
        data.put("schema", Integer.toString(SCHEMA));
        data.put("embedder", embedder);
        data.put("dimension", Integer.toString(dimension));
        data.put("analyser", PassageAnalysis.NAME);
        data.put("passages", passages);
        return data;
    }

    /** Refuses an index whose commit names another identity, naming both. */
    void check(Map<String, String> found, Path folder) {
        Map<String, String> wanted = toCommitData();
        if (wanted.entrySet().stream().allMatch(e -> e.getValue().equals(found.get(e.getKey())))) {
            return;
        }
        throw new InvalidInputException("index " + folder + " holds " + describe(found) + ", but " + describe(wanted)
                + " is asked for (delete the folder, or name another one)");
    }

    private static String describe(Map<String, String> data) {
        return "schema " + data.get("schema") + ", embedder " + data.get("embedder") + " (" + data.get("dimension")
                + " dimensions), analyser " + data.get("analyser") + ", passages cut by " + data.get("passages");
    }
}
