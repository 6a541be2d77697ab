package dev.openbook.finetune.dataset;

import dev.openbook.foundation.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads facts from JSON lines; the fields are those of {@link Fact}, {@code reversed} may be null, {@code split} is
 * {@code "TEST"} or {@code "DEVELOPMENT"}.
 */
public final class FactFile {

    private static final Set<String> FIELDS = Set.of(
            "id", "subject", "subjectAliases", "attribute", "versions", "training", "unseen", "reversed", "split");

    private FactFile() {}

    /**
     * Reads the files in the given order.
     *
     * @throws InvalidInputException with every fault of every file: wrong fields, values that do not stand in their
     *     quote, ids given twice
     */
    public static List<Fact> read(List<Path> files) {
        List<String> faults = new ArrayList<>();
        List<Fact> facts = new ArrayList<>();
        Map<String, String> places = new HashMap<>();
        for (Path file : files) {
            for (JsonLine line : JsonLine.readAll(file, faults)) {
                Fact fact = read(line);
                String first = places.putIfAbsent(fact.id(), line.place());
                if (first != null && !fact.id().isEmpty()) {
                    line.fault("'id' must be unique, but " + fact.id() + " also stands at " + first);
                }
                facts.add(fact);
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return facts;
    }

    private static Fact read(JsonLine line) {
        line.allow(FIELDS);
        return new Fact(
                line.text("id"),
                line.text("subject"),
                line.optionalTexts("subjectAliases"),
                line.text("attribute"),
                versions(line),
                line.texts("training"),
                line.texts("unseen"),
                line.has("reversed")
                        ? line.object("reversed").map(r -> new Fact.Reversed(r.text("question"), r.texts("answers")))
                        : Optional.empty(),
                split(line));
    }

    private static Map<String, Fact.Statement> versions(JsonLine line) {
        Map<String, Fact.Statement> statements = new TreeMap<>();
        line.object("versions").ifPresent(versions -> {
            for (String version : versions.fields()) {
                versions.object(version).ifPresent(s -> statements.put(version, statement(s)));
            }
            if (versions.fields().isEmpty()) {
                line.fault("'versions' must name at least one corpus version, but is empty");
            }
        });
        return statements;
    }

    private static Fact.Statement statement(JsonLine line) {
        Fact.Statement statement = new Fact.Statement(
                line.text("document"), line.text("value"), line.optionalTexts("aliases"), line.text("quote"));
        if (!statement.quote().contains(statement.value())) {
            line.fault("'value' must stand in its quote, but '" + statement.value() + "' does not");
        }
        return statement;
    }

    private static Fact.Split split(JsonLine line) {
        String split = line.text("split").toUpperCase(Locale.ROOT);
        if (!split.equals("TEST") && !split.equals("DEVELOPMENT")) {
            line.fault("'split' must be TEST or DEVELOPMENT, but is '" + split + "'");
            return Fact.Split.TEST;
        }
        return Fact.Split.valueOf(split);
    }
}
