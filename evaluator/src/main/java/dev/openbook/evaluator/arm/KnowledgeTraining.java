package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.result.ArmEntry;
import dev.openbook.evaluator.suite.AdapterRole;
import dev.openbook.evaluator.suite.QuestionPlan;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.finetune.dataset.TrainingParity;
import dev.openbook.finetune.lora.LoraConfig;
import dev.openbook.finetune.train.AdapterTraining;
import dev.openbook.finetune.train.TrainingConfig;
import dev.openbook.finetune.train.TrainingRecord;
import dev.openbook.finetune.train.TrainingResult;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.model.adapter.LoraAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Trains the fine-tuned arm in the run itself: from the start on a person's own documents, and on what changed when the
 * documents move on. An interrupted training goes on in its folder; a finished one is taken as it is, with the cost it had.
 */
public final class KnowledgeTraining {

    /** What a first adapter gets where no shipped one sets the example; the closed-book recipe's rank, in every layer. */
    private static final LoraConfig LORA = LoraConfig.allLayers(16, 0);

    private final Suite suite;
    private final QuestionPlan plan;
    private final KnowledgeRecords records;
    private final Readers readers;
    private final Path folder;
    private final Progress progress;
    private final Consumer<String> notes;

    /**
     * A training that has not begun.
     *
     * @param facts what may be learned, with training wordings
     * @param plan what is asked, and therefore never trained on
     * @param readers serve what was trained
     * @param folder receives a folder a training
     * @param notes hears beforehand how long a training takes
     */
    public KnowledgeTraining(
            Suite suite,
            List<Fact> facts,
            QuestionPlan plan,
            Readers readers,
            Path folder,
            Progress progress,
            Consumer<String> notes) {
        this.suite = suite;
        this.plan = plan;
        this.readers = readers;
        this.folder = folder;
        this.progress = progress;
        this.notes = notes;
        this.records = new KnowledgeRecords(
                facts,
                plan.after().stream().map(item -> item.question().fact()).collect(Collectors.toSet()),
                suite.seed());
    }

    /** An adapter made in this run, and what that took. */
    record Made(Path adapter, Cost cost) {}

    /** Whether the arm itself is trained in the run: that was asked for, or there is no adapter to take. */
    boolean startsInThisRun() {
        return suite.training().full() || !suite.adapters().containsKey(AdapterRole.KNOWLEDGE);
    }

    /** Says how many trainings from the start the run holds and how long they take, before the first of them. */
    void announce() {
        List<ChatRecord> everything = records.everything(Strata.V1);
        int trainings = Math.max(suite.training().fromTheStart().seeds(), startsInThisRun() ? 1 : 0);
        if (suite.training().full() && suite.corpusV2().isPresent()) {
            trainings++;
        }
        if (trainings > 1 && !everything.isEmpty() && readers.weights().isPresent()) {
            double minutes = training("v1", everything, Optional.empty(), recipe())
                            .outlook()
                            .estimatedSeconds()
                    / 60;
            notes.accept(String.format(
                    Locale.ROOT,
                    "this run trains the fine-tuned arm %d times from the start, about %.0f minutes in all on this machine,"
                            + " less what the output folder holds already",
                    trainings,
                    Math.ceil(trainings * minutes)));
        }
    }

    /** Learns the first version from the start. */
    Made fromTheStart() {
        return train("v1", records.everything(Strata.V1), Optional.empty(), recipe());
    }

    /**
     * The ways to catch up that the suite asks for, cheapest first.
     *
     * @param arm what is shown of the arm as it was trained on the first version
     * @param adapter its weights
     */
    List<Retraining> retrainings(ArmEntry arm, Path adapter) {
        if (suite.corpusV2().isEmpty()) {
            return List.of();
        }
        List<Retraining> ways = new ArrayList<>();
        suite.training()
                .incremental()
                .filter(settings -> records.changedFacts(settings) > 0)
                .ifPresent(settings -> ways.add(new OtherState(
                        later(
                                arm,
                                Suite.Training.INCREMENTAL,
                                "Retrained",
                                "The fine-tuned model after a further training on " + records.changedFacts(settings)
                                        + " changed facts."),
                        records.changedFacts(settings),
                        () -> train(
                                Suite.Training.INCREMENTAL,
                                records.changes(settings),
                                Optional.of(adapter),
                                incremental(settings)))));
        if (suite.training().full()) {
            Suite.Incremental all = new Suite.Incremental(Suite.Samples.ALL, Suite.Samples.ALL, 0, 1, 1e-3);
            ways.add(new OtherState(
                    later(
                            arm,
                            Suite.Training.FULL,
                            "Trained anew",
                            "The published model trained from the start on the facts of the second version."),
                    records.changedFacts(all),
                    () -> train(Suite.Training.FULL, records.everything(Strata.V2), Optional.empty(), recipe())));
        }
        return ways;
    }

    /** The trainings from the start that differ from one another in nothing but their seed; the arm itself may be the first. */
    List<Retraining> otherSeeds(ArmEntry arm) {
        return IntStream.rangeClosed(
                        startsInThisRun() ? 2 : 1,
                        suite.training().fromTheStart().seeds())
                .mapToObj(number -> (Retraining) new OtherState(
                        new ArmEntry(
                                Strata.seed(arm.id(), number),
                                "Seed " + number,
                                "The published model trained from the start on the same facts, with a seed of its own.",
                                arm.readsDocuments(),
                                arm.adapter(),
                                arm.id()),
                        0,
                        () -> train(
                                "seed-" + number,
                                records.everything(Strata.V1),
                                Optional.empty(),
                                recipe().withSeed(suite.seed() + number - 1))))
                .toList();
    }

    private static ArmEntry later(ArmEntry arm, String state, String name, String description) {
        return new ArmEntry(
                Strata.later(arm.id(), state), name, description, arm.readsDocuments(), arm.adapter(), arm.id());
    }

    /** Another state of the trained arm, made when it is asked for. */
    private final class OtherState implements Retraining {
        private final ArmEntry entry;
        private final int changedFacts;
        private final Supplier<Made> training;

        OtherState(ArmEntry entry, int changedFacts, Supplier<Made> training) {
            this.entry = entry;
            this.changedFacts = changedFacts;
            this.training = training;
        }

        @Override
        public ArmEntry entry() {
            return entry;
        }

        @Override
        public int changedFacts() {
            return changedFacts;
        }

        @Override
        public Retrained train() {
            Made made = training.get();
            long began = System.nanoTime();
            Reader reader = readers.reader(entry.id(), made.adapter());
            Cost load = new Cost((System.nanoTime() - began) / 1e9, 0, 0, 0, List.of("loading the new weights"));
            Learned learned = new Learned(LoraAdapter.hashOf(made.adapter()), Cost.NONE);
            Arm arm = new ClosedBookArm(entry, ArmFactory.closedBook(suite, reader), learned, List.of(), List.of());
            return new Retrained(arm, made.cost().plus(load));
        }
    }

    private Made train(String name, List<ChatRecord> examples, Optional<Path> start, TrainingConfig config) {
        if (examples.isEmpty()) {
            throw new InvalidInputException("arm 'fine-tuned' must have something to learn, but there are no facts with"
                    + " training wordings (give --facts, or questions with several 'wordings')");
        }
        requireUnasked(TrainingParity.of(examples));
        try {
            AdapterTraining training = training(name, examples, start, config);
            if (training.finished().isEmpty()) {
                double minutes = training.outlook().estimatedSeconds() / 60;
                notes.accept(String.format(
                        Locale.ROOT,
                        "training '%s': %d records, %d epochs, about %.0f minutes on this machine",
                        name,
                        examples.size(),
                        config.epochs(),
                        Math.ceil(minutes)));
            }
            TrainingResult result = training.run();
            if (!result.finished()) {
                throw new IllegalStateException("training was interrupted; the same command goes on where it stopped");
            }
            return new Made(
                    result.adapter(),
                    new Cost(
                            result.wallSeconds(),
                            result.cpuSeconds(),
                            result.bytesWritten(),
                            0,
                            List.of(examples.size() + " records, " + config.epochs()
                                    + " epochs, trained in this run")));
        } catch (IOException e) {
            throw new UncheckedIOException("the training '" + name + "' could not be written", e);
        }
    }

    private AdapterTraining training(
            String name, List<ChatRecord> examples, Optional<Path> start, TrainingConfig config) {
        Readers.Weights base = readers.weights()
                .orElseThrow(() -> new InvalidInputException("arm 'fine-tuned' needs a model whose file is at hand, but"
                        + " this one answers from a server (leave the arm out with --arms)"));
        try {
            AdapterTraining.Builder builder = AdapterTraining.builder()
                    .model(base.file(), base.sha256())
                    .records(examples)
                    .lora(lora())
                    .training(config)
                    .output(folder.resolve(name))
                    .progress(progress);
            start.ifPresent(builder::startFrom);
            return builder.build();
        } catch (IOException e) {
            throw new UncheckedIOException("the training '" + name + "' could not be prepared", e);
        }
    }

    /** Training wordings are written apart from those that are asked; this is the proof. */
    private void requireUnasked(TrainingParity learned) {
        List<String> faults = ParityCheck.sharedQuestions(learned, plan).stream()
                .map(id -> "question '" + id + "' must not be trained on, because it is asked as unseen")
                .toList();
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }

    private TrainingConfig incremental(Suite.Incremental settings) {
        return TrainingConfig.closedBook(settings.epochs(), suite.seed()).withLearningRate(settings.learningRate());
    }

    /** The adapter that the suite names for this model, whose recipe is followed so that only the documents differ. */
    private Optional<Path> example() {
        return Optional.ofNullable(suite.adapters().get(AdapterRole.KNOWLEDGE))
                .filter(adapter -> Files.isRegularFile(adapter.resolve(LoraAdapter.CONFIG_FILE)))
                .filter(readers::fits);
    }

    private TrainingConfig recipe() {
        return example()
                .flatMap(TrainingRecord::read)
                .flatMap(TrainingRecord::recipe)
                .orElseGet(() -> TrainingConfig.closedBook(
                                suite.training().fromTheStart().epochs(), suite.seed())
                        .withLearningRate(suite.training().fromTheStart().learningRate()));
    }

    private LoraConfig lora() throws IOException {
        Optional<Path> example = example();
        return example.isPresent() ? LoraConfig.of(LoraAdapter.read(example.get())) : LORA;
    }
}
