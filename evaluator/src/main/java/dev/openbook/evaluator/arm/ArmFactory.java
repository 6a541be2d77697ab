package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.suite.AdapterRole;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.rag.answer.Answerer;
import dev.openbook.rag.answer.ClosedBookAnswerer;
import dev.openbook.rag.answer.Decoding;
import dev.openbook.rag.answer.LikelihoodModel;
import dev.openbook.rag.answer.QuestionPrompt;
import dev.openbook.rag.answer.RagAnswerer;
import dev.openbook.rag.answer.RagSettings;
import dev.openbook.rag.answer.SourcesPrompt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** Builds arms that differ in nothing but what their names say: one base model, one decoding, one index. */
public final class ArmFactory {

    private final Suite suite;
    private final Readers readers;
    private final IndexedLibrary library;
    private final KnowledgeTraining training;
    private final List<ArmAdapter> adapters = new ArrayList<>();

    /**
     * A factory.
     *
     * @param suite its adapters, retrieval and generation settings
     * @param readers the models
     * @param library the documents
     * @param training makes what has to be learned in this run
     */
    public ArmFactory(Suite suite, Readers readers, IndexedLibrary library, KnowledgeTraining training) {
        this.suite = suite;
        this.readers = readers;
        this.library = library;
        this.training = training;
    }

    /**
     * The arm.
     *
     * @throws InvalidInputException in one line, if its adapter is missing or belongs to another model
     */
    public Arm create(ArmCatalog arm) {
        if (arm.adapter().isEmpty()) {
            return create(arm, readers.reader(), Learned.NOTHING, List.of(), List.of());
        }
        AdapterRole role = arm.adapter().get();
        boolean trainable = arm == ArmCatalog.FINE_TUNED;
        if (trainable) {
            training.announce();
        }
        KnowledgeTraining.Made made = trainable && training.startsInThisRun()
                ? training.fromTheStart()
                : new KnowledgeTraining.Made(adapter(arm), AdapterCost.of(role, adapter(arm)));
        Reader reader = readers.reader(arm.entry().id(), made.adapter());
        adapters.add(new ArmAdapter(arm, role, made.adapter()));
        Learned learned = helped(arm, new Learned(LoraAdapter.hashOf(made.adapter()), made.cost()));
        List<Retraining> retrainings = trainable ? training.retrainings(arm.entry(), made.adapter()) : List.of();
        List<Retraining> otherSeeds = trainable ? training.otherSeeds(arm.entry()) : List.of();
        return create(arm, reader, learned, retrainings, otherSeeds);
    }

    /** The adapters in the arms made so far. */
    public List<ArmAdapter> adapters() {
        return List.copyOf(adapters);
    }

    /** What an arm's own adapter learned, together with its question generator's, if it has one. */
    private Learned helped(ArmCatalog arm, Learned own) {
        Optional<Path> folder = questionGenerator(suite, arm.entry().id());
        if (folder.isEmpty()) {
            return own;
        }
        readers.reader(arm.entry().id(), folder.get()); // refused in one line if it is not there
        ArmAdapter helper = new ArmAdapter(arm, AdapterRole.QUESTION_GENERATOR, folder.get());
        adapters.add(helper);
        return new Learned(
                own.sha256() + "+" + LoraAdapter.hashOf(helper.folder()),
                own.cost().plus(AdapterCost.of(helper.role(), helper.folder())));
    }

    private Arm create(
            ArmCatalog arm, Reader reader, Learned learned, List<Retraining> retrainings, List<Retraining> otherSeeds) {
        return arm.entry().readsDocuments()
                ? new RagArm(
                        arm.entry(), ragAnswerer(suite, arm.entry().id(), reader, readers, library), library, learned)
                : new ClosedBookArm(arm.entry(), closedBook(suite, reader), learned, retrainings, otherSeeds);
    }

    /** The folders of the adapters that the suite names for an arm. */
    public static List<Path> adapters(Suite suite, ArmCatalog arm) {
        return Stream.concat(
                        arm.adapter().map(role -> suite.adapters().get(role)).stream(),
                        questionGenerator(suite, arm.entry().id()).stream())
                .toList();
    }

    private Path adapter(ArmCatalog arm) {
        AdapterRole role = arm.adapter().orElseThrow();
        Path folder = suite.adapters().get(role);
        if (folder == null) {
            throw new InvalidInputException("arm '" + arm.entry().id() + "' needs an adapter, but the suite names no '"
                    + role.id() + "' under 'adapters' (leave the arm out with --arms)");
        }
        return folder;
    }

    /** Answering from the weights as the suite sets it. */
    static Answerer closedBook(Suite suite, Reader reader) {
        return new ClosedBookAnswerer(reader.model(), reader.tokenCounter(), QuestionPrompt.DEFAULT, decoding(suite));
    }

    /**
     * Retrieval and reading as the suite sets them for an arm.
     *
     * @param reader the model that reads, with the arm's adapter or as published
     * @param readers where a question generator comes from, if the suite names one
     */
    public static RagAnswerer ragAnswerer(
            Suite suite, String arm, Reader reader, Readers readers, IndexedLibrary library) {
        int passages = suite.retrieval().passages(arm);
        boolean cosineKnown = !suite.retrieval().mode().equals("bm25");
        RagSettings settings = RagSettings.DEFAULT
                .withMaxPassages(passages)
                .withThresholds(
                        cosineKnown ? OptionalDouble.of(suite.retrieval().minimumCosine()) : OptionalDouble.empty(),
                        OptionalDouble.empty())
                .withContextTokens(reader.contextTokens());
        RagAnswerer answerer = new RagAnswerer(
                library.retriever(passages),
                reader.model(),
                reader.tokenCounter(),
                settings,
                SourcesPrompt.DEFAULT,
                decoding(suite));
        if (!readsTwice(suite, arm) || reader.candidates().isEmpty()) {
            return answerer;
        }
        Optional<LikelihoodModel> questionGenerator = questionGenerator(suite, arm)
                .flatMap(folder -> readers.reader(arm, folder).candidates());
        return answerer.readingTwice(reader.candidates().get(), questionGenerator);
    }

    /** The folder of the question generator that the arm is helped by, if the suite names one and the arm reads twice. */
    private static Optional<Path> questionGenerator(Suite suite, String arm) {
        return Optional.ofNullable(suite.adapters().get(AdapterRole.QUESTION_GENERATOR))
                .filter(folder -> readsTwice(suite, arm));
    }

    private static boolean readsTwice(Suite suite, String arm) {
        return suite.generation().readings() > 1
                && arm.equals(ArmCatalog.RAG.entry().id());
    }

    private static Decoding decoding(Suite suite) {
        return new Decoding(
                suite.generation().maxTokens(),
                Duration.ofSeconds(suite.generation().timeoutSeconds()));
    }
}
