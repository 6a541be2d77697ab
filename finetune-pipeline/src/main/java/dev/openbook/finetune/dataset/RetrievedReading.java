package dev.openbook.finetune.dataset;

import dev.openbook.finetune.dataset.RaftRecords.Found;
import dev.openbook.finetune.dataset.RaftRecords.Retriever;
import dev.openbook.finetune.dataset.reader.ReadingRecord;
import dev.openbook.finetune.dataset.reader.ReadingSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Predicate;

/**
 * Reading records over documents as they are served: the passages that a retriever finds for a question, with the near
 * misses that it brings along.
 *
 * <p>Each question begins one set of passages, found for one of its wordings; in a share of the sets its stating passage is
 * taken out. Over a set everything is asked that its passages state, in several wordings, and some of what they do not:
 * facts of the same documents that stand elsewhere, and questions that no document answers. Questions over one set share
 * its tokens in training.
 */
public final class RetrievedReading {

    /** Questions over one set at most: more would make a training step of little else. */
    private static final int PER_SET = 16;

    /**
     * What is asked.
     *
     * @param wordings the ways to ask it, at least one
     * @param told where a document states the answer; empty where none does
     */
    public record Asked(List<String> wordings, Optional<Fact.Statement> told) {

        /** Refuses a question without words. */
        public Asked {
            if (wordings.isEmpty()) {
                throw new IllegalArgumentException("wordings must hold at least 1, but holds none");
            }
            wordings = List.copyOf(wordings);
        }
    }

    /**
     * How records are made.
     *
     * @param passages how many a prompt shows, 1 to 10
     * @param wordings in how many ways a fact is asked over one set, at least 1
     * @param unanswerable share of the questions that their passages do not answer, 0 to 0.5
     * @param withoutGold share of sets from which the stating passage of their first question is taken out, 0 to 1
     * @param seed of all draws
     */
    public record Settings(int passages, int wordings, double unanswerable, double withoutGold, long seed) {

        /** Checks the ranges. */
        public Settings {
            if (passages < 1 || passages > 10) {
                throw new IllegalArgumentException("passages must be between 1 and 10, but is " + passages);
            }
            if (wordings < 1) {
                throw new IllegalArgumentException("wordings must be at least 1, but is " + wordings);
            }
            if (!(unanswerable >= 0 && unanswerable <= 0.5)) {
                throw new IllegalArgumentException("unanswerable must be between 0 and 0.5, but is " + unanswerable);
            }
            if (!(withoutGold >= 0 && withoutGold <= 1)) {
                throw new IllegalArgumentException("withoutGold must be between 0 and 1, but is " + withoutGold);
            }
        }
    }

    private final Retriever retriever;
    private final Settings settings;

    /**
     * A maker of records.
     *
     * @param retriever the one that serves later
     */
    public RetrievedReading(Retriever retriever, Settings settings) {
        this.retriever = retriever;
        this.settings = settings;
    }

    /** The records, those over one set together; a set that two questions find is asked about once. */
    public List<ReadingRecord> of(List<Asked> questions) {
        Random random = new Random(settings.seed());
        Map<String, List<Asked>> byDocument = byDocument(questions);
        Map<List<ReadingSource>, List<ReadingRecord>> sets = new LinkedHashMap<>();
        for (Asked first : questions) {
            String wording =
                    first.wordings().get(random.nextInt(first.wordings().size()));
            boolean takenOut = random.nextDouble() < settings.withoutGold();
            List<Found> shown = retriever.find(wording, settings.passages() + 1).stream()
                    .filter(passage -> !(takenOut && states(passage, first)))
                    .limit(settings.passages())
                    .toList();
            List<ReadingSource> sources = shown.stream().map(Found::source).toList();
            if (!shown.isEmpty() && !sets.containsKey(sources)) {
                sets.put(sources, records(shown, sources, first, byDocument, random));
            }
        }
        return sets.values().stream().flatMap(List::stream).toList();
    }

    /** Questions by the document that tells the answer, or else by the one that the retriever thinks of first. */
    private Map<String, List<Asked>> byDocument(List<Asked> questions) {
        Map<String, List<Asked>> byDocument = new LinkedHashMap<>();
        for (Asked asked : questions) {
            asked.told()
                    .map(Fact.Statement::document)
                    .or(() -> retriever.find(asked.wordings().get(0), 1).stream()
                            .map(Found::documentId)
                            .findFirst())
                    .ifPresent(document -> byDocument
                            .computeIfAbsent(document, d -> new ArrayList<>())
                            .add(asked));
        }
        return byDocument;
    }

    private List<ReadingRecord> records(
            List<Found> shown,
            List<ReadingSource> sources,
            Asked first,
            Map<String, List<Asked>> byDocument,
            Random random) {
        List<ReadingRecord> told = new ArrayList<>();
        List<ReadingRecord> untold = new ArrayList<>();
        List<Asked> near = new ArrayList<>(shown.stream()
                .map(Found::documentId)
                .distinct()
                .flatMap(document -> byDocument.getOrDefault(document, List.of()).stream())
                .filter(Predicate.not(first::equals))
                .toList());
        Collections.shuffle(near, random);
        near.add(0, first); // its own question is asked in any case
        double length =
                random.nextDouble(); // questions of one set are about as long as each other, or padding costs a sixth
        for (Asked asked : near) {
            int stating = stating(shown, asked);
            List<String> wordings = ofLength(length, asked.wordings());
            if (stating >= 0) {
                String value = asked.told().orElseThrow().value();
                wordings.forEach(wording -> told.add(new ReadingRecord(sources, wording, value, stating)));
            } else if (nowhere(asked, sources)) {
                untold.add(ReadingRecord.unanswerable(sources, wordings.get(random.nextInt(wordings.size()))));
            }
        }
        return mixed(told, untold, random);
    }

    /** As many wordings as are asked, neighbours in length: the shortest at 0, the longest at 1. */
    private List<String> ofLength(double length, List<String> wordings) {
        List<String> sorted = new ArrayList<>(wordings);
        sorted.sort(Comparator.comparingInt(String::length));
        int count = Math.min(settings.wordings(), sorted.size());
        int from = (int) (length * (sorted.size() - count + 1));
        return sorted.subList(from, from + count);
    }

    /** Told and untold questions in the share that was asked for; a set that tells nothing is asked one of them. */
    private List<ReadingRecord> mixed(List<ReadingRecord> told, List<ReadingRecord> untold, Random random) {
        double share = settings.unanswerable();
        int answered = Math.min(told.size(), (int) (PER_SET * (1 - share)));
        double untoldOnes = answered * share / (1 - share);
        int declined = answered == 0 ? 1 : (int) (untoldOnes + random.nextDouble());
        List<ReadingRecord> records = new ArrayList<>(told.subList(0, answered));
        records.addAll(untold.subList(0, Math.min(declined, untold.size())));
        Collections.shuffle(records, random);
        return records;
    }

    private static int stating(List<Found> shown, Asked asked) {
        for (int i = 0; i < shown.size(); i++) {
            if (states(shown.get(i), asked)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean states(Found passage, Asked asked) {
        return asked.told().filter(passage::states).isPresent();
    }

    /** A value that stands in a passage by chance may answer the question after all. */
    private static boolean nowhere(Asked asked, List<ReadingSource> sources) {
        return asked.told()
                .map(Fact.Statement::value)
                .filter(value ->
                        sources.stream().anyMatch(source -> source.text().contains(value)))
                .isEmpty();
    }
}
