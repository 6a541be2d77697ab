package dev.openbook.finetune.dataset.reader;

import dev.openbook.finetune.dataset.reader.ReaderDataset.Mix;
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
    private final Mix mix;
    private final boolean training;

    private SyntheticReading(Vocabulary vocabulary, long seed, Mix mix, boolean training) {
        this.vocabulary = vocabulary;
        this.seed = seed;
        this.mix = mix;
        this.training = training;
    }

    /** Records to train on, mixed so. */
    public static SyntheticReading training(long seed, Mix mix) {
        return new SyntheticReading(Vocabulary.training(), seed, mix, true);
    }

    /** Records over domains that are never trained on, a quarter of them unanswerable. */
    public static SyntheticReading development(long seed) {
        return new SyntheticReading(Vocabulary.development(), seed, Mix.DEFAULT, false);
    }

    /** So many records; the same seed gives the same. */
    public List<ReadingRecord> records(int count) {
        Random random = new Random(seed);
        SourceWriter sources = new SourceWriter(random, vocabulary.words(), training);
        QuestionWriter questions = new QuestionWriter(random, vocabulary.words(), mix.unanswerable(), training);
        List<ReadingRecord> records = new ArrayList<>();
        List<Domain> round = new ArrayList<>();
        while (records.size() < count) {
            if (round.isEmpty()) {
                round.addAll(vocabulary.domains());
                for (int turn = 1; turn < mix.pages(); turn++) { // the first is among the domains
                    round.addAll(vocabulary.pages());
                }
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
