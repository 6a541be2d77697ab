package dev.openbook.finetune.dataset.reader;

import dev.openbook.finetune.dataset.reader.SourceSet.Subject;
import dev.openbook.finetune.dataset.reader.SourceSet.Told;
import dev.openbook.finetune.dataset.reader.Vocabulary.Attribute;
import dev.openbook.finetune.dataset.reader.Vocabulary.Domain;
import dev.openbook.finetune.dataset.reader.Vocabulary.Passage;
import dev.openbook.finetune.dataset.reader.Vocabulary.Words;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writes the sources of one prompt: mostly about subjects with similar names and the same attributes, as retrieval returns
 * them, in the shapes that passages of real documents have once rendered (prose, rows, tables, lists, questions); or
 * passages of whole pages, which {@link PageWriter} fills.
 */
final class SourceWriter {

    /** With instruction and question, prompts stay below 480 tokens. */
    private static final int MAX_TOKENS = 330;

    /** Out of 20: how often one to five sources are shown. Three is what is served mostly. */
    private static final int[] SOURCE_COUNTS = {1, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5, 5, 5, 5};

    /** Rows of two cells as an index renders them: label and value. */
    static final List<String> ROW_HEADS =
            List.of("Property: %s; Value: %s", "Item: %s; Entry: %s", "%s; %s", "What: %s; How much or who: %s");

    private enum Shape {
        PROSE,
        PROSE_2,
        PROSE_3,
        ROWS,
        TABLE,
        LIST,
        QUESTIONS
    }

    /** How often the third source is about something else altogether. */
    private static final double STRAY = 0.12;

    private final Random random;
    private final Filler filler;
    private final Words words;
    private final SubjectNames names;
    private final FactTeller teller;
    private final PageWriter pageWriter;
    private final Set<String> usedSentences = new HashSet<>();

    /** @param manyForms whether values are written in several ways */
    SourceWriter(Random random, Words words, boolean manyForms) {
        this.random = random;
        this.words = words;
        this.filler = new Filler(random, words);
        this.names = new SubjectNames(random, filler);
        this.teller = new FactTeller(random, filler, manyForms);
        this.pageWriter = new PageWriter(random, filler, names, teller);
    }

    /** A set about the domain, with a stray source about the other one now and then. */
    SourceSet write(Domain domain, Domain other) {
        int count = SOURCE_COUNTS[random.nextInt(SOURCE_COUNTS.length)];
        while (true) {
            SourceSet set =
                    domain.passages() == null ? fromStatements(domain, other, count) : fromPages(domain, other, count);
            if (ReadingRecord.estimatedTokens(set.sources()) <= MAX_TOKENS
                    && !set.told().isEmpty()
                    && !set.subjects().isEmpty()) { // a page may show a passage that tells nothing
                return set;
            }
            count = Math.max(1, count - 1);
        }
    }

    /** Sources put together from single statements. */
    private SourceSet fromStatements(Domain domain, Domain other, int count) {
        clear();
        int siblings = domain.single() ? 1 : 1 + random.nextInt(Math.min(4, count + 1));
        List<Subject> subjects = names.draw(domain, siblings + 1);
        Subject absent = subjects.remove(siblings);
        List<Attribute> core = new ArrayList<>(domain.attributes());
        Collections.shuffle(core, random);
        List<SourceDraft> drafts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Subject subject = subjects.get(i % siblings);
            if (i == 2 && chance(STRAY)) {
                drafts.add(stray(other));
            } else if (siblings > 1 && chance(i == 0 ? 0.2 : 0.08)) {
                drafts.add(chance(0.5) ? comparison(subjects, core) : aboutSeveral(subjects, core));
            } else {
                drafts.add(aboutOne(subject, chance(0.5) ? absent : subjects.get(random.nextInt(siblings)), core));
            }
        }
        drafts.removeIf(d -> d.told().isEmpty() && d.source().text().isBlank());
        return set(domain, drafts, subjects, absent);
    }

    /** Passages of one page, as a question to a real document brings them, now and then with some of a like page. */
    private SourceSet fromPages(Domain domain, Domain other, int count) {
        clear();
        int siblings = count > 1 && chance(0.35) ? 2 : 1;
        List<Subject> subjects = names.draw(domain, siblings + 1);
        Subject absent = subjects.remove(siblings);
        List<Passage> open = new ArrayList<>(domain.passages());
        Collections.shuffle(open, random);
        List<SourceDraft> drafts = new ArrayList<>();
        for (int i = 0; i < Math.min(count, open.size()); i++) {
            if (i == 2 && chance(STRAY)) {
                drafts.add(stray(other));
            } else if (i == 1 && siblings > 1) {
                drafts.add(
                        pageWriter.write(open.get(chance(0.5) ? 0 : 1), subjects.get(1))); // the same of another, often
            } else {
                drafts.add(pageWriter.write(open.get(i), subjects.get(0)));
            }
        }
        Set<Subject> shown = drafts.stream()
                .flatMap(d -> d.told().stream())
                .map(Told::subject)
                .collect(Collectors.toSet());
        subjects.removeIf(subject -> !shown.contains(subject));
        return set(domain, drafts, subjects, absent);
    }

    private SourceDraft stray(Domain other) {
        Subject subject = names.draw(other, 1).get(0);
        return other.passages() == null
                ? aboutOne(subject, null, other.attributes())
                : pageWriter.write(filler.pick(other.passages()), subject);
    }

    private void clear() {
        teller.forget();
        usedSentences.clear();
    }

    private SourceSet set(Domain domain, List<SourceDraft> drafts, List<Subject> subjects, Subject absent) {
        Collections.shuffle(drafts, random);
        return new SourceSet(
                domain,
                drafts.stream().map(SourceDraft::source).toList(),
                List.copyOf(subjects),
                domain.single() ? null : absent,
                IntStream.range(0, drafts.size())
                        .boxed()
                        .flatMap(i -> drafts.get(i).told().stream().map(t -> t.in(i)))
                        .toList());
    }

    private SourceDraft aboutOne(Subject subject, Subject mentioned, List<Attribute> core) {
        Shape shape = Shape.values()[random.nextInt(Shape.values().length)];
        int facts = 1 + random.nextInt(shape.ordinal() < 3 ? 3 : shape == Shape.QUESTIONS ? 2 : 4);
        List<Told> mine = new ArrayList<>();
        for (int i = 0; i < facts; i++) {
            teller.tell(subject, core, mine);
        }
        List<String> headings = new ArrayList<>(List.of(subject.title()));
        if (chance(0.7)) {
            headings.add(filler.pick(subject.domain().sections()));
        }
        String text =
                switch (shape) {
                    case ROWS -> rows(mine, "%s: %s");
                    case TABLE ->
                        rows(mine, chance(0.3) ? "Property: %s; " + subject.name() + ": %s" : filler.pick(ROW_HEADS));
                    case LIST -> list(mine);
                    case QUESTIONS -> questions(mine, headings);
                    default -> prose(subject, mentioned, mine);
                };
        return new SourceDraft(new ReadingSource(headings, text), mine);
    }

    /** One attribute or two of all subjects, a row each. */
    private SourceDraft comparison(List<Subject> subjects, List<Attribute> core) {
        Domain domain = subjects.get(0).domain();
        List<Told> mine = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        List<Attribute> columns = core.stream()
                .filter(a -> teller.told().stream().noneMatch(t -> t.attribute().equals(a)))
                .limit(1 + random.nextInt(2))
                .toList();
        if (columns.isEmpty()) {
            return aboutSeveral(subjects, core);
        }
        String head =
                chance(0.2) ? "entries: name: " : (chance(0.5) ? SubjectNames.capital(domain.kind()) : "Name") + ": ";
        List<String> keys = columns.stream().map(c -> filler.pick(c.keys())).toList();
        for (Subject subject : subjects) {
            StringBuilder row = new StringBuilder(head + subject.name());
            for (int i = 0; i < columns.size(); i++) {
                Told cell = teller.tell(subject, columns.get(i), mine);
                row.append("; ").append(keys.get(i)).append(": ").append(cell(cell));
            }
            rows.add(row.toString());
        }
        return new SourceDraft(new ReadingSource(groupHeadings(domain), String.join("\n", rows)), mine);
    }

    /** Sentences about several subjects, each named. */
    private SourceDraft aboutSeveral(List<Subject> subjects, List<Attribute> core) {
        List<Told> mine = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        for (Subject subject : subjects) {
            Told fact = teller.tell(subject, core, mine);
            if (fact != null) {
                List<String> naming = fact.attribute().statements().items().stream()
                        .filter(s -> s.contains("{s}") || s.contains("{S}"))
                        .toList();
                sentences.add(sentence(fact, naming, false));
            }
        }
        String separator = chance(0.3) ? "\n- " : " ";
        String text = (separator.equals(" ") ? "" : "- ") + String.join(separator, sentences);
        return new SourceDraft(new ReadingSource(groupHeadings(subjects.get(0).domain()), text), mine);
    }

    private List<String> groupHeadings(Domain domain) {
        String title = filler.pick(words.groups()).replace("{kind}", domain.kind());
        return chance(0.5) ? List.of(title) : List.of(title, filler.pick(domain.sections()));
    }

    private String prose(Subject subject, Subject mentioned, List<Told> facts) {
        List<String> sentences = new ArrayList<>();
        for (Told fact : facts) {
            sentences.add(sentence(fact));
        }
        int fillers = random.nextInt(6 - facts.size());
        for (int i = 0; i < fillers; i++) {
            String sentence = filler.pick(chance(0.5) ? subject.domain().fillers() : words.fillers());
            if (usedSentences.add(sentence)) {
                sentences.add(random.nextInt(sentences.size() + 1), filler.fill(names.refer(sentence, subject, true)));
            }
        }
        if (mentioned != null && !mentioned.equals(subject) && !subject.domain().single() && chance(0.2)) {
            String mention = filler.pick(words.mentions())
                    .replace("{kind}", subject.domain().kind());
            sentences.add(
                    mention.replace("{o}", mentioned.name()).replace("{O}", SubjectNames.capital(mentioned.name())));
        }
        return String.join(" ", sentences);
    }

    /** One statement of the fact below its subject's own title. */
    private String sentence(Told fact) {
        return sentence(fact, fact.attribute().statements().items(), true);
    }

    private String sentence(Told fact, List<String> statements, boolean own) {
        String statement = ValueForms.tell(filler.pick(statements), fact.value());
        return names.refer(statement, fact.subject(), own) + (fact.former() == null ? "" : " " + superseded(fact));
    }

    private String superseded(Told fact) {
        return filler.fill(filler.pick(words.superseded()).replace("{o}", fact.former()));
    }

    private String rows(List<Told> facts, String form) {
        boolean lower = chance(0.15);
        return facts.stream()
                .map(fact -> {
                    String key = filler.pick(fact.attribute().keys());
                    return String.format(form, lower ? key.toLowerCase(Locale.ROOT) : key, cell(fact));
                })
                .collect(Collectors.joining("\n"));
    }

    private String cell(Told fact) {
        if (fact.former() != null) {
            return filler.fill(filler.pick(words.supersededRow())
                    .replace("{v}", fact.value())
                    .replace("{o}", fact.former()));
        }
        String tail = chance(0.12) ? filler.pick(words.tails()) : "";
        return fact.value() + (tail.startsWith("(") ? " " : "") + tail;
    }

    private String list(List<Told> facts) {
        boolean numbered = chance(0.3);
        List<String> items = new ArrayList<>();
        for (Told fact : facts) {
            items.add(sentence(fact));
        }
        if (!facts.isEmpty() && chance(0.5)) {
            String sentence = filler.pick(facts.get(0).subject().domain().fillers());
            items.add(
                    random.nextInt(items.size() + 1),
                    filler.fill(names.refer(sentence, facts.get(0).subject(), true)));
        }
        String bullet = chance(0.3) ? "* " : "- ";
        String introduction = chance(0.3) ? filler.fill(filler.pick(words.fillers())) + "\n\n" : "";
        return introduction
                + IntStream.range(0, items.size())
                        .mapToObj(i -> (numbered ? (i + 1) + ". " : bullet) + items.get(i))
                        .collect(Collectors.joining("\n"));
    }

    /** A question as the last heading with its answer below, or questions and answers in the text. */
    private String questions(List<Told> facts, List<String> headings) {
        boolean asHeading = facts.size() == 1 && chance(0.5);
        List<String> lines = new ArrayList<>();
        for (Told fact : facts) {
            String question = names.refer(filler.pick(fact.attribute().questions()), fact.subject(), true);
            String answer = sentence(fact);
            if (asHeading) {
                headings.add(question);
                lines.add(answer + " "
                        + filler.fill(
                                names.refer(filler.pick(fact.subject().domain().fillers()), fact.subject(), true)));
            } else {
                lines.add(question + " " + answer);
            }
        }
        return String.join(chance(0.5) ? "\n" : " ", lines);
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }
}
