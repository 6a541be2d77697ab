package dev.openbook.evaluator.convert;

import dev.openbook.evaluator.convert.ReleaseTable.Field;
import dev.openbook.evaluator.convert.ReleaseTable.Release;
import dev.openbook.evaluator.metric.ContainsGold;
import dev.openbook.evaluator.metric.Tokens;
import dev.openbook.evaluator.suite.Gold;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.corpus.CorpusEntry;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.corpus.SourceDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Derives questions from the release tables in the front matter of endoflife.date's pages, as published at two dates.
 *
 * <p>A fact is one field of one release cycle: its latest version, its end of life, its first release, whether it has
 * long-term support. Held side by side, the two versions of the pages say to which stratum it belongs:
 *
 * <ul>
 *   <li>{@code changed}, {@code unchanged}: both versions tell it, in the same form (a date that became a yes, or the
 *       other way round, is left out: no one wording asks for both);
 *   <li>{@code added}, {@code removed}: the whole release is told of in one version only;
 *   <li>{@code never existed}: a release number that stands in neither version of its page.
 * </ul>
 *
 * <p>Each stratum gets the same number of questions, drawn from the fields in turn and at most
 * {@value #PER_PRODUCT} of one product. Left out are releases whose name or value is a template, those that a page lists
 * twice, and values that already stand in the question. The same seed gives the same bytes.
 */
public final class EndOfLifeConverter {

    /** Some products have hundreds of releases; without a limit they would be most of what is asked. */
    static final int PER_PRODUCT = 3;

    private static final String NEVER_EXISTED = "never existed";
    private static final List<String> VERSIONS = List.of(Strata.V1, Strata.V2);
    private static final Pattern NUMBERED = Pattern.compile("\\d{1,4}(\\.\\d{1,3}){0,2}");

    private final int sample;
    private final long seed;
    private final Map<String, Integer> leftOut = new TreeMap<>();

    /**
     * A converter.
     *
     * @param sample how many questions each stratum gets, if there are as many
     * @param seed of the draw
     */
    public EndOfLifeConverter(int sample, long seed) {
        if (sample < 1) {
            throw new InvalidInputException("--sample must be at least 1, but is " + sample);
        }
        this.sample = sample;
        this.seed = seed;
    }

    /** Where a release is told of. */
    private record Key(String document, String cycle) {}

    /** One version's pages. */
    private record Edition(
            Map<String, SourceDocument> pages, Map<String, ReleaseTable> tables, Map<String, String> tokens) {

        String text(String document) {
            SourceDocument page = pages.get(document);
            return page == null ? "" : page.text();
        }

        /** Whether one of the texts stands in the page as whole tokens. */
        boolean states(String document, List<String> texts) {
            String page = tokens.computeIfAbsent(document, id -> tokens(text(id)));
            return texts.stream().anyMatch(text -> page.contains(tokens(text)));
        }

        private static String tokens(String text) {
            return " " + String.join(" ", Tokens.of(text)) + " ";
        }

        Optional<Release> release(Key key) {
            return Optional.ofNullable(tables.get(key.document())).stream()
                    .flatMap(table -> table.releases().stream())
                    .filter(release -> release.cycle().equals(key.cycle()))
                    .findFirst();
        }
    }

    /** What may be asked; it is put into words when it is drawn. */
    private record Candidate(
            String stratum, ReleaseQuestion asks, String document, String id, String name, Map<String, Gold> golds) {

        ConvertedQuestion question(long seed) {
            return new ConvertedQuestion(id, asks.wordings(name, id, seed), golds);
        }
    }

    /**
     * Writes {@code questions.jsonl} and {@code suite.yaml}.
     *
     * @param from holds one folder for each date, named so that their order is that of the dates; the first and the last
     *     are taken
     * @param output is made if it is not there
     * @throws InvalidInputException if there are no two such folders, or no page with a release table
     */
    public Conversion convert(Path from, Path output, Progress progress) throws IOException {
        List<Path> folders = dated(from);
        Edition before = edition(folders.get(0), Strata.V1, progress);
        Edition after = edition(folders.get(1), Strata.V2, progress);
        List<Candidate> candidates = candidates(before, after);
        Map<String, Integer> written = new TreeMap<>();
        List<ConvertedQuestion> questions = new ArrayList<>();
        Set<String> asked = new HashSet<>();
        for (String stratum : List.of(Strata.CHANGED, Strata.UNCHANGED, Strata.ADDED, Strata.REMOVED, NEVER_EXISTED)) {
            List<ConvertedQuestion> drawn = draw(candidates, stratum, asked);
            written.put(stratum, drawn.size());
            questions.addAll(drawn);
        }
        if (questions.isEmpty()) {
            throw new InvalidInputException(
                    "--from must hold pages with release tables in their front matter, but " + from + " holds none");
        }
        questions.sort(Comparator.comparing(ConvertedQuestion::id));
        QuestionWriter.write(output.resolve("questions.jsonl"), questions, VERSIONS);
        Path suite = output.resolve("suite.yaml");
        SuiteWriter.write(suite, "openbook convert endoflife --sample " + sample + " --seed " + seed, folders, seed);
        return new Conversion(suite, written, leftOut);
    }

    private static List<Path> dated(Path from) throws IOException {
        if (!Files.isDirectory(from)) {
            throw new InvalidInputException("--from must be a folder, but '" + from + "' is not");
        }
        try (Stream<Path> entries = Files.list(from)) {
            List<Path> folders = entries.filter(Files::isDirectory)
                    .filter(folder -> !folder.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
            if (folders.size() < 2) {
                throw new InvalidInputException(
                        "--from must hold two dated folders of pages, but " + from + " holds " + folders.size());
            }
            return List.of(folders.get(0), folders.get(folders.size() - 1));
        }
    }

    private Edition edition(Path folder, String version, Progress progress) {
        Map<String, SourceDocument> pages = new TreeMap<>();
        Map<String, ReleaseTable> tables = new TreeMap<>();
        CorpusFolder corpus = CorpusFolder.scan(folder, version, progress);
        for (CorpusEntry entry : corpus.entries()) {
            if (corpus.read(entry) instanceof SourceDocument page) {
                Optional<ReleaseTable> table = ReleaseTable.read(page.text());
                table.ifPresentOrElse(
                        read -> {
                            pages.put(entry.id(), page);
                            tables.put(entry.id(), read);
                        },
                        () -> leaveOut("pages without a release table"));
            }
        }
        return new Edition(pages, tables, new HashMap<>());
    }

    private List<Candidate> candidates(Edition before, Edition after) {
        List<Candidate> candidates = new ArrayList<>();
        Set<String> documents = new TreeSet<>(before.tables().keySet());
        documents.addAll(after.tables().keySet());
        for (String document : documents) {
            ReleaseTable newest =
                    after.tables().getOrDefault(document, before.tables().get(document));
            Set<String> repeated = new HashSet<>();
            Set<Key> keys = new LinkedHashSet<>();
            for (Edition edition : List.of(before, after)) {
                Set<String> ofEdition = new HashSet<>();
                if (edition.tables().containsKey(document)) {
                    for (Release release : edition.tables().get(document).releases()) {
                        keys.add(new Key(document, release.cycle()));
                        if (!ofEdition.add(release.cycle())) {
                            repeated.add(release.cycle());
                        }
                    }
                }
            }
            for (Key key : keys) {
                if (repeated.contains(key.cycle())) {
                    leaveOut("releases that a page lists twice");
                } else {
                    ofRelease(key, newest, before, after, candidates);
                }
            }
            invented(document, newest, before, after).ifPresent(candidates::add);
        }
        return candidates;
    }

    private void ofRelease(Key key, ReleaseTable newest, Edition before, Edition after, List<Candidate> candidates) {
        Optional<Release> old = before.release(key);
        Optional<Release> now = after.release(key);
        String name = newest.name(now.or(() -> old).orElseThrow().label());
        for (ReleaseQuestion asks : ReleaseQuestion.values()) {
            Optional<Field> oldValue = old.map(release -> release.fields().get(asks.field()));
            Optional<Field> newValue = now.map(release -> release.fields().get(asks.field()));
            boolean asked = Stream.of(oldValue, newValue)
                    .flatMap(Optional::stream)
                    .anyMatch(value -> value.form() == asks.form());
            if (!asked) {
                continue;
            }
            boolean everywhere = Stream.of(oldValue, newValue)
                    .flatMap(Optional::stream)
                    .allMatch(value -> value.form() == asks.form());
            if (!everywhere) {
                if (oldValue.orElseThrow().form() == asks.form()) { // met again under the newer form
                    leaveOut("values that are a date in one version and a yes or no in the other");
                }
            } else if (old.isPresent() && now.isPresent() && (oldValue.isEmpty() || newValue.isEmpty())) {
                leaveOut("values that one version of a release does not give");
            } else {
                candidate(key, asks, name, oldValue, newValue, before, after).ifPresent(candidates::add);
            }
        }
    }

    private Optional<Candidate> candidate(
            Key key,
            ReleaseQuestion asks,
            String name,
            Optional<Field> old,
            Optional<Field> now,
            Edition before,
            Edition after) {
        String id = key.document().replaceFirst("\\.[a-z]+$", "") + "/" + key.cycle() + "/" + asks.field();
        Map<String, Gold> golds = new LinkedHashMap<>();
        Map<String, Optional<Field>> values = Map.of(Strata.V1, old, Strata.V2, now);
        for (String version : VERSIONS) {
            Edition edition = version.equals(Strata.V1) ? before : after;
            List<String> answers = asks.answers(values.get(version)
                    .or(() -> other(values, version))
                    .orElseThrow()
                    .value());
            if (ContainsGold.find(name, answers).isPresent()) {
                leaveOut("values that stand in the question");
                return Optional.empty();
            }
            if (values.get(version).isPresent()) {
                String quote = values.get(version).get().quote();
                String page = edition.text(key.document());
                if (page.indexOf(quote) != page.lastIndexOf(quote)) {
                    leaveOut("values whose lines stand twice in a page");
                    return Optional.empty();
                }
                golds.put(version, new Gold(answers, List.of(new Gold.Source(key.document(), quote))));
            } else if (asks.form() != ReleaseTable.Form.FLAG && edition.states(key.document(), answers)) {
                leaveOut("values of a release in one version that stand elsewhere in the other version's page");
                return Optional.empty();
            }
        }
        String stratum = old.isEmpty()
                ? Strata.ADDED
                : now.isEmpty()
                        ? Strata.REMOVED
                        : old.get().value().equals(now.get().value()) ? Strata.UNCHANGED : Strata.CHANGED;
        return Optional.of(new Candidate(stratum, asks, key.document(), id, name, golds));
    }

    private static Optional<Field> other(Map<String, Optional<Field>> values, String version) {
        return values.get(version.equals(Strata.V1) ? Strata.V2 : Strata.V1);
    }

    /** A release far beyond the newest one of a product that numbers its releases. */
    private Optional<Candidate> invented(String document, ReleaseTable table, Edition before, Edition after) {
        Optional<String> newest = table.releases().stream()
                .map(Release::cycle)
                .filter(cycle -> NUMBERED.matcher(cycle).matches())
                .findFirst();
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = newest.get().split("\\.", 2);
        int major = Integer.parseInt(parts[0]) + 7 + Draw.number(seed + "\ninvented\n" + document, 20);
        String cycle = parts.length == 1 ? String.valueOf(major) : major + "." + parts[1];
        boolean stands = Stream.of(before, after).anyMatch(edition -> edition.states(document, List.of(cycle)));
        if (stands) {
            leaveOut("invented releases that exist");
            return Optional.empty();
        }
        List<ReleaseQuestion> plain =
                List.of(ReleaseQuestion.LATEST, ReleaseQuestion.END_OF_LIFE, ReleaseQuestion.RELEASED);
        ReleaseQuestion asks = plain.get(Draw.number(seed + "\nasks\n" + document, plain.size()));
        String id = document.replaceFirst("\\.[a-z]+$", "") + "/" + cycle + "/" + asks.field();
        return Optional.of(new Candidate(NEVER_EXISTED, asks, document, id, table.name(cycle), Map.of()));
    }

    /** In the seed's order, from the groups of fields in turn; no wording is taken twice. */
    private List<ConvertedQuestion> draw(List<Candidate> candidates, String stratum, Set<String> asked) {
        List<Deque<Candidate>> groups = new ArrayList<>();
        for (int group = 0; group < ReleaseQuestion.GROUPS; group++) {
            int wanted = group;
            groups.add(new ArrayDeque<>(Draw.shuffle(
                    candidates.stream()
                            .filter(c -> c.stratum().equals(stratum) && c.asks().group() == wanted)
                            .toList(),
                    seed + "\n" + stratum,
                    Candidate::id)));
        }
        List<ConvertedQuestion> drawn = new ArrayList<>();
        Map<String, Integer> ofProduct = new HashMap<>();
        while (drawn.size() < sample && groups.stream().anyMatch(group -> !group.isEmpty())) {
            for (Deque<Candidate> group : groups) {
                boolean found = drawn.size() >= sample;
                while (!found && !group.isEmpty()) {
                    Candidate next = group.poll();
                    ConvertedQuestion question = next.question(seed);
                    found = ofProduct.getOrDefault(next.document(), 0) < PER_PRODUCT
                            && question.wordings().stream().noneMatch(asked::contains);
                    if (found) {
                        ofProduct.merge(next.document(), 1, Integer::sum);
                        asked.addAll(question.wordings());
                        drawn.add(question);
                    }
                }
            }
        }
        return drawn;
    }

    private void leaveOut(String reason) {
        leftOut.merge(reason, 1, Integer::sum);
    }
}
