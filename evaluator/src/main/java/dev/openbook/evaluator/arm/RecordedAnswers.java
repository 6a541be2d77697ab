package dev.openbook.evaluator.arm;

import dev.openbook.evaluator.metric.Sources;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.finetune.dataset.JsonLine;
import dev.openbook.rag.answer.Citation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What another system answered, one JSON object a line.
 *
 * <p>Fields: {@code id}, a question's; {@code text}, empty where the system declined; optional {@code version}, the corpus
 * version the answer was given under (without it the line answers under every version that has no line of its own); optional
 * {@code citations}, a list of {@code {document, quote}} or {@code {document, start, end}} in UTF-16 units.
 */
final class RecordedAnswers {

    private static final Set<String> FIELDS = Set.of("id", "text", "citations", "version");
    private static final Set<String> CITATION_FIELDS = Set.of("document", "quote", "start", "end");

    /**
     * One line.
     *
     * @param citations corpus version to what is cited there
     */
    private record Recorded(String text, Map<String, List<Citation>> citations) {}

    private final Sources sources;
    private final List<String> versions;
    private final Set<String> ids = new HashSet<>();
    private final Map<String, Recorded> answers = new HashMap<>();

    private RecordedAnswers(Collection<Question> questions, Sources sources, List<String> versions) {
        questions.forEach(question -> ids.add(question.id()));
        this.sources = sources;
        this.versions = versions;
    }

    /**
     * Reads a file.
     *
     * @param questions whose ids may stand in it, asked or not
     * @param sources the documents that may be cited
     * @param versions the corpus versions there are
     * @param faults receives every fault with file and line
     */
    static RecordedAnswers read(
            Path file, Collection<Question> questions, Sources sources, List<String> versions, List<String> faults) {
        RecordedAnswers recorded = new RecordedAnswers(questions, sources, versions);
        int before = faults.size();
        List<JsonLine> lines = JsonLine.readAll(file, faults);
        Map<String, String> places = new HashMap<>();
        lines.forEach(line -> recorded.add(line, places));
        if (lines.isEmpty() && faults.size() == before) {
            faults.add(file.getFileName() + ":1: must hold at least one answer, but is empty");
        }
        return recorded;
    }

    /** What was answered under a version; empty if nothing was. */
    Optional<String> text(String id, String version) {
        return line(id, version).map(Recorded::text);
    }

    /** What was cited under a version. */
    List<Citation> citations(String id, String version) {
        return line(id, version)
                .map(line -> line.citations().getOrDefault(version, List.of()))
                .orElse(List.of());
    }

    private Optional<Recorded> line(String id, String version) {
        return Optional.ofNullable(answers.getOrDefault(key(id, version), answers.get(key(id, ""))));
    }

    private static String key(String id, String version) {
        return version + "\n" + id;
    }

    private void add(JsonLine line, Map<String, String> places) {
        line.allow(FIELDS);
        String id = line.text("id");
        String version = line.optionalText("version").orElse("");
        if (!id.isEmpty() && !ids.contains(id)) {
            line.fault("'id' must be that of a question of the suite, but is '" + id + "'");
        }
        if (!version.isEmpty() && !versions.contains(version)) {
            line.fault("'version' must be one of " + versions + ", but is '" + version + "'");
        }
        String first = places.putIfAbsent(key(id, version), line.place());
        if (first != null && !id.isEmpty()) {
            line.fault("'id' must stand once" + (version.isEmpty() ? "" : " in " + version) + ", but '" + id
                    + "' also stands at " + first);
        }
        Map<String, List<Citation>> citations = new HashMap<>();
        if (line.has("citations") && !line.isList("citations")) {
            line.fault("'citations' must be a list of objects, but is something else");
        } else if (line.has("citations")) {
            line.objects("citations").forEach(cited -> cite(cited, version, citations));
        }
        answers.put(key(id, version), new Recorded(line.possiblyEmptyText("text"), citations));
    }

    /** Without a version it must stand in one of them; where it does not, it is cited as it stands in the other. */
    private void cite(JsonLine cited, String version, Map<String, List<Citation>> citations) {
        cited.allow(CITATION_FIELDS);
        String document = cited.text("document");
        boolean byQuote = cited.has("quote");
        if (byQuote == (cited.has("start") || cited.has("end"))) {
            cited.fault("'citations' must give 'quote' or 'start' and 'end' beside 'document', but one gives "
                    + (byQuote ? "both" : "neither"));
            return;
        }
        String quote = byQuote ? cited.text("quote") : "";
        int start = byQuote ? 0 : cited.whole("start");
        int end = byQuote ? 0 : cited.whole("end");
        List<String> wanted = version.isEmpty() ? versions : List.of(version);
        List<Citation> found = new ArrayList<>();
        boolean known = false;
        for (String in : wanted) {
            Optional<String> text = sources.text(in, document);
            known |= text.isPresent();
            text.flatMap(t -> byQuote ? quoted(document, in, t, quote) : sliced(document, in, t, start, end))
                    .ifPresent(found::add);
        }
        if (!known && !document.isEmpty()) {
            cited.fault("'citations.document' must be a document of " + wanted + ", but is '" + document + "'");
        } else if (found.isEmpty() && byQuote && !quote.isEmpty()) {
            cited.fault("'citations.quote' must stand verbatim in " + document + ", but does not: " + shorten(quote));
        } else if (found.isEmpty() && !byQuote) {
            cited.fault("'citations.start' and 'end' must be a slice of " + document + ", but are " + start + " and "
                    + end);
        }
        for (String in : found.isEmpty() ? List.<String>of() : wanted) {
            Citation here = found.stream()
                    .filter(citation -> citation.version().equals(in))
                    .findFirst()
                    .orElse(found.get(0));
            citations.computeIfAbsent(in, v -> new ArrayList<>()).add(here);
        }
    }

    private static Optional<Citation> quoted(String document, String version, String text, String quote) {
        int at = quote.isEmpty() ? -1 : text.indexOf(quote);
        return at < 0
                ? Optional.empty()
                : Optional.of(new Citation(document, version, at, at + quote.length(), quote, false));
    }

    private static Optional<Citation> sliced(String document, String version, String text, int start, int end) {
        return start < 0 || end <= start || end > text.length()
                ? Optional.empty()
                : Optional.of(new Citation(document, version, start, end, text.substring(start, end), false));
    }

    private static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
    }
}
