package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.ArmCatalog;
import dev.openbook.evaluator.metric.MetricId;
import dev.openbook.evaluator.suite.AdapterRole;
import dev.openbook.evaluator.suite.OwnDocuments;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.Questions;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.evaluator.suite.SuiteFile;
import dev.openbook.foundation.InvalidInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What is asked: a suite, or a person's own documents and questions. An option with a blank value counts as not given. */
final class SuiteOptions {

    /** Where the shipped suites lie in the project. */
    static final Path SUITES = Path.of("datasets", "suites");

    @Option(
            names = "--suite",
            paramLabel = "FILE",
            description = "A suite's YAML, or the name of a shipped one (default, full).")
    private String suite = "";

    @Option(names = "--corpus", paramLabel = "DIR", description = "Your own documents: Markdown, text, HTML, PDF.")
    private String corpus = "";

    @Option(names = "--corpus-v2", paramLabel = "DIR", description = "The same documents after they changed.")
    private String corpusV2 = "";

    @Option(names = "--questions", paramLabel = "FILE", description = "Your own questions as JSON lines.")
    private String questions = "";

    @Option(
            names = "--facts",
            paramLabel = "FILE",
            description = "Your own facts as JSON lines (a file or a folder): what a fine-tuned arm learns.")
    private String facts = "";

    @Option(
            names = "--train",
            paramLabel = "full",
            description =
                    "Train the knowledge adapter from the start, before and after the change; takes long, and says"
                            + " beforehand how long.")
    private String train = "";

    @Option(
            names = "--arms",
            paramLabel = "A,B",
            description = "Only these arms; 'openbook ls arms' shows all, none leaves all out.")
    private String arms = "";

    @Option(
            names = "--recorded",
            paramLabel = "[NAME=]FILE",
            description = "Answers of another system as JSON lines (docs/scoring.md), scored beside the arms; may be"
                    + " given several times. With --arms none they are scored alone.")
    private List<String> recorded = List.of();

    /** The suite these options describe, with every fault of the options at once. */
    Suite read() {
        if (corpus.isBlank() != (questions.isBlank() && facts.isBlank()) || corpus.isBlank() && !corpusV2.isBlank()) {
            throw new InvalidInputException(
                    "--corpus and --questions (or --facts) must be given together, and --corpus-v2 only with them");
        }
        if (!train.isBlank() && !train.equals(Suite.Training.FULL)) {
            throw new InvalidInputException("--train must be full, but is '" + train + "'");
        }
        Suite read = corpus.isBlank() ? suiteFile() : ownDocuments();
        Suite trained =
                train.isBlank() ? read : read.withTraining(read.training().withFull());
        Suite compared = trained.withRecorded(recordedFiles());
        Suite chosen = arms.isBlank() ? compared : compared.withArms(armIds());
        if (chosen.arms().isEmpty() && chosen.recorded().isEmpty()) {
            throw new InvalidInputException("--arms none must come with --recorded, or there is nothing to score");
        }
        return chosen;
    }

    /** Whether the user chose the arms. */
    boolean namesArms() {
        return !arms.isBlank();
    }

    /** All there is to ask; a fine-tuned arm without an adapter gets wordings to train on. */
    static Questions questions(Suite suite) {
        Questions questions = Questions.of(suite);
        boolean learns = suite.arms().contains(ArmCatalog.FINE_TUNED.entry().id())
                && !suite.adapters().containsKey(AdapterRole.KNOWLEDGE);
        return learns ? questions.trainable() : questions;
    }

    /** What will be asked. */
    static QuestionPlan plan(Questions questions, Suite suite) {
        QuestionPlan plan = questions.plan(suite);
        if (plan.before().isEmpty()) {
            throw new InvalidInputException("the suite must ask at least one question, but asks none");
        }
        return plan;
    }

    private Suite suiteFile() {
        String name = suite.isBlank() ? "default" : suite;
        Path file = Path.of(name);
        if (!Files.exists(file) && Files.exists(SUITES.resolve(name + ".yaml"))) {
            file = SUITES.resolve(name + ".yaml");
        }
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException("--suite must be a suite file or a name in " + SUITES + ", but '" + name
                    + "' is neither (or give --corpus and --questions)");
        }
        return new SuiteFile(ArmCatalog.ids(), MetricId.ids()).read(file);
    }

    private Suite ownDocuments() {
        Optional<Path> second = corpusV2.isBlank() ? Optional.empty() : Optional.of(folder("--corpus-v2", corpusV2));
        Path first = folder("--corpus", corpus);
        return suite.isBlank()
                ? OwnDocuments.suite(first, second, files(facts), files(questions), untrained())
                : suiteFile().withDocuments(first, second, files(facts), files(questions));
    }

    private static List<Path> files(String value) {
        Path path = Path.of(value);
        return value.isBlank() ? List.of() : Files.isDirectory(path) ? SuiteFile.jsonLines(path) : List.of(path);
    }

    /** The arms that need no training on the documents: the others are asked for by name, because they take minutes. */
    private static List<String> untrained() {
        return Arrays.stream(ArmCatalog.values())
                .filter(arm -> arm.adapter()
                        .map(role -> OwnDocuments.adapters().containsKey(role))
                        .orElse(true))
                .map(arm -> arm.entry().id())
                .toList();
    }

    /** The folder an option names; refused before anything long begins. */
    static Path folder(String option, String value) {
        Path folder = Path.of(value);
        if (!Files.isDirectory(folder)) {
            throw new InvalidInputException(option + " must be a folder, but '" + value + "' "
                    + (Files.exists(folder) ? "is a file" : "does not exist"));
        }
        return folder.toAbsolutePath().normalize();
    }

    private Map<String, Path> recordedFiles() {
        Map<String, Path> files = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        for (String given : recorded.stream().filter(value -> !value.isBlank()).toList()) {
            int equals = Files.exists(Path.of(given)) ? -1 : given.indexOf('=');
            Path file = Path.of(given.substring(equals + 1));
            String name = equals < 0
                    ? file.getFileName().toString().replaceFirst("\\.jsonl?$", "")
                    : given.substring(0, equals);
            if (!Files.isRegularFile(file)) {
                faults.add("--recorded must be a file of answers, but '" + file + "' "
                        + (Files.exists(file) ? "is a folder" : "does not exist"));
            } else if (!SuiteFile.isName(name, ArmCatalog.ids())) {
                faults.add("--recorded must be named by " + SuiteFile.NAME_RULE + ", but is '" + name
                        + "' (write NAME=FILE)");
            } else if (files.put(name, file.toAbsolutePath().normalize()) != null) {
                faults.add("--recorded must give each name once, but gives '" + name + "' twice (write NAME=FILE)");
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return files;
    }

    private List<String> armIds() {
        if (arms.strip().equals("none")) {
            return List.of();
        }
        List<String> ids = Arrays.stream(arms.split(",")).map(String::strip).toList();
        List<String> faults = ids.stream()
                .filter(id -> !ArmCatalog.ids().contains(id))
                .map(id -> "--arms must hold only " + ArmCatalog.ids() + ", but holds '" + id + "'")
                .toList();
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return ArmCatalog.ids().stream().filter(ids::contains).toList();
    }
}
