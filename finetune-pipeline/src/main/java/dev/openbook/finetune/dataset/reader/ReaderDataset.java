package dev.openbook.finetune.dataset.reader;

import dev.openbook.foundation.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * The reader's data: synthetic records, and fewer on encyclopedia articles where their file is given.
 *
 * <p>Records of one set of sources stand together; the sets are shuffled.
 */
public final class ReaderDataset {

    /** Settings such as thresholds are chosen on this article. */
    public static final String DEVELOPMENT_ARTICLE = "Huguenot";

    /** Results are reported on this article. */
    public static final String REPORT_ARTICLE = "Yuan_dynasty";

    /**
     * What training data is mixed of. A reader that sees many unanswerable questions declines many answerable ones.
     *
     * @param unanswerable how many questions the synthetic sources do not answer, 0 to 0.5; on articles twice the share
     * @param articles records on articles for each synthetic one, 0 to 1: people's own wordings over dense prose
     * @param pages how often a whole page's turn comes for one of each kind of subject, 1 to 20
     */
    public record Mix(double unanswerable, double articles, int pages) {

        /** A quarter unanswerable, a tenth on articles; pages twice, for they ask the most and read as documents do. */
        public static final Mix DEFAULT = new Mix(0.25, 0.1, 2);

        /** Checks the ranges. */
        public Mix {
            if (!(unanswerable >= 0 && unanswerable <= 0.5)) {
                throw new InvalidInputException("--unanswerable must be between 0 and 0.5, but is " + unanswerable);
            }
            if (!(articles >= 0 && articles <= 1)) {
                throw new InvalidInputException("--articles must be between 0 and 1, but is " + articles);
            }
            if (pages < 1 || pages > 20) {
                throw new InvalidInputException("--pages must be between 1 and 20, but is " + pages);
            }
        }
    }

    /** What records are for. */
    public enum Split {
        /** Trained on: most domains, and all articles but two. */
        TRAIN,
        /** Never trained on, settings may be chosen on it: other domains, and one article. */
        DEV,
        /** Only reported: one article. */
        REPORT
    }

    private ReaderDataset() {}

    /** The records of a split in the usual mix. */
    public static List<ReadingRecord> records(Split split, int count, long seed, Optional<Path> squad) {
        return records(split, count, seed, squad, Mix.DEFAULT);
    }

    /**
     * The records of a split.
     *
     * @param count synthetic records (none for {@link Split#REPORT}, where it is the number of questions on the article)
     * @param squad a file in SQuAD's second format
     * @param mix of {@link Split#TRAIN}; the others stay as they are, or results could not be compared
     * @throws InvalidInputException if the file is needed or wrong
     */
    public static List<ReadingRecord> records(Split split, int count, long seed, Optional<Path> squad, Mix mix) {
        if (count < 1) {
            throw new InvalidInputException("--records must be at least 1, but is " + count);
        }
        List<ReadingRecord> records = new ArrayList<>();
        Optional<SquadReading> articles = squad.map(file -> SquadReading.of(file, seed));
        switch (split) {
            case TRAIN -> {
                records.addAll(SyntheticReading.training(seed, mix).records(count));
                articles.ifPresent(a -> {
                    Set<String> titles = new TreeSet<>(a.titles());
                    titles.removeAll(Set.of(DEVELOPMENT_ARTICLE, REPORT_ARTICLE));
                    records.addAll(a.records(titles, (int) Math.round(mix.articles() * count), mix.unanswerable() * 2));
                });
            }
            case DEV -> {
                records.addAll(SyntheticReading.development(seed).records(count));
                articles.ifPresent(a -> records.addAll(a.records(Set.of(DEVELOPMENT_ARTICLE), count, 0.5)));
                return List.copyOf(records);
            }
            default ->
                records.addAll(articles.orElseThrow(() -> new InvalidInputException(
                                "--squad must name a SQuAD file for this split, but is not given"))
                        .records(Set.of(REPORT_ARTICLE), count, 0.5));
        }
        return shuffledSets(records, seed);
    }

    /** The records in another order: those of one set of sources stay together, the sets are shuffled. */
    public static List<ReadingRecord> shuffledSets(List<ReadingRecord> records, long seed) {
        List<List<ReadingRecord>> sets = new ArrayList<>();
        List<ReadingSource> last = null;
        for (ReadingRecord record : records) {
            if (!record.sources().equals(last)) {
                sets.add(new ArrayList<>());
                last = record.sources();
            }
            sets.get(sets.size() - 1).add(record);
        }
        Collections.shuffle(sets, new Random(seed));
        return sets.stream().flatMap(List::stream).toList();
    }
}
