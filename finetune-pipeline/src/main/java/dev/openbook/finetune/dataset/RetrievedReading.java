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
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Reading records over the passages that a retriever finds in documents, with the near misses that it brings along.
 *
 * <p>Each question begins one set of passages, found for one of its wordings; in a share of the sets its stating passage is
 * taken out. A set is asked what its passages state, in several wordings, and some of what they do not: facts of the same
 * documents that stand elsewhere, and questions that no document answers; {@value #PER_SET} questions at most. Questions
 * over one set share its tokens in training. Passages are shown whatever their score, so an arm with a threshold reads
 * somewhat less.
 */
public final class RetrievedReading {

    /** Questions over one set at most: more would make a training step of little else. */
    private static final int PER_SET = 16;

    /**
     * What is asked.
     *
     * @param wordings the ways to ask it, at least one
     * @param told where documents state the answer; empty where none does
     */
    public record Asked(List<String> wordings, List<Fact.Statement> told) {

        /** Refuses a question without wordings. */
        public Asked {
            if (wordings.isEmpty()) {
                throw new IllegalArgumentException("wordings must hold at least 1, but holds none");
            }
            wordings = List.copyOf(wordings);
            told = List.copyOf(told);
        }

        /** What the passage states of it. */
        private Optional<Fact.Statement> statedIn(Found passage) {
            return told.stream().filter(passage::states).findFirst();
        }

        /** The index of the first passage that states it; -1 where none does. */
        private int firstStating(List<Found> passages) {
            return IntStream.range(0, passages.size())
                    .filter(i -> statedIn(passages.get(i)).isPresent())
                    .findFirst()
                    .orElse(-1);
        }

        /** Whether a prompt with these passages gives no spelling of the answer away, be it by chance. */
        private boolean isSilentIn(List<ReadingSource> sources) {
            String shown = sources.toString();
            return told.stream()
                    .flatMap(statement -> Stream.concat(Stream.of(statement.value()), statement.aliases().stream()))
                    .map(spelling -> "(?iu)(?<![\\p{L}\\p{N}])" + Pattern.quote(spelling) + "(?![\\p{L}\\p{N}])")
                    .noneMatch(
                            spelling -> Pattern.compile(spelling).matcher(shown).find());
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
     * @param settings how records are made
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
                    .filter(passage -> !takenOut || first.statedIn(passage).isEmpty())
                    .limit(settings.passages())
                    .toList();
            List<ReadingSource> sources = shown.stream().map(Found::source).toList();
            if (!shown.isEmpty() && !sets.containsKey(sources)) {
                sets.put(sources, records(shown, sources, first, byDocument, random));
            }
        }
        return sets.values().stream().flatMap(List::stream).toList();
    }

    /** Questions by the documents that tell the answer, or else by the one that the retriever thinks of first. */
    private Map<String, List<Asked>> byDocument(List<Asked> questions) {
        Map<String, List<Asked>> byDocument = new LinkedHashMap<>();
        for (Asked asked : questions) {
            Stream<String> documents = asked.told().isEmpty()
                    ? retriever.find(asked.wordings().get(0), 1).stream().map(Found::documentId)
                    : asked.told().stream().map(Fact.Statement::document).distinct();
            documents.forEach(document ->
                    byDocument.computeIfAbsent(document, d -> new ArrayList<>()).add(asked));
        }
        return byDocument;
    }

    private List<ReadingRecord> records(
            List<Found> shown,
            List<ReadingSource> sources,
            Asked first,
            Map<String, List<Asked>> byDocument,
            Random random) {
        List<Asked> near = new ArrayList<>(shown.stream()
                .map(Found::documentId)
                .distinct()
                .flatMap(document -> byDocument.getOrDefault(document, List.of()).stream())
                .distinct()
                .filter(Predicate.not(first::equals))
                .toList());
        Collections.shuffle(near, random);
        near.add(0, first);
        List<ReadingRecord> told = new ArrayList<>();
        List<ReadingRecord> untold = new ArrayList<>();
        // questions of one set are about as long as each other: padded to the longest, a sixth of the rows was padding
        double length = random.nextDouble();
        for (Asked asked : near) {
            List<String> wordings = ofLength(length, asked.wordings());
            int stating = asked.firstStating(shown);
            if (stating >= 0) {
                String value = asked.statedIn(shown.get(stating)).orElseThrow().value();
                wordings.forEach(wording -> told.add(new ReadingRecord(sources, wording, value, stating)));
            } else if (asked.isSilentIn(sources)) {
                untold.add(ReadingRecord.unanswerable(sources, wordings.get(random.nextInt(wordings.size()))));
            }
        }
        boolean firstIsUntold =
                !untold.isEmpty() && first.wordings().contains(untold.get(0).question());
        return mixed(told, untold, firstIsUntold, random);
    }

    /** As many wordings as are asked, neighbours in length: the shortest at 0, the longest at 1. */
    private List<String> ofLength(double length, List<String> wordings) {
        List<String> sorted = new ArrayList<>(wordings);
        sorted.sort(Comparator.comparingInt(String::length));
        int count = Math.min(settings.wordings(), sorted.size());
        int from = (int) (length * (sorted.size() - count + 1));
        return sorted.subList(from, from + count);
    }

    /**
     * Told and untold questions in the share that was asked for; besides, the question for which the passages were found is
     * asked if they are silent on it, or else one question of a set that tells nothing.
     */
    private List<ReadingRecord> mixed(
            List<ReadingRecord> told, List<ReadingRecord> untold, boolean firstIsUntold, Random random) {
        double share = settings.unanswerable();
        int answered = Math.min(told.size(), (int) (PER_SET * (1 - share)));
        int declined = (int) (answered * share / (1 - share) + random.nextDouble());
        int least = share > 0 && (firstIsUntold || answered == 0) ? 1 : 0;
        List<ReadingRecord> records = new ArrayList<>(told.subList(0, answered));
        records.addAll(untold.subList(0, Math.min(Math.max(declined, least), untold.size())));
        Collections.shuffle(records, random);
        return records;
    }
}
