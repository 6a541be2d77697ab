package dev.openbook.finetune.dataset.reader;

import dev.openbook.finetune.dataset.reader.SourceSet.Subject;
import dev.openbook.finetune.dataset.reader.SourceSet.Told;
import dev.openbook.finetune.dataset.reader.Vocabulary.Attribute;
import dev.openbook.finetune.dataset.reader.Vocabulary.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Asks a set of sources for what they tell and for what they do not: an attribute told of others only, an attribute told of
 * nobody, a subject with a similar name, something that nobody ever writes down.
 */
final class QuestionWriter {

    /**
     * Questions over a set where it tells enough: sources are most of what a record costs to learn from, and a batch of 32
     * holds two sets whole.
     */
    private static final int QUESTIONS_TRAINED = 16;

    /** Fewer, as since the first reader: results on these records are compared over time. */
    private static final int FEWEST_DEVELOPMENT = 4;

    /** How often a fact is asked for: what a set tells few of is asked in several wordings. */
    private static final int MOST_WORDINGS_TRAINED = 3;

    private static final double REVERSED = 0.09;
    private static final double FORMER = 0.3;
    private static final double DESCRIBED = 0.15;
    private static final double BY_NAME = 0.22;
    private static final double PREFACE = 0.1;

    private final Random random;
    private final Filler filler;
    private final Words words;
    private final double unanswerable;
    private final boolean training;

    /**
     * @param unanswerable how many questions ask for what the sources do not tell, 0 to 1
     * @param training whether many questions are asked over a set, a fact up to three times where it tells few
     */
    QuestionWriter(Random random, Words words, double unanswerable, boolean training) {
        this.unanswerable = unanswerable;
        this.training = training;
        this.random = random;
        this.words = words;
        this.filler = new Filler(random, words);
    }

    /** Questions about the set, no two the same, as far as the sources suffice. */
    List<ReadingRecord> ask(SourceSet set) {
        int wanted = training ? QUESTIONS_TRAINED : FEWEST_DEVELOPMENT + random.nextInt(3);
        List<Told> open = new ArrayList<>();
        for (int turn = 0; turn < (training ? MOST_WORDINGS_TRAINED : 1); turn++) {
            open.addAll(spread(set.told()));
        }
        Map<String, ReadingRecord> records = new LinkedHashMap<>();
        for (int attempt = 0; records.size() < wanted && attempt < wanted + 2; attempt++) {
            if (random.nextDouble() < unanswerable) {
                ReadingRecord record = untold(set);
                records.putIfAbsent(record.question(), record);
            } else if (!open.isEmpty()) {
                ReadingRecord record = told(set, open.remove(0));
                records.putIfAbsent(record.question(), record);
            }
        }
        return List.copyOf(records.values());
    }

    /** In random order, but from a different source each as long as possible. */
    private List<Told> spread(List<Told> told) {
        List<Told> left = new ArrayList<>(told);
        Collections.shuffle(left, random);
        List<Told> spread = new ArrayList<>();
        while (!left.isEmpty()) {
            boolean[] seen = new boolean[16];
            List<Told> round = left.stream()
                    .filter(t -> {
                        boolean first = !seen[t.source()];
                        seen[t.source()] = true;
                        return first;
                    })
                    .toList();
            spread.addAll(round);
            left.removeAll(round);
        }
        return spread;
    }

    private ReadingRecord told(SourceSet set, Told fact) {
        Attribute attribute = fact.attribute();
        if (attribute.reversed() != null && random.nextDouble() < REVERSED && isUnique(set, fact)) {
            String question = preface(attribute.reversed().replace("{v}", fact.value()));
            return new ReadingRecord(set.sources(), question, fact.subject().name(), fact.source());
        }
        if (fact.former() != null && random.nextDouble() < FORMER) {
            String question = name(filler.pick(words.formerly()), attribute, fact.subject());
            return new ReadingRecord(set.sources(), question, fact.former(), fact.source());
        }
        return new ReadingRecord(set.sources(), question(attribute, described(set, fact)), fact.value(), fact.source());
    }

    /** The subject, now and then by something else that the sources tell of it: "that ferry whose captain is Mei Lund". */
    private Subject described(SourceSet set, Told fact) {
        Subject subject = fact.subject();
        if (subject.domain().single() || random.nextDouble() >= DESCRIBED) {
            return subject;
        }
        return set.told().stream()
                .filter(other -> other.subject().equals(subject) && other.attribute() != fact.attribute())
                .filter(other -> other.attribute().reversed() != null && isUnique(set, other))
                .findFirst()
                .map(other -> "that " + subject.domain().kind() + " whose "
                        + other.attribute().name() + " is " + other.value())
                .map(name -> new Subject(subject.domain(), name, name, subject.title()))
                .orElse(subject);
    }

    /** Whether the value leads to one subject only, and its source names that subject. */
    private static boolean isUnique(SourceSet set, Told fact) {
        ReadingSource source = set.sources().get(fact.source());
        String name = fact.subject().name();
        return set.told().stream().filter(t -> t.value().equals(fact.value())).count() == 1
                && (source.text().contains(name)
                        || source.headings().stream().anyMatch(heading -> heading.contains(name)));
    }

    private ReadingRecord untold(SourceSet set) {
        double kind = random.nextDouble();
        Subject subject = filler.pick(set.subjects());
        List<Attribute> untold = set.domain().attributes().stream()
                .filter(a -> !set.tells(subject, a))
                .toList();
        if (kind < 0.14) {
            return unanswerable(set, name(filler.pick(set.domain().never()), null, subject));
        }
        if (kind < 0.17 || untold.isEmpty()) {
            return unanswerable(set, name(filler.pick(words.refusable()), null, subject));
        }
        if (set.absent() != null && kind < 0.5) {
            return unanswerable(set, question(filler.pick(set.told()).attribute(), set.absent()));
        }
        List<Attribute> toldOfOthers = untold.stream()
                .filter(a -> set.told().stream().anyMatch(t -> t.attribute().equals(a)))
                .toList();
        List<Attribute> pool = random.nextBoolean() && !toldOfOthers.isEmpty() ? toldOfOthers : untold;
        return unanswerable(set, question(filler.pick(pool), subject));
    }

    private static ReadingRecord unanswerable(SourceSet set, String question) {
        return ReadingRecord.unanswerable(set.sources(), question);
    }

    private String question(Attribute attribute, Subject subject) {
        boolean byName = random.nextDouble() < BY_NAME;
        String wording = filler.pick(byName ? words.wordings() : attribute.questions());
        if (subject.domain().single()) {
            wording = wording.replace(" of {s}", "").replace("{S}: {a}?", "What is the {a}?");
            if (!wording.contains("{s}") && random.nextDouble() < 0.2) {
                wording = "About {s}: " + wording;
            }
        }
        return preface(name(wording, attribute, subject));
    }

    private String name(String wording, Attribute attribute, Subject subject) {
        String name = random.nextInt(4) == 0 ? subject.alias() : subject.name();
        String filled = attribute == null ? wording : wording.replace("{a}", attribute.name());
        return SubjectNames.capital(filled.replace("{s}", name).replace("{S}", SubjectNames.capital(name)));
    }

    private String preface(String question) {
        return random.nextDouble() < PREFACE ? filler.pick(words.prefaces()) + " " + question : question;
    }
}
