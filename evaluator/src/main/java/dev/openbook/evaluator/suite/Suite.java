package dev.openbook.evaluator.suite;

import dev.openbook.rag.index.WordWeights;
import dev.openbook.rag.retrieve.RetrievalSettings;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One benchmark: what is asked of which arms, on which corpus, and what is expected.
 *
 * @param name the file's name without its ending
 * @param version raised whenever a change makes results incomparable
 * @param sha256 of the file; empty for a suite made from options
 * @param corpus the first corpus version
 * @param corpusV2 the second, if documents change
 * @param facts files of facts
 * @param questions files of questions
 * @param arms their ids, in the order in which they are shown
 * @param adapters folders of the adapters that arms need; a role that is absent has none
 * @param recorded names of further arms and the files that hold their answers
 * @param seed of samples, order and resampling
 * @param samples how many facts each stratum gets
 * @param retrieval how passages are found and prompted
 * @param generation how answers are written
 * @param training how trained arms are brought up to date
 * @param metrics ids of the metrics that the summary shows, the headline first
 * @param bands ranges that values must stay within
 * @param predictions what is expected
 */
public record Suite(
        String name,
        int version,
        String sha256,
        Path corpus,
        Optional<Path> corpusV2,
        List<Path> facts,
        List<Path> questions,
        List<String> arms,
        Map<AdapterRole, Path> adapters,
        Map<String, Path> recorded,
        long seed,
        Samples samples,
        Retrieval retrieval,
        Generation generation,
        Training training,
        List<String> metrics,
        List<Band> bands,
        List<Prediction> predictions) {

    /** Takes unmodifiable copies. */
    public Suite {
        facts = List.copyOf(facts);
        questions = List.copyOf(questions);
        arms = List.copyOf(arms);
        adapters = Map.copyOf(adapters);
        recorded = Collections.unmodifiableMap(new LinkedHashMap<>(recorded)); // in the order given
        metrics = List.copyOf(metrics);
        bands = List.copyOf(bands);
        predictions = List.copyOf(predictions);
    }

    /** The same suite asked of other arms; bands and predictions of arms that left go with them. */
    public Suite withArms(List<String> wanted) {
        return change(copy -> {
            copy.arms = wanted;
            copy.bands = bands.stream().filter(b -> isOf(b.arm(), wanted)).toList();
            copy.predictions =
                    predictions.stream().filter(p -> isOf(p.arm(), wanted)).toList();
        });
    }

    /** The same suite with the answers of other systems beside its arms. */
    public Suite withRecorded(Map<String, Path> files) {
        return change(copy -> {
            copy.recorded = new LinkedHashMap<>(recorded);
            copy.recorded.putAll(files);
        });
    }

    /** The same settings on a user's own documents: everything is asked, nothing is expected, no adapter knows them. */
    public Suite withDocuments(
            Path ownCorpus, Optional<Path> ownCorpusV2, List<Path> ownFacts, List<Path> ownQuestions) {
        return change(copy -> {
            copy.name = "own documents";
            copy.sha256 = "";
            copy.corpus = ownCorpus;
            copy.corpusV2 = ownCorpusV2;
            copy.facts = ownFacts;
            copy.questions = ownQuestions;
            copy.recorded = Map.of();
            copy.adapters = adapters.entrySet().stream()
                    .filter(adapter -> !adapter.getKey().knowsCorpus())
                    .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
            copy.samples = Samples.everything();
            copy.bands = List.of();
            copy.predictions = List.of();
        });
    }

    /** The same suite without the ranges and predictions that were recorded for another model. */
    public Suite withoutExpectations() {
        return change(copy -> {
            copy.bands = List.of();
            copy.predictions = List.of();
        });
    }

    /** The same suite with another way of training. */
    public Suite withTraining(Training other) {
        return change(copy -> copy.training = other);
    }

    /** Whether the arm, or the arm that it is a later state of, is among the wanted. */
    private boolean isOf(String arm, List<String> wanted) {
        return wanted.contains(Strata.arm(arm)) || recorded.containsKey(arm);
    }

    private Suite change(Consumer<Copy> changes) {
        Copy copy = new Copy(this);
        changes.accept(copy);
        return new Suite(
                copy.name,
                version,
                copy.sha256,
                copy.corpus,
                copy.corpusV2,
                copy.facts,
                copy.questions,
                copy.arms,
                copy.adapters,
                copy.recorded,
                seed,
                copy.samples,
                retrieval,
                generation,
                copy.training,
                metrics,
                copy.bands,
                copy.predictions);
    }

    /** What may change from one suite to its like. */
    private static final class Copy {
        private String name;
        private String sha256;
        private Path corpus;
        private Optional<Path> corpusV2;
        private List<Path> facts;
        private List<Path> questions;
        private List<String> arms;
        private Map<AdapterRole, Path> adapters;
        private Map<String, Path> recorded;
        private Samples samples;
        private Training training;
        private List<Band> bands;
        private List<Prediction> predictions;

        Copy(Suite suite) {
            name = suite.name;
            sha256 = suite.sha256;
            corpus = suite.corpus;
            corpusV2 = suite.corpusV2;
            facts = suite.facts;
            questions = suite.questions;
            arms = suite.arms;
            adapters = suite.adapters;
            recorded = suite.recorded;
            samples = suite.samples;
            training = suite.training;
            bands = suite.bands;
            predictions = suite.predictions;
        }
    }

    /**
     * How many facts each stratum gets.
     *
     * @param wordings how many wordings of a fact are asked
     * @param sizes stratum to facts; strata that are not named are asked in full
     */
    public record Samples(int wordings, Map<String, Integer> sizes) {

        /** Stands for every fact there is. */
        public static final int ALL = -1;

        /** Every wording of every fact. */
        public static Samples everything() {
            return new Samples(Integer.MAX_VALUE, Map.of());
        }

        /** How many facts the stratum gets, or {@link #ALL}. */
        public int size(String stratum) {
            return sizes.getOrDefault(stratum, ALL);
        }
    }

    /**
     * How passages are found and prompted.
     *
     * @param mode {@code hybrid}, {@code bm25} or {@code vector}
     * @param passages how many are prompted, in arms that are not named below
     * @param passagesByArm how many are prompted, by arm id
     * @param minimumCosine below which nothing counts as found and the arm abstains
     * @param ranking what counts how much
     */
    public record Retrieval(
            String mode, int passages, Map<String, Integer> passagesByArm, double minimumCosine, Ranking ranking) {

        /** Takes an unmodifiable copy, in the order of the names. */
        public Retrieval {
            passagesByArm = Collections.unmodifiableMap(new TreeMap<>(passagesByArm));
        }

        /** With the ranking that was chosen for short passages under headings. */
        public Retrieval(String mode, int passages, Map<String, Integer> passagesByArm, double minimumCosine) {
            this(mode, passages, passagesByArm, minimumCosine, Ranking.DEFAULT);
        }

        /** How many passages an arm is shown. */
        public int passages(String arm) {
            return passagesByArm.getOrDefault(arm, passages);
        }
    }

    /**
     * What counts how much when passages are ranked, in every arm that retrieves; docs/retrieval.md says when to change it.
     *
     * @param headingWeight of a word in the headings; in the text it is 1
     * @param identifierWeight of a whole identifier such as AB-123, beside its parts
     * @param wordWeight of the ranking by words in the fusion
     * @param vectorWeight of the ranking by vectors in the fusion
     * @param rankConstant the k of reciprocal rank fusion
     */
    public record Ranking(
            double headingWeight, double identifierWeight, double wordWeight, double vectorWeight, int rankConstant) {

        /** The retriever's own. */
        public static final Ranking DEFAULT = of(RetrievalSettings.defaults());

        /** The same settings with this ranking. */
        public RetrievalSettings applyTo(RetrievalSettings settings) {
            return settings.withWords(new WordWeights(settings.words().text(), headingWeight, identifierWeight))
                    .withFusionWeights(vectorWeight, wordWeight)
                    .withRankConstant(rankConstant);
        }

        private static Ranking of(RetrievalSettings settings) {
            return new Ranking(
                    settings.words().headings(),
                    settings.words().identifiers(),
                    settings.wordWeight(),
                    settings.vectorWeight(),
                    settings.rankConstant());
        }
    }

    /**
     * How answers are written; greedy in every arm.
     *
     * @param maxTokens after which an answer is cut
     * @param timeoutSeconds after which a question counts as wrong
     * @param readings how often the local model of arm {@code rag} reads what it is in doubt about, 1 or 2; a server's model and
     *     the other arms read once
     */
    public record Generation(int maxTokens, int timeoutSeconds, int readings) {}

    /**
     * How trained arms are trained in the run, and brought up to date after the documents changed.
     *
     * @param incremental teaches the changes on top of what was learned; empty: is not done
     * @param fromTheStart how everything is learned at once
     * @param full whether the knowledge adapter is also trained from the start, before and after the change
     */
    public record Training(Optional<Incremental> incremental, FromTheStart fromTheStart, boolean full) {

        /** What an adapter becomes by learning the changes on top of what it knows. */
        public static final String INCREMENTAL = "incremental";

        /** What it becomes by learning everything again. */
        public static final String FULL = "full";

        /** The later states of a trained arm. */
        public static final List<String> STATES = List.of(INCREMENTAL, FULL);

        /** No training in the run. */
        public static final Training NONE = new Training(Optional.empty(), FromTheStart.DEFAULT, false);

        /** The same with training from the start switched on. */
        public Training withFull() {
            return new Training(incremental, fromTheStart, true);
        }
    }

    /**
     * How everything is learned at once, with the published model to start from.
     *
     * @param epochs passes over the records
     * @param learningRate the highest of the run
     * @param seeds how many trainings that differ in nothing but their seed show what chance does; where the
     *     arm itself is trained in the run it is the first of them
     */
    public record FromTheStart(int epochs, double learningRate, int seeds) {

        /** The closed-book recipe for few wordings a fact. */
        public static final FromTheStart DEFAULT = new FromTheStart(4, 1e-3, 0);
    }

    /**
     * How changes are learned on top of an adapter.
     *
     * @param facts how many changed facts are learned, those that are asked first, or {@link Samples#ALL}
     * @param wordings training wordings a fact is learned in, or {@link Samples#ALL}
     * @param rehearsal records of unchanged facts for each record of a change, against forgetting
     * @param epochs passes over the records
     * @param learningRate the highest of the run
     */
    public record Incremental(int facts, int wordings, double rehearsal, int epochs, double learningRate) {}

    /**
     * A range that a value must stay within.
     *
     * @param arm the arm's id
     * @param metric the metric's id
     * @param stratum on which questions
     * @param low smallest value allowed
     * @param high largest value allowed
     * @param reason why, with a date where it was changed
     */
    public record Band(String arm, String metric, String stratum, double low, double high, String reason) {}

    /**
     * What is expected before the first run.
     *
     * @param arm the arm's id
     * @param metric the metric's id
     * @param stratum on which questions
     * @param expected the value
     * @param why the reason
     */
    public record Prediction(String arm, String metric, String stratum, double expected, String why) {}
}
