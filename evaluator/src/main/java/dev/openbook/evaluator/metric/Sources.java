package dev.openbook.evaluator.metric;

import dev.openbook.rag.answer.Citation;
import dev.openbook.rag.chunk.Passage;
import java.util.Optional;

/** The documents against which citations are checked, in every version. */
public interface Sources {

    /** The text of a document in a version. */
    Optional<String> text(String version, String documentId);

    /** The passage that holds the citation's first character, in the version it cites. */
    Optional<Passage> passage(Citation citation);
}
