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
import java.util.Arrays;
import java.util.List;
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

    @Option(names = "--arms", paramLabel = "A,B", description = "Only these arms; 'openbook ls arms' shows all.")
    private String arms = "";

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
        return arms.isBlank() ? trained : trained.withArms(armIds());
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

    private List<String> armIds() {
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
