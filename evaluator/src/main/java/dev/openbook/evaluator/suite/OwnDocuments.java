package dev.openbook.evaluator.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The suite that runs on a person's own folder: the settings of the default suite, everything asked, nothing expected. */
public final class OwnDocuments {

    /** One passage: the plain model reads worse with every further one (docs/decisions.md). */
    public static final Suite.Retrieval RETRIEVAL = new Suite.Retrieval("hybrid", 1, 0.3);

    /** Holds any value with the sentence around it, and ends endless repetition early. */
    public static final Suite.Generation GENERATION = new Suite.Generation(48, 60);

    private static final long SEED = 1;

    private OwnDocuments() {}

    /**
     * The suite.
     *
     * @param corpus the first version
     * @param corpusV2 the second, if the documents change
     * @param questions files of questions
     * @param arms their ids
     */
    public static Suite suite(Path corpus, Optional<Path> corpusV2, List<Path> questions, List<String> arms) {
        return new Suite(
                "own documents",
                1,
                "",
                corpus,
                corpusV2,
                List.of(),
                questions,
                arms,
                SEED,
                Suite.Samples.everything(),
                RETRIEVAL,
                GENERATION,
                List.of("contains-gold", "f1"),
                List.of(),
                List.of());
    }
}
