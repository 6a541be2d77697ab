package dev.openbook.finetune.dataset;

import dev.openbook.finetune.dataset.reader.ReadingSource;
import dev.openbook.finetune.dataset.reader.SourcesRenderer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Training records that put facts into the weights and teach to read at once (RAFT, Zhang et al. 2024, arXiv:2403.10131): a
 * training wording over the passages a retriever finds for it, answered from the passage that states the fact.
 *
 * <p>In a share of the records the stating passage is taken out; the answer is then the value alone, from memory and
 * without a source. The same happens where the retriever missed it. Questions that nothing answers are refused over
 * whatever was retrieved. Every fact has the same number of records.
 */
public final class RaftRecords {

    /** Finds passages, best first. */
    @FunctionalInterface
    public interface Retriever {
        /** At most so many passages for a question. */
        List<Found> find(String question, int count);
    }

    /**
     * A passage that was found.
     *
     * @param documentId the document it was cut from
     * @param text the exact slice of the document, in which a fact's quote is looked for
     * @param source the same as a prompt shows it
     */
    public record Found(String documentId, String text, ReadingSource source) {

        /** Whether the fact is stated here, in words that a prompt shows. */
        boolean states(Fact.Statement statement) {
            return documentId.equals(statement.document())
                    && text.contains(statement.quote())
                    && source.text().contains(statement.value());
        }
    }

    /**
     * How records are made.
     *
     * @param passages how many a prompt shows, 1 to 10
     * @param wordings training wordings a fact is asked in; those drawn differ from fact to fact
     * @param withoutGold share of records whose stating passage is taken out, 0 to 1
     * @param seed of all draws
     */
    public record Settings(int passages, int wordings, double withoutGold, long seed) {

        /** Three passages, two wordings, a fifth from memory. */
        public static final Settings DEFAULT = new Settings(3, 2, 0.2, 1);

        /** Checks the ranges. */
        public Settings {
            if (passages < 1 || passages > 10) {
                throw new IllegalArgumentException("passages must be between 1 and 10, but is " + passages);
            }
            if (wordings < 1) {
                throw new IllegalArgumentException("wordings must be at least 1, but is " + wordings);
            }
            if (!(withoutGold >= 0 && withoutGold <= 1)) {
                throw new IllegalArgumentException("withoutGold must be between 0 and 1, but is " + withoutGold);
            }
        }
    }

    private final Retriever retriever;
    private final SourcesRenderer renderer;
    private final String refusal;
    private final Settings settings;

    /**
     * A maker of records.
     *
     * @param retriever the one that serves later
     * @param renderer writes the prompt that is served later
     * @param refusal the answer where nothing is known
     */
    public RaftRecords(Retriever retriever, SourcesRenderer renderer, String refusal, Settings settings) {
        this.retriever = retriever;
        this.renderer = renderer;
        this.refusal = refusal;
        this.settings = settings;
    }

    /**
     * The records of one corpus version, facts first; the order is not yet shuffled.
     *
     * @param version facts without a statement of this version are left out
     * @param unanswerable questions that no document answers
     */
    public List<ChatRecord> of(List<Fact> facts, String version, List<String> unanswerable) {
        Random random = new Random(settings.seed());
        List<ChatRecord> records = new ArrayList<>();
        for (Fact fact : facts) {
            Fact.Statement statement = fact.versions().get(version);
            if (statement != null) {
                List<String> wordings = new ArrayList<>(fact.training());
                Collections.shuffle(wordings, random);
                wordings.stream()
                        .limit(settings.wordings())
                        .forEach(wording ->
                                records.add(record(wording, statement, random.nextDouble() < settings.withoutGold())));
            }
        }
        for (String question : unanswerable) {
            records.add(chat(question, retriever.find(question, settings.passages()), refusal));
        }
        return records;
    }

    private ChatRecord record(String question, Fact.Statement statement, boolean withoutGold) {
        List<Found> found = new ArrayList<>(retriever.find(question, settings.passages() + (withoutGold ? 1 : 0)));
        if (withoutGold) {
            found.removeIf(passage -> passage.states(statement));
        }
        List<Found> shown = found.subList(0, Math.min(found.size(), settings.passages()));
        for (int i = 0; i < shown.size(); i++) {
            if (shown.get(i).states(statement)) {
                return chat(question, shown, statement.value() + " [" + (i + 1) + "]");
            }
        }
        return chat(question, shown, statement.value());
    }

    private ChatRecord chat(String question, List<Found> shown, String answer) {
        List<ReadingSource> sources = shown.stream().map(Found::source).toList();
        return ChatRecord.of(renderer.messages(question, sources), answer);
    }
}
