package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.metric.Sources;
import dev.openbook.evaluator.result.CorpusEntry;
import dev.openbook.rag.answer.Citation;
import java.util.List;

/** The documents of a run: all versions to check citations against, and an index that serves one version at a time. */
public interface Library extends AutoCloseable {

    /**
     * Brings the index to a version; asked twice for the same version it does nothing and gives the same cost.
     *
     * @return what it took
     */
    Cost serve(String version);

    /** What a version holds. */
    CorpusEntry describe(String version);

    /** The documents of every version. */
    Sources sources();

    /** Finds support for an answer after it was written, in the version that is served; the same for every arm. */
    List<Citation> attribute(String question, String answer);

    @Override
    void close();
}
