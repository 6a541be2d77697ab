package dev.openbook.evaluator.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.openbook.evaluator.result.ParityEntry;
import dev.openbook.evaluator.suite.AdapterRole;
import dev.openbook.evaluator.suite.FactQuestions;
import dev.openbook.evaluator.suite.OwnDocuments;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.QuestionSampler;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.finetune.train.TrainingRecord;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.foundation.Sha256;
import dev.openbook.model.chat.LocalChatModel;
import dev.openbook.model.gguf.TinyGguf;
import dev.openbook.rag.answer.Answer;
import dev.openbook.rag.corpus.CorpusFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All five arms over a tiny model with random adapters: what they say is noise, how they are built is not. */
class TunedArmsIT {

    private static final String QUESTION = "How long does the Arvel last?";

    @TempDir
    Path folder;

    private Path model;
    private LocalReaders readers;
    private IndexedLibrary library;

    @BeforeEach
    void open() throws IOException {
        model = TinyGguf.seed(7).writeTo(folder.resolve("tiny.gguf"));
        Path corpus = Files.createDirectory(folder.resolve("corpus"));
        Files.writeString(corpus.resolve("arvel.md"), "# Arvel\n\nThe cells last 37 months.\n");
        readers = new LocalReaders(
                model, () -> LocalChatModel.builder().model(model).threads(1).cacheFolder(folder.resolve("cache")));
        library = new IndexedLibrary(
                Map.of(Strata.V1, corpus),
                folder.resolve("index"),
                Embedder.miniLm(),
                OwnDocuments.RETRIEVAL,
                CorpusFolder.MAX_FILE_BYTES,
                Progress.none());
    }

    @AfterEach
    void close() {
        library.close();
        readers.close();
    }

    @Test
    void should_answer_with_the_weights_and_sources_that_each_arm_has() throws IOException {
        Map<AdapterRole, Path> adapters = new LinkedHashMap<>();
        for (AdapterRole role : AdapterRole.values()) {
            adapters.put(role, adapter(role));
        }
        Files.writeString(
                adapters.get(AdapterRole.KNOWLEDGE).resolve(TrainingRecord.FILE),
                "{\"outcome\": {\"wallSeconds\": 900, \"cpuSeconds\": 1700}}");
        Files.writeString(
                adapters.get(AdapterRole.HYBRID).resolve(TrainingRecord.FILE),
                "{\"startFrom\": {\"wallSeconds\": 900}, \"outcome\": {\"wallSeconds\": 300}}");
        ArmFactory factory = factory(adapters);

        Map<ArmCatalog, Answer> answers = new LinkedHashMap<>();
        Map<ArmCatalog, Cost> costs = new LinkedHashMap<>();
        for (ArmCatalog id : ArmCatalog.values()) {
            Arm arm = factory.create(id);
            costs.put(id, arm.serve(Strata.V1));
            answers.put(id, arm.ask(QUESTION));
        }

        assertThat(answers.get(ArmCatalog.FINE_TUNED).rawText())
                .isNotEqualTo(answers.get(ArmCatalog.BASE).rawText());
        assertThat(List.of(ArmCatalog.RAG_BASE, ArmCatalog.RAG, ArmCatalog.HYBRID))
                .extracting(id -> answers.get(id).rawText())
                .doesNotHaveDuplicates();
        assertThat(answers.get(ArmCatalog.FINE_TUNED).prompted()).isEmpty();
        assertThat(answers.get(ArmCatalog.FINE_TUNED).citations()).isEmpty();
        assertThat(answers.get(ArmCatalog.HYBRID).prompted()).hasSize(1);
        assertThat(costs.get(ArmCatalog.FINE_TUNED).wallSeconds()).isEqualTo(900);
        assertThat(costs.get(ArmCatalog.FINE_TUNED).holds())
                .containsExactly(
                        "knowledge adapter, 15 minutes of training, recorded when it was made and not in this run");
        assertThat(costs.get(ArmCatalog.HYBRID).holds())
                .contains("hybrid adapter, 20 minutes of training, recorded when it was made and not in this run");
        assertThat(costs.get(ArmCatalog.RAG).wallSeconds()).isLessThan(900);
        assertThat(costs.get(ArmCatalog.RAG).holds())
                .containsExactly(
                        "index of the documents",
                        "reader adapter: what training it took is not recorded",
                        "question-generator adapter: what training it took is not recorded");
        assertThat(factory.adapters())
                .filteredOn(adapter -> adapter.arm() == ArmCatalog.RAG)
                .extracting(ArmAdapter::role)
                .containsExactly(AdapterRole.READER, AdapterRole.QUESTION_GENERATOR);
    }

    @Test
    void should_know_an_arm_with_another_question_generator_for_another() throws IOException {
        Path reader = adapter(AdapterRole.READER);
        Path generator = adapter(AdapterRole.QUESTION_GENERATOR);

        String alone = factory(Map.of(AdapterRole.READER, reader))
                .create(ArmCatalog.RAG)
                .weights();
        String helped = factory(Map.of(AdapterRole.READER, reader, AdapterRole.QUESTION_GENERATOR, generator))
                .create(ArmCatalog.RAG)
                .weights();

        assertThat(helped).startsWith(alone + "+").hasSizeGreaterThan(alone.length() + 1);
    }

    @Test
    void should_refuse_a_question_generator_that_is_not_there_in_one_line() throws IOException {
        ArmFactory factory = factory(Map.of(
                AdapterRole.READER, adapter(AdapterRole.READER),
                AdapterRole.QUESTION_GENERATOR, folder.resolve("none")));

        assertThatThrownBy(() -> factory.create(ArmCatalog.RAG))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("arm 'rag' needs an adapter, but " + folder.resolve("none") + " holds none");
    }

    @Test
    void should_refuse_an_adapter_that_is_not_there_in_one_line() {
        ArmFactory factory = factory(Map.of(AdapterRole.READER, folder.resolve("none")));

        assertThatThrownBy(() -> factory.create(ArmCatalog.RAG))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("arm 'rag' needs an adapter, but " + folder.resolve("none") + " holds none");
        assertThatThrownBy(() -> factory.create(ArmCatalog.HYBRID))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageStartingWith("arm 'hybrid' needs an adapter, but the suite names no 'hybrid'");
    }

    @Test
    void should_refuse_an_adapter_of_another_base_in_one_line() throws IOException {
        Path foreign = TinyAdapter.write(folder.resolve("foreign"), "00ff", 1);
        ArmFactory factory = factory(Map.of(AdapterRole.READER, foreign));

        assertThatThrownBy(() -> factory.create(ArmCatalog.RAG))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage("arm 'rag' cannot use the adapter in " + foreign
                        + ": the adapter must be used with the model it was trained on, sha256 00ff, but this model's"
                        + " is "
                        + Sha256.of(model));
    }

    @Test
    void should_tell_whose_adapter_it_is() throws IOException {
        Path own = TinyAdapter.write(folder.resolve("own"), Sha256.of(model), 1);
        Path foreign = TinyAdapter.write(folder.resolve("foreign"), "00ff", 1);

        assertThat(readers.fits(own)).isTrue();
        assertThat(readers.fits(foreign)).isFalse();
        assertThat(readers.fits(folder.resolve("none"))).isTrue();
    }

    @Test
    void should_train_the_fine_tuned_arm_in_the_run_and_again_on_what_changed() throws IOException {
        Path second = Files.createDirectory(folder.resolve("corpus-v2"));
        Files.writeString(second.resolve("arvel.md"), "# Arvel\n\nThe cells last 41 months.\n");
        Fact fact = new Fact(
                "arvel",
                "Arvel",
                List.of(),
                "battery life",
                Map.of(
                        Strata.V1, new Fact.Statement("arvel.md", "37 months", List.of(), "The cells last 37 months."),
                        Strata.V2, new Fact.Statement("arvel.md", "41 months", List.of(), "The cells last 41 months.")),
                List.of("What is the battery life of the Arvel?"),
                List.of(QUESTION),
                Optional.empty(),
                Fact.Split.TEST);
        Suite suite = suite(Map.of(), Optional.of(second));
        QuestionPlan plan =
                new QuestionSampler(Suite.Samples.everything(), 1).sample(FactQuestions.of(List.of(fact)), true);
        List<String> notes = new ArrayList<>();
        KnowledgeTraining training = new KnowledgeTraining(
                suite, List.of(fact), plan, readers, folder.resolve("training"), Progress.none(), notes::add);
        ArmFactory factory = new ArmFactory(suite, readers, library, training);

        Arm arm = factory.create(ArmCatalog.FINE_TUNED);
        Retraining.Retrained later = arm.retrainings().get(0).train();
        List<String> seeds = arm.otherSeeds().stream()
                .map(seed -> seed.train().arm().weights())
                .toList();

        assertThat(notes.get(0))
                .startsWith("this run trains the fine-tuned arm 2 times from the start, about 1 minutes in all");
        assertThat(notes.get(1)).startsWith("training 'v1': 1 records, 4 epochs, about 1 minutes");
        assertThat(arm.serve(Strata.V1).wallSeconds()).isPositive();
        assertThat(arm.serve(Strata.V1).holds()).containsExactly("1 records, 4 epochs, trained in this run");
        assertThat(seeds).singleElement().isNotEqualTo(arm.weights()); // the arm itself is the first of the two
        assertThat(later.arm().id()).isEqualTo("fine-tuned+incremental");
        assertThat(later.arm().ask(QUESTION).rawText()).isNotNull();
        assertThat(later.cost().wallSeconds()).isPositive();
        List<ParityEntry> parity = new ParityCheck(List.of(fact), plan, List.of()).check(factory.adapters());
        assertThat(parity).singleElement().extracting(ParityEntry::factsLearned).isEqualTo(1);
    }

    private Path adapter(AdapterRole role) throws IOException {
        return TinyAdapter.write(folder.resolve(role.id()), Sha256.of(model), role.ordinal());
    }

    private ArmFactory factory(Map<AdapterRole, Path> adapters) {
        Suite suite = suite(adapters);
        KnowledgeTraining training = new KnowledgeTraining(
                suite,
                List.of(),
                new QuestionPlan(List.of(), List.of()),
                readers,
                folder.resolve("training"),
                Progress.none(),
                note -> {});
        return new ArmFactory(suite, readers, library, training);
    }

    private Suite suite(Map<AdapterRole, Path> adapters) {
        return suite(adapters, Optional.empty());
    }

    private Suite suite(Map<AdapterRole, Path> adapters, Optional<Path> second) {
        return new Suite(
                "tiny",
                1,
                "",
                folder.resolve("corpus"),
                second,
                List.of(),
                List.of(),
                List.copyOf(ArmCatalog.ids()),
                adapters,
                Map.of(),
                1,
                Suite.Samples.everything(),
                new Suite.Retrieval("hybrid", 3, Map.of(), -1),
                new Suite.Generation(16, 60, 2),
                new Suite.Training(Optional.of(OwnDocuments.INCREMENTAL), new Suite.FromTheStart(4, 1e-3, 2), false),
                List.of(),
                List.of(),
                List.of());
    }
}
