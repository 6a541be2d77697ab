package dev.openbook.finetune.train;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.TrainingParity;
import dev.openbook.finetune.lora.LoraConfig;
import dev.openbook.finetune.lora.LoraModel;
import dev.openbook.finetune.lora.LoraParameters;
import dev.openbook.finetune.lora.TokenBatch;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.foundation.Sha256;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.adapter.SafeTensorsFile;
import dev.openbook.model.gguf.GgufFile;
import dev.openbook.model.llama.GgufWeights;
import dev.openbook.model.llama.LlamaConfig;
import dev.openbook.model.tokenizer.ChatTemplate;
import dev.openbook.model.tokenizer.LlamaTokenizer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Trains an adapter from chat records: the way in for the command line, for experiments and for tests.
 *
 * <p>Used as {@code AdapterTraining.builder().model(gguf, sha256).records(records).lora(…).training(…).output(folder).build()
 * .run()}. Flow: tokenise and refuse, train with {@link LoraTrainer}, ask the held-out records at intervals and keep the best
 * weights, write.
 *
 * <p>The output folder then holds a PEFT adapter ({@code adapter_config.json}, {@code adapter_model.safetensors}),
 * {@code training.json} (hashes, settings, cost), {@code parity.json} (what was learned, as hashes), {@code loss.csv} and
 * {@code loss.svg}; each is written whole or not at all.
 * Until the run has finished it holds the checkpoint instead: the same call continues there, and on a finished run it gives
 * the recorded result at once.
 */
public final class AdapterTraining {

    /** Weights of the best evaluation so far; gone when the run is finished. */
    private static final String BEST = "best";

    private static final JsonMapper JSON = new JsonMapper();

    private final Builder settings;
    private final LoraConfig lora;
    private final Optional<LoraAdapter> earlier;
    private final String run;
    private List<TokenBatch.Example> examples;
    private List<TokenBatch.Example> heldOutExamples;
    private volatile boolean stopRequested;
    private boolean interrupted;

    private AdapterTraining(Builder settings) throws IOException {
        this.settings = settings;
        this.earlier =
                settings.startFrom == null ? Optional.empty() : Optional.of(LoraAdapter.read(settings.startFrom));
        this.lora = earlier.map(this::continued).orElse(settings.lora);
        this.run = identity();
    }

    /** A training to be described. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * What a run is about to do.
     *
     * @param records to learn from
     * @param tokens of these records, as the model reads them
     * @param rows that are computed for them in an epoch: what a pass shares counts once, padding counts
     * @param longest tokens of the longest record
     * @param epochs passes over the records
     * @param steps of the whole run
     * @param estimatedSeconds by a rate measured elsewhere; the first steps tell better
     */
    public record Outlook(
            int records, long tokens, long rows, int longest, int epochs, int steps, double estimatedSeconds) {}

    /** The result of this very run where it has finished already. */
    public Optional<TrainingResult> finished() throws IOException {
        return TrainingFile.read(settings.output, run);
    }

    /**
     * Looks at the data without training.
     *
     * @throws InvalidInputException with every record that cannot be trained on
     */
    public Outlook outlook() {
        LlamaConfig model = tokenize();
        BatchPlan plan = new BatchPlan(examples, settings.training);
        long rows = plan.epoch(0).stream()
                .flatMap(batch -> plan.passes(batch).stream())
                .mapToLong(BatchPlan.Pass::rows)
                .sum();
        return new Outlook(
                examples.size(),
                examples.stream().mapToLong(TokenBatch.Example::length).sum(),
                rows,
                examples.stream().mapToInt(TokenBatch.Example::length).max().orElseThrow(),
                settings.training.epochs(),
                plan.totalSteps(),
                TrainingTime.seconds(model, lora, rows, settings.training.epochs()));
    }

    /** Ends the run within seconds, with a checkpoint; may be called from any thread. */
    public void stop() {
        stopRequested = true;
    }

    /**
     * Trains; interrupting the thread stops the run as {@link #stop} does.
     *
     * @throws InvalidInputException if a record cannot be trained on, the adapter to start from is another model's, or the
     *     output folder holds another run
     */
    public TrainingResult run() throws IOException {
        Optional<TrainingResult> done = finished();
        if (done.isPresent()) {
            if (TrainingParity.read(settings.output).isEmpty()) { // of a run that finished before there was this file
                parity().write(settings.output);
            }
            return done.get();
        }
        long began = System.nanoTime();
        double cpuBefore = ProcessUse.cpuSeconds();
        tokenize();
        try (GgufFile gguf = GgufFile.open(settings.model);
                LoraModel model = new LoraModel(new GgufWeights(gguf, settings.modelSha256))) {
            LoraParameters parameters = earlier.map(adapter -> LoraParameters.of(adapter, lora, model.config()))
                    .orElseGet(() -> LoraParameters.initialise(lora, model.config(), settings.training.seed()));
            Observer observer = new Observer(model, LossCurve.read(settings.output));
            new LoraTrainer(model, settings.output, settings.progress)
                    .train(examples, parameters, settings.training, observer);
            boolean finished = observer.isComplete();
            if (finished) {
                write(parameters, observer.curve);
            } else {
                observer.save();
            }
            TrainingResult result = result(
                    observer.curve,
                    finished,
                    observer.earlierSeconds + (System.nanoTime() - began) / 1e9,
                    observer.earlierCpuSeconds + ProcessUse.cpuSeconds() - cpuBefore);
            if (finished) {
                TrainingFile.write(settings.output, run, inputs(), result);
                removeCheckpoint();
            }
            return result;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Notes every step, asks the held-out records and says when to stop. */
    private final class Observer implements TrainingListener {
        private final LossCurve curve;
        private final HeldOut heldOut;
        private final int totalSteps;
        private final int evaluateEvery;
        private double cpuSeconds = ProcessUse.cpuSeconds();
        private double earlierSeconds;
        private double earlierCpuSeconds;

        Observer(LoraModel model, LossCurve curve) {
            this.curve = curve;
            this.heldOut = heldOutExamples.isEmpty() ? null : new HeldOut(model, heldOutExamples, settings.training);
            BatchPlan plan = new BatchPlan(examples, settings.training);
            this.totalSteps = plan.totalSteps();
            this.evaluateEvery = settings.evaluateEvery > 0 ? settings.evaluateEvery : plan.stepsPerEpoch();
        }

        @Override
        public void onStart(int stepsDone, LoraParameters parameters) {
            curve.cutAfter(stepsDone);
            earlierSeconds = curve.seconds();
            earlierCpuSeconds = curve.cpuSeconds();
            if (curve.last().filter(point -> point.heldOut().isEmpty()).isPresent()) {
                evaluate(stepsDone, parameters); // the sitting before was stopped when this was due
            }
        }

        @Override
        public boolean onStep(Step step, LoraParameters parameters) {
            curve.add(new LossCurve.Point(
                    step.step(),
                    step.epoch(),
                    step.loss(),
                    step.gradientNorm(),
                    step.learningRate(),
                    step.tokens(),
                    step.nanos() / 1e9,
                    ProcessUse.cpuSeconds() - cpuSeconds,
                    Optional.empty()));
            cpuSeconds = ProcessUse.cpuSeconds();
            evaluate(step.step(), parameters);
            boolean goOn = !stopRequested();
            if (!goOn || step.step() % LoraTrainer.STEPS_BETWEEN_CHECKPOINTS == 0) {
                save(); // before the checkpoint: a longer curve can be cut
            }
            return goOn;
        }

        @Override
        public boolean stopRequested() {
            if (Thread.interrupted()) { // cleared, or nothing could be written any more; set again at the end
                interrupted = true;
                stopRequested = true;
            }
            return stopRequested || exhausted();
        }

        /** Whether there is nothing left to do. */
        boolean isComplete() {
            boolean reachedTheEnd = curve.last()
                    .filter(point -> point.step() == totalSteps)
                    .filter(point -> heldOut == null || point.heldOut().isPresent())
                    .isPresent();
            return reachedTheEnd || exhausted();
        }

        /** Whether patience has run out. */
        private boolean exhausted() {
            return settings.patience > 0 && curve.evaluationsSinceBest() >= settings.patience;
        }

        private void evaluate(int step, LoraParameters parameters) {
            if (heldOut == null || step % evaluateEvery != 0 && step != totalSteps) {
                return;
            }
            try {
                Optional<Evaluation> evaluation = heldOut.evaluate(step, parameters, this::stopRequested);
                evaluation.ifPresent(curve::setHeldOut);
                if (evaluation.isPresent() && curve.best().equals(evaluation)) {
                    adapter(parameters).write(settings.output.resolve(BEST), SafeTensorsFile.Type.F32);
                    save();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void save() {
            try {
                curve.write(settings.output);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The best weights where held-out records told which these are, the last ones otherwise. */
    private void write(LoraParameters last, LossCurve curve) throws IOException {
        LoraAdapter adapter =
                curve.best().isPresent() ? LoraAdapter.read(settings.output.resolve(BEST)) : adapter(last);
        adapter.write(settings.output, settings.type);
        parity().write(settings.output);
        curve.write(settings.output);
    }

    /** What is behind the weights, that of the adapter they began with included. */
    private TrainingParity parity() {
        TrainingParity learned = TrainingParity.of(settings.records);
        Optional<TrainingParity> before =
                settings.startFrom == null ? Optional.empty() : TrainingParity.read(settings.startFrom);
        return before.map(parity -> parity.plus(learned)).orElse(learned);
    }

    private LoraAdapter adapter(LoraParameters parameters) {
        return parameters.toAdapter(settings.modelName(), settings.modelSha256);
    }

    private TrainingResult result(LossCurve curve, boolean finished, double seconds, double cpuSeconds)
            throws IOException {
        long bytes = 0;
        for (String file : List.of(LoraAdapter.CONFIG_FILE, LoraAdapter.WEIGHTS_FILE)) {
            bytes += finished ? Files.size(settings.output.resolve(file)) : 0;
        }
        return new TrainingResult(
                settings.output,
                finished,
                curve.last().map(LossCurve.Point::step).orElse(0),
                new BatchPlan(examples, settings.training).totalSteps(),
                curve.tokens(),
                seconds,
                cpuSeconds,
                ProcessUse.peakResidentBytes(),
                curve.last().map(LossCurve.Point::loss).orElse(Double.NaN),
                curve.best(),
                bytes);
    }

    /** Tokenises once. */
    private LlamaConfig tokenize() {
        try (GgufFile gguf = GgufFile.open(settings.model)) {
            LlamaConfig model = LlamaConfig.of(gguf);
            if (examples == null) {
                try (LlamaTokenizer tokenizer = LlamaTokenizer.of(gguf)) {
                    ExampleTokenizer encoder = new ExampleTokenizer(tokenizer, ChatTemplate.of(gguf, tokenizer));
                    int most = Math.min(settings.maxTokens, model.contextLength());
                    heldOutExamples = encoder.tokenize(settings.heldOut, most);
                    examples = encoder.tokenize(settings.records, most);
                }
            }
            return model;
        }
    }

    private LoraConfig continued(LoraAdapter adapter) {
        LoraConfig found = LoraConfig.of(adapter);
        if (adapter.baseSha256()
                .filter(base -> !base.equals(settings.modelSha256))
                .isPresent()) {
            throw new InvalidInputException(settings.startFrom + ": must be an adapter of this model ("
                    + settings.modelSha256 + "), but is one of "
                    + adapter.baseSha256().get());
        }
        return found;
    }

    /** A hash over everything that determines the result. */
    private String identity() {
        return Sha256.of(String.join(
                "\n",
                settings.modelSha256,
                hash(settings.records),
                hash(settings.heldOut),
                lora.toString(),
                settings.training.toString(),
                settings.evaluateEvery + " " + settings.patience + " " + settings.type,
                settings.startFrom == null ? "" : LoraAdapter.hashOf(settings.startFrom)));
    }

    private ObjectNode inputs() throws IOException {
        ObjectNode inputs = JSON.createObjectNode();
        ObjectNode base = inputs.putObject("base");
        base.put("name", settings.modelName());
        base.put("sha256", settings.modelSha256);
        ObjectNode data = inputs.putObject("data");
        data.put("records", settings.records.size());
        data.put("recordsSha256", hash(settings.records));
        data.put("heldOutRecords", settings.heldOut.size());
        data.put("heldOutSha256", hash(settings.heldOut));
        settings.files.forEach(data.putObject("files")::put);
        if (earlier.isPresent()) {
            TrainingRecord.writeEarlier(inputs, settings.startFrom);
        }
        ObjectNode config = inputs.putObject("lora");
        config.put("rank", lora.rank());
        config.put("alpha", lora.alpha());
        config.put("firstLayer", lora.firstLayer());
        if (lora.lastLayer() != LoraConfig.TOP) {
            config.put("lastLayer", lora.lastLayer());
        }
        lora.projections().forEach(projection -> config.withArray("projections").add(projection.huggingFaceName()));
        inputs.set("training", JSON.valueToTree(settings.training));
        inputs.put("evaluateEvery", settings.evaluateEvery);
        inputs.put("patience", settings.patience);
        inputs.put("type", settings.type.name());
        ObjectNode machine = inputs.putObject("environment");
        machine.put("engine", LoraModel.engineVersion());
        machine.put("java", System.getProperty("java.version"));
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        machine.put("processors", Runtime.getRuntime().availableProcessors());
        return inputs;
    }

    private void removeCheckpoint() throws IOException {
        Files.deleteIfExists(settings.output.resolve(Checkpoint.FILE));
        Path best = settings.output.resolve(BEST);
        for (String file : List.of(LoraAdapter.CONFIG_FILE, LoraAdapter.WEIGHTS_FILE)) {
            Files.deleteIfExists(best.resolve(file));
        }
        Files.deleteIfExists(best);
    }

    /** A hash that changes with any word of any record. */
    private static String hash(List<ChatRecord> records) {
        StringBuilder all = new StringBuilder();
        for (ChatRecord record : records) {
            record.messages().forEach(message -> all.append(message.role())
                    .append('\u001f')
                    .append(message.content())
                    .append('\u001e'));
            all.append('\u001d');
        }
        return Sha256.of(all.toString());
    }

    /** Describes a training; model, records and output are needed, the rest has the closed-book recipe's defaults. */
    public static final class Builder {

        /** More need more memory than the 6 GB a run may take: activations grow with the square of a record's length. */
        private static final int MOST_TOKENS = 1_024;

        private Path model;
        private String modelSha256;
        private List<ChatRecord> records = List.of();
        private List<ChatRecord> heldOut = List.of();
        private final Map<String, String> files = new LinkedHashMap<>();
        private LoraConfig lora = LoraConfig.allLayers(16, 0);
        private TrainingConfig training = TrainingConfig.closedBook(4, 1);
        private Path startFrom;
        private Path output;
        private int evaluateEvery;
        private int patience;
        private int maxTokens = MOST_TOKENS;
        private SafeTensorsFile.Type type = SafeTensorsFile.Type.BF16;
        private Progress progress = Progress.none();

        private Builder() {}

        /** The base model's GGUF file and its hash. */
        public Builder model(Path gguf, String sha256) {
            this.model = gguf;
            this.modelSha256 = sha256;
            return this;
        }

        /** What is learned. */
        public Builder records(List<ChatRecord> records) {
            this.records = List.copyOf(records);
            return this;
        }

        /** What is not learned but asked at intervals; the weights that answer it best are kept. */
        public Builder heldOut(List<ChatRecord> records) {
            this.heldOut = List.copyOf(records);
            return this;
        }

        /** Notes a data file's name and hash in {@code training.json}. */
        public Builder file(String name, String sha256) {
            this.files.put(name, sha256);
            return this;
        }

        /** Which layers are adapted, and how; an adapter to start from overrules it. Default: rank 16, everywhere. */
        public Builder lora(LoraConfig lora) {
            this.lora = lora;
            return this;
        }

        /** How it is trained. Default: the closed-book recipe, four epochs. */
        public Builder training(TrainingConfig training) {
            this.training = training;
            return this;
        }

        /** Continues from the weights in an adapter's folder, with its rank and layers. */
        public Builder startFrom(Path adapter) {
            this.startFrom = adapter;
            return this;
        }

        /** The run's folder: new, or that of the same run. */
        public Builder output(Path folder) {
            this.output = folder;
            return this;
        }

        /** Steps between evaluations; 0, the default, for once an epoch. The last step is always followed by one. */
        public Builder evaluateEvery(int steps) {
            this.evaluateEvery = steps;
            return this;
        }

        /** Ends the run after so many evaluations without a better one; 0, the default, for never. */
        public Builder patience(int evaluations) {
            this.patience = evaluations;
            return this;
        }

        /** Refuses longer records; default 1,024, and never more than the model's window. */
        public Builder maxTokens(int tokens) {
            this.maxTokens = tokens;
            return this;
        }

        /** How the adapter's values are stored; default BF16, half the bytes of F32. */
        public Builder type(SafeTensorsFile.Type type) {
            this.type = type;
            return this;
        }

        /** Hears how far the run has come. */
        public Builder progress(Progress progress) {
            this.progress = progress;
            return this;
        }

        /**
         * Checks what can be checked without reading the model.
         *
         * @throws InvalidInputException if something is missing or out of range, or the adapter to start from is of
         *     another model
         */
        public AdapterTraining build() throws IOException {
            if (model == null || output == null) {
                throw new IllegalArgumentException("training needs a model and an output folder");
            }
            if (records.isEmpty()) {
                throw new InvalidInputException("training data must have at least one record, but has none");
            }
            if (evaluateEvery < 0 || patience < 0) {
                throw new InvalidInputException("steps between evaluations and patience must not be negative, but are "
                        + evaluateEvery + " and " + patience);
            }
            if (patience > 0 && heldOut.isEmpty()) {
                throw new InvalidInputException("patience needs held-out records (set --held-out)");
            }
            return new AdapterTraining(this);
        }

        private String modelName() {
            return model.getFileName().toString().replaceFirst("\\.gguf$", "");
        }
    }
}
