package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.suite.Suite;
import dev.openbook.rag.answer.ClosedBookAnswerer;
import dev.openbook.rag.answer.Decoding;
import dev.openbook.rag.answer.QuestionPrompt;
import dev.openbook.rag.answer.RagAnswerer;
import dev.openbook.rag.answer.RagSettings;
import dev.openbook.rag.answer.SourcesPrompt;
import java.time.Duration;
import java.util.OptionalDouble;

/** Builds arms that differ in nothing but what their names say: one reader, one decoding, one index. */
public final class ArmFactory {

    private final Suite suite;
    private final Reader reader;
    private final IndexedLibrary library;

    /**
     * A factory.
     *
     * @param suite its retrieval and generation settings
     * @param reader the base model
     * @param library the documents
     */
    public ArmFactory(Suite suite, Reader reader, IndexedLibrary library) {
        this.suite = suite;
        this.reader = reader;
        this.library = library;
    }

    /** The arm. */
    public Arm create(ArmCatalog arm) {
        return switch (arm) {
            case BASE ->
                new ClosedBookArm(
                        arm.entry(),
                        new ClosedBookAnswerer(
                                reader.model(), reader.tokenCounter(), QuestionPrompt.DEFAULT, decoding(suite)));
            case RAG_BASE -> new RagArm(arm.entry(), ragAnswerer(suite, reader, library), library);
        };
    }

    /** Retrieval and reading as the suite sets them. */
    public static RagAnswerer ragAnswerer(Suite suite, Reader reader, IndexedLibrary library) {
        boolean cosineKnown = !suite.retrieval().mode().equals("bm25");
        RagSettings settings = RagSettings.DEFAULT
                .withMaxPassages(suite.retrieval().passages())
                .withThresholds(
                        cosineKnown ? OptionalDouble.of(suite.retrieval().minimumCosine()) : OptionalDouble.empty(),
                        OptionalDouble.empty())
                .withContextTokens(reader.contextTokens());
        return new RagAnswerer(
                library.retriever(suite.retrieval().passages()),
                reader.model(),
                reader.tokenCounter(),
                settings,
                SourcesPrompt.DEFAULT,
                decoding(suite));
    }

    private static Decoding decoding(Suite suite) {
        return new Decoding(
                suite.generation().maxTokens(),
                Duration.ofSeconds(suite.generation().timeoutSeconds()));
    }
}
