package dev.openbook.finetune.dataset.reader;

import dev.openbook.finetune.dataset.reader.Vocabulary.Domain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Reading records over invented sources.
 *
 * <p>Flow: for each domain in turn {@link SourceWriter} writes sources and {@link QuestionWriter} asks several questions
 * about them. Records of one set of sources stand next to each other with the sources in the same order, so that a trainer
 * may compute what their prompts share once.
 */
public final class SyntheticReading {

    private final Vocabulary vocabulary;
    private final long seed;
    private final double unanswerable;
    private final boolean training;

    private SyntheticReading(Vocabulary vocabulary, long seed, double unanswerable, boolean training) {
        this.vocabulary = vocabulary;
        this.seed = seed;
        this.unanswerable = unanswerable;
        this.training = training;
    }

    /**
     * Records to train on.
     *
     * @param unanswerable how many questions ask for what the sources do not tell, 0 to 1
     */
    public static SyntheticReading training(long seed, double unanswerable) {
        return new SyntheticReading(Vocabulary.training(), seed, unanswerable, true);
    }

    /** Records over domains that are never trained on, a quarter of them unanswerable. */
    public static SyntheticReading development(long seed) {
        return new SyntheticReading(Vocabulary.development(), seed, ReaderDataset.Mix.DEFAULT.unanswerable(), false);
    }

    /** So many records; the same seed gives the same. */
    public List<ReadingRecord> records(int count) {
        Random random = new Random(seed);
        SourceWriter sources = new SourceWriter(random, vocabulary.words(), training);
        QuestionWriter questions = new QuestionWriter(random, vocabulary.words(), unanswerable, training);
        List<ReadingRecord> records = new ArrayList<>();
        List<Domain> round = new ArrayList<>();
        while (records.size() < count) {
            if (round.isEmpty()) {
                round.addAll(vocabulary.domains());
                round.addAll(vocabulary.pages()); // twice: they have the most questions and read as documents do
                Collections.shuffle(round, random);
            }
            Domain domain = round.remove(round.size() - 1);
            Domain other =
                    vocabulary.domains().get(random.nextInt(vocabulary.domains().size()));
            records.addAll(questions.ask(sources.write(domain, other)));
        }
        return List.copyOf(records.subList(0, count));
    }
}
