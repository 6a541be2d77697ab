package dev.openbook.rag.index;

import dev.openbook.rag.corpus.Skipped;
import java.util.List;

/**
 * What an update of an index did and what it cost.
 *
 * @param version the corpus version the index now holds
 * @param added documents that were not there
 * @param changed documents with another hash
 * @param removed documents that are gone
 * @param renamed documents whose content moved to another id; not counted as added or removed
 * @param unchanged documents that were left alone
 * @param passages how many passages the index now holds
 * @param passagesEmbedded passages whose vector was computed
 * @param passagesReused passages written with a vector the index already had for the same text
 * @param bytesWritten to disk, merges included; 0 if nothing had changed
 * @param wallNanos elapsed time
 * @param cpuNanos processor time of the whole process, embedding threads included
 * @param skipped every file of the corpus that has no passages, with its reason, sorted by id
 */
public record IndexUpdate(
        String version,
        int added,
        int changed,
        int removed,
        int renamed,
        int unchanged,
        int passages,
        int passagesEmbedded,
        int passagesReused,
        long bytesWritten,
        long wallNanos,
        long cpuNanos,
        List<Skipped> skipped) {

    /** Takes an unmodifiable copy. */
    public IndexUpdate {
        skipped = List.copyOf(skipped);
    }

    /** How many documents differ from before. */
    public int documentsTouched() {
        return added + changed + removed + renamed;
    }
}
