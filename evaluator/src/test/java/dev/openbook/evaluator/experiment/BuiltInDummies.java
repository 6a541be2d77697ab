package dev.openbook.evaluator.experiment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.openbook.evaluator.arm.Arm;
import dev.openbook.evaluator.arm.ArmCatalog;
import dev.openbook.evaluator.arm.Embedder;
import dev.openbook.evaluator.arm.IndexedLibrary;
import dev.openbook.evaluator.arm.RecordedArm;
import dev.openbook.evaluator.metric.MetricId;
import dev.openbook.evaluator.metric.Sources;
import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.ResultsFile;
import dev.openbook.evaluator.result.RunEntry;
import dev.openbook.evaluator.suite.Gold;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.Questions;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.evaluator.suite.SuiteFile;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.corpus.CorpusFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The default suite asked of systems that answer by rule: their answers are written to files and scored as anybody's would
 * be. No model takes part; sources are found afterwards by BM25.
 */
final class BuiltInDummies {

    static final Path ROOT =
            Path.of(System.getProperty("openbook.root", "..")).toAbsolutePath().normalize();
    static final List<String> ARMS = List.of("perfect", "empty", "shuffled", "always-abstain", "copy-the-context");
    static final String DECLINES = "I don't know.";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DIMENSIONS = 4;

    private final Suite suite;
    private final Questions questions;
    private final QuestionPlan plan;
    private final Path folder;

    BuiltInDummies(Path folder) {
        this.folder = folder;
        this.suite = new SuiteFile(ArmCatalog.ids(), MetricId.ids())
                .read(ROOT.resolve("datasets").resolve("suites").resolve("default.yaml"))
                .withArms(List.of());
        this.questions = Questions.of(suite);
        ArmEntry anyone = ArmEntry.ofRecorded("anyone", "anyone", "");
        this.plan = questions.plan(suite).keep(item -> Eligibility.asks(anyone, item));
    }

    /** Another JVM's part: runs some arms in a folder and writes what must be the same everywhere. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[0]);
        Results results = new BuiltInDummies(folder).run(List.of(args).subList(1, args.length));
        String same = ResultsFile.toJson(results.metrics())
                + ResultsFile.toJson(results.comparisons())
                + ResultsFile.toJson(results.questions())
                + ResultsFile.toJson(results.answers());
        Files.write(folder.resolve("same.json"), same.getBytes(StandardCharsets.UTF_8));
    }

    /** What is asked. */
    QuestionPlan plan() {
        return plan;
    }

    Results run(List<String> arms) throws IOException {
        Map<String, Path> folders = new TreeMap<>(
                Map.of("v1", suite.corpus(), "v2", suite.corpusV2().orElseThrow()));
        try (IndexedLibrary library = new IndexedLibrary(
                folders,
                folder.resolve("index"),
                new Embedder("none", new NoEmbedding(), text -> text.split("\\s+").length),
                new Suite.Retrieval("bm25", 3, Map.of(), 0.3),
                CorpusFolder.MAX_FILE_BYTES,
                Progress.none())) {
            Map<String, Path> files = new LinkedHashMap<>();
            for (String arm : arms) {
                files.put(arm, write(arm, library.sources()));
            }
            List<Arm> recorded = List.copyOf(
                    RecordedArm.read(files, questions.all(), library.sources(), List.copyOf(folders.keySet())));
            Setup setup = new Setup(
                    suite.withRecorded(files),
                    plan,
                    new RunEntry.Model("no model", "", "recorded answers"),
                    "none",
                    "a test",
                    List.of(),
                    folder);
            return new Experiment(setup, recorded, library, questions.changedFacts(), Progress.none()).run();
        }
    }

    /** The donor of each question's answer in the shuffled arm: the next in a random order of the same version. */
    static Map<QuestionPlan.Item, QuestionPlan.Item> donors(List<QuestionPlan.Item> items) {
        List<QuestionPlan.Item> order = new ArrayList<>(items);
        order.sort(Comparator.comparing(item -> item.question().id()));
        Collections.shuffle(order, new Random(20241122));
        Map<QuestionPlan.Item, QuestionPlan.Item> donors = new LinkedHashMap<>();
        for (int i = 0; i < order.size(); i++) {
            donors.put(order.get(i), order.get((i + 1) % order.size()));
        }
        return donors;
    }

    static String perfect(QuestionPlan.Item item) {
        List<String> golds = item.question().gold(item.version()).answers();
        return golds.isEmpty() ? DECLINES : golds.get(0);
    }

    private Path write(String arm, Sources sources) throws IOException {
        Map<QuestionPlan.Item, QuestionPlan.Item> donors = new LinkedHashMap<>(donors(plan.before()));
        donors.putAll(donors(plan.after()));
        Function<QuestionPlan.Item, ObjectNode> rule =
                switch (arm) {
                    case "perfect" -> item -> line(item, perfect(item), item);
                    case "empty" -> item -> line(item, "", null);
                    case "shuffled" -> item -> line(item, perfect(donors.get(item)), donors.get(item));
                    case "always-abstain" -> item -> line(item, DECLINES, null);
                    case "copy-the-context" -> item -> line(item, context(item, sources), item);
                    default -> throw new IllegalArgumentException(arm);
                };
        StringBuilder lines = new StringBuilder();
        for (QuestionPlan.Item item :
                Stream.concat(plan.before().stream(), plan.after().stream()).toList()) {
            lines.append(JSON.writeValueAsString(rule.apply(item))).append('\n');
        }
        Path file = folder.resolve(arm + ".jsonl");
        Files.write(file, lines.toString().getBytes(StandardCharsets.UTF_8));
        return file;
    }

    /** The documents that hold the answer; any other one where none does. */
    private static String context(QuestionPlan.Item item, Sources sources) {
        List<Gold.Source> gold = item.question().gold(item.version()).sources();
        Stream<String> documents = gold.isEmpty()
                ? Stream.of("teams/team-alder.md")
                : gold.stream().map(Gold.Source::document);
        return documents
                .map(document -> sources.text(item.version(), document).orElseThrow())
                .collect(Collectors.joining("\n"));
    }

    private static ObjectNode line(QuestionPlan.Item item, String text, QuestionPlan.Item cited) {
        ObjectNode line = JSON.createObjectNode()
                .put("id", item.question().id())
                .put("version", item.version())
                .put("text", text);
        List<Gold.Source> sources = cited == null
                ? List.of()
                : cited.question().gold(cited.version()).sources();
        if (!sources.isEmpty()) {
            ArrayNode citations = line.putArray("citations");
            sources.forEach(
                    s -> citations.addObject().put("document", s.document()).put("quote", s.quote()));
        }
        return line;
    }

    /** Every text looks the same. */
    private static final class NoEmbedding implements EmbeddingModel {

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            float[] same = new float[DIMENSIONS];
            Arrays.fill(same, 0.5f);
            return Response.from(
                    segments.stream().map(segment -> Embedding.from(same)).toList());
        }

        @Override
        public int dimension() {
            return DIMENSIONS;
        }
    }
}
