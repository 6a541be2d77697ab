package dev.openbook.evaluator.suite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The suite that runs on a person's own folder: the settings of the default suite, everything asked, nothing expected. */
public final class OwnDocuments {

    /** One passage for the plain model, which reads worse with every further one; three for arms taught to read. */
    public static final Suite.Retrieval RETRIEVAL = new Suite.Retrieval("hybrid", 3, Map.of("rag-base", 1), 0.3);

    /** Holds any value with the sentence around it, and ends endless repetition early. */
    public static final Suite.Generation GENERATION = new Suite.Generation(48, 60, 2);

    /** Three passes over the changes in all wordings, and one old record for each three new ones. */
    public static final Suite.Incremental INCREMENTAL =
            new Suite.Incremental(Suite.Samples.ALL, Suite.Samples.ALL, 0.33, 3, 5e-4);

    private static final Path SHIPPED = Path.of("datasets", "adapters");
    private static final long SEED = 1;

    private OwnDocuments() {}

    /**
     * The suite.
     *
     * @param corpus the first version
     * @param corpusV2 the second, if the documents change
     * @param facts files of facts
     * @param questions files of questions
     * @param arms their ids
     */
    public static Suite suite(
            Path corpus, Optional<Path> corpusV2, List<Path> facts, List<Path> questions, List<String> arms) {
        return new Suite(
                "own documents",
                1,
                "",
                corpus,
                corpusV2,
                facts,
                questions,
                arms,
                adapters(),
                Map.of(),
                SEED,
                Suite.Samples.everything(),
                RETRIEVAL,
                GENERATION,
                new Suite.Training(Optional.of(INCREMENTAL), Suite.FromTheStart.DEFAULT, false),
                List.of("contains-gold", "f1"),
                List.of(),
                List.of());
    }

    /** The adapters that ship with the project and have seen no corpus of anyone's, so that they serve every one. */
    public static Map<AdapterRole, Path> adapters() {
        return Arrays.stream(AdapterRole.values())
                .filter(role -> !role.knowsCorpus() && Files.isDirectory(SHIPPED.resolve(role.id())))
                .collect(Collectors.toUnmodifiableMap(role -> role, role -> SHIPPED.resolve(role.id())));
    }
}
