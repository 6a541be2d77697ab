package dev.openbook.evaluator;

import dev.openbook.evaluator.arm.Arm;
import dev.openbook.evaluator.arm.ArmCatalog;
import dev.openbook.evaluator.arm.Cost;
import dev.openbook.evaluator.arm.Library;
import dev.openbook.evaluator.arm.Retraining;
import dev.openbook.evaluator.experiment.Experiment;
import dev.openbook.evaluator.experiment.Setup;
import dev.openbook.evaluator.metric.Sources;
import dev.openbook.evaluator.metric.Span;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.CorpusEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.RunEntry;
import dev.openbook.evaluator.suite.FactQuestions;
import dev.openbook.evaluator.suite.Gold;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.QuestionSampler;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.answer.Answer;
import dev.openbook.rag.answer.Citation;
import dev.openbook.rag.answer.Timing;
import dev.openbook.rag.chunk.Passage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/**
 * A small corpus in two versions with its facts, a library over it, and arms that answer by rule: everything an experiment
 * needs but a model.
 */
public final class TestWorld implements Library {

    private static final int FACTS = 24;

    private final Map<String, Map<String, String>> documents = Map.of("v1", new TreeMap<>(), "v2", new TreeMap<>());
    private final List<Fact> facts = new ArrayList<>();
    private String version = "";

    /** Facts 0, 4, … change; 1, 5, … stay; 2, 6, … go away; 3, 7, … are new in v2; plus six without answer. */
    public TestWorld() {
        for (int i = 0; i < FACTS; i++) {
            String document = "probes/item-" + i + ".md";
            Fact.Statement old = statement(document, i, (100 + i) + " months");
            Fact.Statement now = i % 4 == 0 ? statement(document, i, (500 + i) + " months") : old;
            Map<String, Fact.Statement> versions = new TreeMap<>();
            if (i % 4 != 3) {
                versions.put("v1", old);
                documents.get("v1").put(document, text(i, old));
            }
            if (i % 4 != 2) {
                versions.put("v2", now);
                documents.get("v2").put(document, text(i, now));
            }
            facts.add(new Fact(
                    "item-" + i,
                    "Item " + i,
                    List.of(),
                    "battery life",
                    versions,
                    List.of("What is the battery life of Item " + i + "?"),
                    List.of("How long does Item " + i + " run?", "Tell me how long Item " + i + " lasts."),
                    Optional.of(new Fact.Reversed("What runs for " + (100 + i) + " months?", List.of("Item " + i))),
                    Fact.Split.TEST));
        }
    }

    private static Fact.Statement statement(String document, int item, String value) {
        return new Fact.Statement(document, value, List.of(), "The cells last " + value + ".");
    }

    private static String text(int item, Fact.Statement statement) {
        return "# Item " + item + "\n\nA probe for fields. " + statement.quote() + " It is grey.\n";
    }

    /** The questions of the world. */
    public List<Question> questions() {
        List<Question> questions = new ArrayList<>(FactQuestions.of(facts));
        Gold capital = new Gold(List.of("Paris"), List.of());
        questions.add(new Question(
                "general-1",
                "general-1",
                "general",
                "What is the capital of France?",
                List.of(),
                Map.of("v1", capital, "v2", capital)));
        for (int i = 0; i < 6; i++) {
            questions.add(new Question(
                    "none-" + i, "none-" + i, "attribute-absent", "Who painted Item " + i + "?", List.of(), Map.of()));
        }
        return questions;
    }

    /** Runs an experiment over everything with one wording a fact. */
    public Results run(Path output, List<Arm> arms, Suite suite) {
        QuestionPlan plan = new QuestionSampler(suite.samples(), suite.seed()).sample(questions(), true);
        Setup setup = new Setup(
                suite,
                plan,
                new RunEntry.Model("test model", "00", "fp32"),
                "no embedder",
                "a test",
                List.of(),
                output);
        return new Experiment(setup, arms, this, 6, Progress.none()).run();
    }

    /** A suite with one wording a fact and no expectations. */
    public static Suite suite(Suite.Band... bands) {
        return new Suite(
                "test",
                1,
                "",
                Path.of("v1"),
                Optional.of(Path.of("v2")),
                List.of(),
                List.of(),
                List.of("dummy"),
                Map.of(),
                Map.of(),
                7,
                new Suite.Samples(1, Map.of()),
                new Suite.Retrieval("hybrid", 3, Map.of(), 0.3),
                new Suite.Generation(48, 2, 2),
                Suite.Training.NONE,
                List.of("contains-gold"),
                List.of(bands),
                List.of());
    }

    /** An arm that answers by rule, knowing question and live version. */
    public Arm arm(String id, boolean reads, BiFunction<Question, String, Answer> rule) {
        return new Arm() {
            private String live = "";

            @Override
            public ArmEntry entry() {
                return ArmCatalog.ids().contains(id)
                        ? ArmCatalog.of(id).entry()
                        : new ArmEntry(id, id, "A test's arm.", reads);
            }

            @Override
            public Cost serve(String wanted) {
                live = wanted;
                return reads ? new Cost(2, 3, 4_000, 5, List.of("index")) : Cost.NONE;
            }

            @Override
            public Answer ask(String wording) {
                return questions().stream()
                        .filter(q -> q.wording().equals(wording))
                        .findFirst()
                        .map(q -> rule.apply(q, live))
                        .orElseGet(TestWorld::abstain);
            }

            @Override
            public List<Span> retrieve(String wording, int count) {
                return questions().stream()
                        .filter(q -> reads && q.wording().equals(wording))
                        .flatMap(q -> q.gold(live).sources().stream())
                        .map(s -> new Span(
                                s.document(),
                                0,
                                documents.get(live).get(s.document()).length()))
                        .toList();
            }
        };
    }

    /** An arm that learned the first version, and the second in one further training. */
    public Arm knowing(String id) {
        return knowing(id, 0);
    }

    /** The same, which trainings with so many other seeds stand beside. */
    public Arm knowing(String id, int seeds) {
        Retraining retraining = retraining(id, Strata.later(id, "incremental"), "v2", 6);
        List<Retraining> otherSeeds = IntStream.rangeClosed(1, seeds)
                .mapToObj(number -> retraining(id, Strata.seed(id, number), "v1", 0))
                .toList();
        return memory(ArmCatalog.of(id).entry(), "v1", List.of(retraining), otherSeeds);
    }

    private Retraining retraining(String of, String id, String known, int changedFacts) {
        return new Retraining() {
            @Override
            public ArmEntry entry() {
                return new ArmEntry(id, "Trained again", "A test's arm.", false, "knowledge", of);
            }

            @Override
            public int changedFacts() {
                return changedFacts;
            }

            @Override
            public Retrained train() {
                return new Retrained(
                        memory(entry(), known, List.of(), List.of()), new Cost(10, 20, 600, 0, List.of("trained")));
            }
        };
    }

    private Arm memory(ArmEntry entry, String known, List<Retraining> retrainings, List<Retraining> otherSeeds) {
        return new Arm() {
            @Override
            public List<Retraining> otherSeeds() {
                return otherSeeds;
            }

            @Override
            public ArmEntry entry() {
                return entry;
            }

            @Override
            public Cost serve(String wanted) {
                return wanted.equals("v1") ? new Cost(7, 14, 900, 0, List.of("knowledge adapter")) : Cost.NONE;
            }

            @Override
            public boolean followsDocuments() {
                return false;
            }

            @Override
            public List<Retraining> retrainings() {
                return retrainings;
            }

            @Override
            public Answer ask(String wording) {
                return questions().stream()
                        .filter(q -> q.wording().equals(wording) && q.answerable(known))
                        .findFirst()
                        .map(q -> answer(q.gold(known).answers().get(0), List.of()))
                        .orElseGet(TestWorld::abstain);
            }
        };
    }

    /** The facts of the world. */
    public List<Fact> facts() {
        return List.copyOf(facts);
    }

    /** Answers with the gold and cites its sentence; declines where there is none. */
    public Answer perfect(Question question, String live) {
        if (!question.answerable(live)) {
            return abstain();
        }
        return answer(question.gold(live).answers().get(0), List.of(cite(question, live)));
    }

    /** The whole document that holds the answer, cited. */
    public Answer copyTheContext(Question question, String live) {
        if (!question.answerable(live)) {
            return answer("A probe for fields. It is grey.", List.of());
        }
        Citation citation = cite(question, live);
        return answer(documents.get(live).get(citation.documentId()), List.of(citation));
    }

    /** Declines. */
    public static Answer abstain() {
        return new Answer("", "", List.of(), true, List.of(), 0, 0, new Timing(1, 2, 3), 10, 1);
    }

    /** Answers with a text. */
    public static Answer answer(String text, List<Citation> citations) {
        return new Answer(
                text, text, citations, false, List.of(), 0, 0, new Timing(1_000_000, 5_000_000, 9_000_000), 10, 5);
    }

    private Citation cite(Question question, String live) {
        var source = question.gold(live).sources().get(0);
        int start = documents.get(live).get(source.document()).indexOf(source.quote());
        return new Citation(
                source.document(), live, start, start + source.quote().length(), source.quote(), false);
    }

    @Override
    public Cost serve(String wanted) {
        version = wanted;
        return new Cost(2, 3, 4_000, 5, List.of("index"));
    }

    @Override
    public CorpusEntry describe(String wanted) {
        int count = documents.get(wanted).size();
        return new CorpusEntry(wanted, wanted, "hash-" + wanted, count, count, Map.of());
    }

    @Override
    public Sources sources() {
        return new Sources() {
            @Override
            public Optional<String> text(String wanted, String document) {
                return Optional.ofNullable(
                        documents.getOrDefault(wanted, Map.of()).get(document));
            }

            @Override
            public Optional<Passage> passage(Citation citation) {
                return text(citation.version(), citation.documentId()).map(text -> {
                    int start = text.indexOf("\n\n") + 2;
                    String title = text.substring(2, start - 2);
                    return new Passage(
                            citation.documentId(),
                            citation.version(),
                            start,
                            text.length(),
                            List.of(title),
                            text.substring(start));
                });
            }
        };
    }

    @Override
    public List<Citation> attribute(String question, String answer) {
        return documents.get(version).entrySet().stream()
                .filter(d -> !answer.isBlank() && d.getValue().contains(" " + answer + "."))
                .limit(1)
                .map(d -> {
                    int start = d.getValue().indexOf(answer);
                    return new Citation(d.getKey(), version, start, start + answer.length(), answer, true);
                })
                .toList();
    }

    @Override
    public void close() {}
}
