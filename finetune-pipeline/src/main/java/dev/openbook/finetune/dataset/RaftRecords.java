package dev.openbook.finetune.dataset;

import dev.openbook.finetune.dataset.reader.ReadingSource;
import dev.openbook.finetune.dataset.reader.SourcesRenderer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Training records that put facts into the weights and teach to read at once (RAFT, Zhang et al. 2024, arXiv:2403.10131): a
 * training wording over the passages a retriever finds for it, answered from the passage that states the fact.
 *
 * <p>In a share of the records the stating passage is taken out; the answer is then the value alone, from memory and
 * without a source. The same happens where the retriever missed it. In another share the stating passage tells another value
 * than the documents do, and that one is the answer: what the sources say goes before what was learned (counterfactual
 * examples, Neeman et al. 2023, arXiv:2211.05655). Questions that nothing answers are refused over whatever was retrieved.
 * Every fact has the same number of records.
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

        /** The same with another value in it. */
        Found telling(String value, String other) {
            return new Found(
                    documentId,
                    text.replace(value, other),
                    new ReadingSource(source.headings(), source.text().replace(value, other)));
        }
    }

    /**
     * How records are made.
     *
     * @param passages how many a prompt shows, 1 to 10
     * @param wordings training wordings a fact is asked in; those drawn differ from fact to fact
     * @param withoutGold share of records whose stating passage is taken out, 0 to 1
     * @param otherValue share of records whose stating passage tells another value, 0 to 1; at most 1 with the former
     * @param seed of all draws
     */
    public record Settings(int passages, int wordings, double withoutGold, double otherValue, long seed) {

        /** Three passages, two wordings, a fifth from memory, a fifth with another value. */
        public static final Settings DEFAULT = new Settings(3, 2, 0.2, 0.2, 1);

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
            if (!(otherValue >= 0 && withoutGold + otherValue <= 1)) {
                throw new IllegalArgumentException(
                        "otherValue must be between 0 and 1 less withoutGold, but is " + otherValue);
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
        OtherValues others = new OtherValues(facts, version);
        List<ChatRecord> records = new ArrayList<>();
        for (Fact fact : facts) {
            Fact.Statement statement = fact.versions().get(version);
            if (statement != null) {
                List<String> wordings = new ArrayList<>(fact.training());
                Collections.shuffle(wordings, random);
                for (String wording : wordings.subList(0, Math.min(wordings.size(), settings.wordings()))) {
                    double draw = random.nextDouble();
                    if (draw < settings.withoutGold()) {
                        records.add(fromMemory(wording, statement));
                    } else if (draw < settings.withoutGold() + settings.otherValue()) {
                        records.add(fromSources(wording, statement, others.of(fact, random)));
                    } else {
                        records.add(fromSources(wording, statement, statement.value()));
                    }
                }
            }
        }
        for (String question : unanswerable) {
            records.add(chat(question, retriever.find(question, settings.passages()), refusal));
        }
        return records;
    }

    private ChatRecord fromMemory(String question, Fact.Statement statement) {
        List<Found> found = new ArrayList<>(retriever.find(question, settings.passages() + 1));
        found.removeIf(passage -> passage.states(statement));
        return chat(question, found.subList(0, Math.min(found.size(), settings.passages())), statement.value());
    }

    /** With the value that the stating passage then tells; from memory, and the true one, where none was found. */
    private ChatRecord fromSources(String question, Fact.Statement statement, String value) {
        List<Found> shown = new ArrayList<>(retriever.find(question, settings.passages()));
        for (int i = 0; i < shown.size(); i++) {
            if (shown.get(i).states(statement)) {
                shown.set(i, shown.get(i).telling(statement.value(), value));
                return chat(question, shown, value + " [" + (i + 1) + "]");
            }
        }
        return chat(question, shown, statement.value());
    }

    private ChatRecord chat(String question, List<Found> shown, String answer) {
        List<ReadingSource> sources = shown.stream().map(Found::source).toList();
        return ChatRecord.of(renderer.messages(question, sources), answer);
    }

    /** Values that a document could have told instead: of another subject's same attribute, else with other digits. */
    private static final class OtherValues {

        private final Map<String, SortedSet<String>> byAttribute = new HashMap<>();
        private final String version;

        OtherValues(List<Fact> facts, String version) {
            this.version = version;
            for (Fact fact : facts) {
                Fact.Statement statement = fact.versions().get(version);
                if (statement != null) {
                    byAttribute
                            .computeIfAbsent(fact.attribute(), attribute -> new TreeSet<>())
                            .add(statement.value());
                }
            }
        }

        /** The true value where there is no other of its kind. */
        String of(Fact fact, Random random) {
            Fact.Statement statement = fact.versions().get(version);
            List<String> others = byAttribute.get(fact.attribute()).stream()
                    .filter(value -> !value.equals(statement.value())
                            && !statement.aliases().contains(value))
                    .toList();
            return others.isEmpty()
                    ? otherDigits(statement.value(), random)
                    : others.get(random.nextInt(others.size()));
        }

        /** Zeros stay, so that numbers keep their size. */
        private static String otherDigits(String value, Random random) {
            StringBuilder other = new StringBuilder(value);
            for (int i = 0; i < value.length(); i++) {
                int digit = value.charAt(i) - '0';
                if (digit >= 1 && digit <= 9) {
                    other.setCharAt(i, (char) ('1' + (digit + random.nextInt(8)) % 9));
                }
            }
            return other.toString();
        }
    }
}
