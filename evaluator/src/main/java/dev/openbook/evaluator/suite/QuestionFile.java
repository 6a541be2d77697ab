package dev.openbook.evaluator.suite;

import dev.openbook.finetune.dataset.JsonLine;
import dev.openbook.foundation.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads questions from JSON lines.
 *
 * <p>Fields: {@code id}; {@code question}; {@code answers}, a list (empty = the corpus does not answer it) or an object
 * from {@code v1} and {@code v2} to lists; optional {@code source}, a document id, {@code {document, quote}}, a list of
 * those, or an object from version to those; optional {@code kind}, {@code subject}, {@code wordings} (more ways to ask
 * the same). Without {@code answers}, {@code source} must be there: such a question measures retrieval and no answers.
 */
public final class QuestionFile {

    private static final Set<String> FIELDS =
            Set.of("id", "question", "answers", "source", "kind", "subject", "wordings");
    private static final List<String> VERSIONS = List.of(Strata.V1, Strata.V2);

    private QuestionFile() {}

    /**
     * Reads the files in the given order.
     *
     * @throws InvalidInputException with every fault of every file
     */
    public static List<Question> read(List<Path> files) {
        List<String> faults = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        Map<String, String> places = new HashMap<>();
        for (Path file : files) {
            for (JsonLine line : JsonLine.readAll(file, faults)) {
                List<Question> read = read(line);
                String id = read.get(0).id();
                String first = places.putIfAbsent(id, line.place());
                if (first != null && !id.isEmpty()) {
                    line.fault("'id' must be unique, but '" + id + "' also stands at " + first);
                }
                questions.addAll(read);
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return questions;
    }

    private static List<Question> read(JsonLine line) {
        line.allow(FIELDS);
        String id = line.text("id");
        Map<String, List<String>> answers = answers(line);
        Map<String, List<Gold.Source>> sources = sources(line);
        Map<String, Gold> golds = new TreeMap<>();
        boolean retrievalOnly = !line.has("answers") && line.has("source");
        answers.forEach((version, texts) -> {
            if (!texts.isEmpty() || retrievalOnly && sources.containsKey(version)) {
                golds.put(version, new Gold(texts, sources.getOrDefault(version, List.of())));
            }
        });
        String kind = line.optionalText("kind").orElse(Strata.UNSEEN);
        List<String> subject = line.optionalText("subject").stream().toList();
        List<String> wordings = new ArrayList<>(List.of(line.text("question")));
        wordings.addAll(line.optionalTexts("wordings"));
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < wordings.size(); i++) {
            String wordingId = i == 0 ? id : id + "~" + (i + 1);
            questions.add(new Question(wordingId, id, kind, wordings.get(i), subject, golds));
        }
        return questions;
    }

    private static Map<String, List<String>> answers(JsonLine line) {
        Map<String, List<String>> answers = new TreeMap<>();
        if (!line.isObject("answers")) {
            List<String> texts = line.has("source") ? line.optionalTexts("answers") : line.texts("answers");
            VERSIONS.forEach(version -> answers.put(version, texts));
            return answers;
        }
        line.object("answers").ifPresent(byVersion -> {
            byVersion.allow(Set.copyOf(VERSIONS));
            for (String version : VERSIONS) {
                answers.put(version, byVersion.optionalTexts(version));
            }
        });
        return answers;
    }

    private static Map<String, List<Gold.Source>> sources(JsonLine line) {
        Map<String, List<Gold.Source>> sources = new TreeMap<>();
        Optional<JsonLine> object = line.isObject("source") ? line.object("source") : Optional.empty();
        if (object.isPresent() && !object.get().has("document")) {
            object.get().allow(Set.copyOf(VERSIONS));
            VERSIONS.stream()
                    .filter(object.get()::has)
                    .forEach(version -> sources.put(version, list(object.get(), version)));
        } else if (line.has("source")) {
            List<Gold.Source> same = list(line, "source");
            VERSIONS.forEach(version -> sources.put(version, same));
        }
        return sources;
    }

    private static List<Gold.Source> list(JsonLine line, String field) {
        if (line.isList(field)) {
            return line.objects(field).stream().map(QuestionFile::source).toList();
        }
        if (line.isObject(field)) {
            return line.object(field).map(QuestionFile::source).stream().toList();
        }
        return List.of(new Gold.Source(line.text(field), ""));
    }

    private static Gold.Source source(JsonLine source) {
        source.allow(Set.of("document", "quote"));
        return new Gold.Source(
                source.text("document"), source.optionalText("quote").orElse(""));
    }
}
