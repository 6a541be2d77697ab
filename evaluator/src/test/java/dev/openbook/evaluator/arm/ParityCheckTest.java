package dev.openbook.evaluator.arm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.openbook.evaluator.TestWorld;
import dev.openbook.evaluator.result.ParityEntry;
import dev.openbook.evaluator.suite.AdapterRole;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.QuestionSampler;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.finetune.dataset.TrainingParity;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.corpus.CorpusFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParityCheckTest {

    @TempDir
    Path folder;

    private final TestWorld world = new TestWorld();
    private final QuestionPlan plan =
            new QuestionSampler(Suite.Samples.everything(), 1).sample(world.questions(), true);
    private ParityCheck check;
    private int adapters;

    @BeforeEach
    void readCorpus() throws IOException {
        Path corpus = Files.createDirectory(folder.resolve("v1"));
        Files.writeString(corpus.resolve("a.md"), "# Item 1\n\nA probe for fields. The cells last 101 months.\n");
        check = new ParityCheck(world.facts(), plan, List.of(CorpusFolder.scan(corpus, Strata.V1, Progress.none())));
    }

    @Test
    void should_find_every_fact_of_the_index_behind_an_adapter_that_learned_them() throws IOException {
        List<ArmAdapter> adapters = alone(ArmCatalog.FINE_TUNED, adapter(knowledge()));

        List<ParityEntry> entries = check.check(adapters);
        check.write(entries, folder.resolve("parity.json"));

        assertThat(entries).singleElement().satisfies(entry -> {
            assertThat(entry.factsLearned()).isEqualTo(entry.indexFacts()).isEqualTo(18);
            assertThat(entry.otherExamples()).isZero();
            assertThat(entry.questionsShared()).isZero();
        });
        JsonNode written =
                new ObjectMapper().readTree(folder.resolve("parity.json").toFile());
        assertThat(written.at("/documents/v1/a.md").asText()).hasSize(64);
        assertThat(written.at("/facts/item-1").asText()).hasSize(64);
        assertThat(written.at("/examples/fine-tuned")).hasSize(19);
    }

    @Test
    void should_take_a_fact_asked_in_another_ones_words_for_the_same_fact() throws IOException {
        List<Fact> facts = new ArrayList<>(world.facts());
        facts.set(0, facts.get(0).withTraining(List.of("How many months do the cells of Item 0 last?")));
        ParityCheck ofThese = new ParityCheck(facts, plan, List.of());
        List<ChatRecord> records = knowledge();
        records.add(ChatRecord.of("s", "How many months do the cells of Item 0 last?", "100 months"));
        records.add(ChatRecord.of("s", "How many months do the cells of Item 1 last?", "101 months"));

        assertThat(ofThese.check(alone(ArmCatalog.FINE_TUNED, adapter(records))))
                .singleElement()
                .satisfies(entry -> assertThat(entry.otherExamples()).isZero());
    }

    @Test
    void should_refuse_an_adapter_that_knows_less_or_more_than_the_index() throws IOException {
        List<ChatRecord> records = knowledge();
        records.remove(0);
        records.add(ChatRecord.of("s", "Who runs the moon?", "Nobody"));

        assertThat(faults(alone(ArmCatalog.FINE_TUNED, adapter(records))))
                .containsExactly(
                        "arm 'fine-tuned' must have learned the facts of the index, but 1 of 18 are not behind its"
                                + " adapter, for example 'item-0'",
                        "arm 'fine-tuned' must have learned nothing but the facts of the index, but 1 of its examples"
                                + " teach something else");
    }

    @Test
    void should_refuse_an_adapter_trained_on_a_question_it_is_asked_as_new() throws IOException {
        List<ChatRecord> records = knowledge();
        records.add(ChatRecord.of("s", "tell me how long item 1 lasts", "I don't know."));

        assertThat(faults(alone(ArmCatalog.FINE_TUNED, adapter(records))))
                .containsExactly("arm 'fine-tuned' was trained on 1 questions that it would be asked as new ones, for"
                        + " example 'item-1~unseen-2'");
    }

    @Test
    void should_refuse_a_reader_that_has_seen_the_corpus() throws IOException {
        assertThat(faults(alone(ArmCatalog.RAG, adapter(knowledge()))))
                .containsExactly("arm 'rag' must not have seen the corpus, but 18 of its facts are behind its adapter,"
                        + " for example 'item-0'");
    }

    @Test
    void should_refuse_an_adapter_that_cannot_show_what_it_learned() throws IOException {
        assertThat(faults(alone(ArmCatalog.RAG, folder)))
                .containsExactly("arm 'rag' cannot be compared: its reader adapter has no parity.json to show what it"
                        + " learned ('openbook train' writes one)");
    }

    @Test
    void should_hold_a_question_generator_to_what_a_reader_is_held_to() throws IOException {
        Path other = adapter(List.of(generation("What is the battery life of Gorundale 7?", "3 months")));
        Path seen = adapter(List.of(generation("tell me how long item 1 lasts", "101 months")));
        Path reader = adapter(List.of(ChatRecord.of("s", "What is the battery life of Gorundale 7?", "3 months")));
        ArmAdapter first = new ArmAdapter(ArmCatalog.RAG, AdapterRole.READER, reader);

        List<ParityEntry> entries =
                check.check(List.of(first, new ArmAdapter(ArmCatalog.RAG, AdapterRole.QUESTION_GENERATOR, other)));
        check.write(entries, folder.resolve("parity.json"));

        assertThat(entries).extracting(ParityEntry::adapter).containsExactly("reader", "question-generator");
        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("parity.json").toFile())
                        .at("/examples/rag:question-generator"))
                .hasSize(1);
        assertThat(faults(List.of(first, new ArmAdapter(ArmCatalog.RAG, AdapterRole.QUESTION_GENERATOR, seen))))
                .containsExactly("arm 'rag' was trained on 1 questions that it would be asked as new ones, for example"
                        + " 'item-1~unseen-2'");
    }

    private static ChatRecord generation(String question, String answer) {
        return ChatRecord.of("s", "Cells\nThe cells last " + answer + ".\n\nAnswer: " + answer, question);
    }

    private static List<ArmAdapter> alone(ArmCatalog arm, Path folder) {
        return List.of(new ArmAdapter(arm, arm.adapter().orElseThrow(), folder));
    }

    private List<String> faults(List<ArmAdapter> adapters) {
        return catchThrowableOfType(InvalidInputException.class, () -> check.check(adapters))
                .faults();
    }

    private List<ChatRecord> knowledge() {
        List<ChatRecord> records = new ArrayList<>();
        for (Fact fact : world.facts()) {
            if (fact.versions().containsKey(Strata.V1)) {
                fact.training()
                        .forEach(wording -> records.add(ChatRecord.of(
                                "s", wording, fact.versions().get(Strata.V1).value())));
            }
        }
        records.add(ChatRecord.of("s", "What is the battery life of Gorundale 7?", "I don't know."));
        return records;
    }

    private Path adapter(List<ChatRecord> records) throws IOException {
        Path adapter = TinyAdapter.write(folder.resolve("adapter-" + adapters++), "00", 1);
        TrainingParity.of(records).write(adapter);
        return adapter;
    }
}
