package dev.openbook.evaluator.suite;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
 * @param seed of samples, order and resampling
 * @param samples how many facts each stratum gets
 * @param retrieval how passages are found and prompted
 * @param generation how answers are written
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
        long seed,
        Samples samples,
        Retrieval retrieval,
        Generation generation,
        List<String> metrics,
        List<Band> bands,
        List<Prediction> predictions) {

    /** Takes unmodifiable copies. */
    public Suite {
        facts = List.copyOf(facts);
        questions = List.copyOf(questions);
        arms = List.copyOf(arms);
        metrics = List.copyOf(metrics);
        bands = List.copyOf(bands);
        predictions = List.copyOf(predictions);
    }

    /** The same suite asked of other arms; bands and predictions of arms that left go with them. */
    public Suite withArms(List<String> wanted) {
        return new Suite(
                name,
                version,
                sha256,
                corpus,
                corpusV2,
                facts,
                questions,
                wanted,
                seed,
                samples,
                retrieval,
                generation,
                metrics,
                bands.stream().filter(b -> wanted.contains(b.arm())).toList(),
                predictions.stream().filter(p -> wanted.contains(p.arm())).toList());
    }

    /** The same settings on a user's own documents: everything is asked, nothing is expected. */
    public Suite withDocuments(Path ownCorpus, Optional<Path> ownCorpusV2, List<Path> ownQuestions) {
        return new Suite(
                "own documents",
                version,
                "",
                ownCorpus,
                ownCorpusV2,
                List.of(),
                ownQuestions,
                arms,
                seed,
                Samples.everything(),
                retrieval,
                generation,
                metrics,
                List.of(),
                List.of());
    }

    /** The same suite without the ranges and predictions that were recorded for another model. */
    public Suite withoutExpectations() {
        return new Suite(
                name,
                version,
                sha256,
                corpus,
                corpusV2,
                facts,
                questions,
                arms,
                seed,
                samples,
                retrieval,
                generation,
                metrics,
                List.of(),
                List.of());
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
     * @param passages how many are prompted
     * @param minimumCosine below which nothing counts as found and the arm abstains
     */
    public record Retrieval(String mode, int passages, double minimumCosine) {}

    /**
     * How answers are written; greedy in every arm.
     *
     * @param maxTokens after which an answer is cut
     * @param timeoutSeconds after which a question counts as wrong
     */
    public record Generation(int maxTokens, int timeoutSeconds) {}

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
