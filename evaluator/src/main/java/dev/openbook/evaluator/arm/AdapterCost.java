package dev.openbook.evaluator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.openbook.evaluator.suite.AdapterRole;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What making an adapter took, as its own {@code training.json} says: recorded when it was made, not in this run. */
final class AdapterCost {

    /** What training leaves beside an adapter. */
    static final String FILE = "training.json";

    private static final double MINUTE = 60;

    private AdapterCost() {}

    /** Counted for adapters that learned the corpus; a reader is made once for every corpus and is only named. */
    static Cost of(AdapterRole role, Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return new Cost(0, 0, 0, 0, List.of(role.id() + " adapter: what training it took is not recorded"));
        }
        JsonNode record = read(file).path("outcome");
        double wall = record.path("wallSeconds").asDouble();
        double cpu = record.path("cpuSeconds").asDouble();
        long bytes = record.path("bytesWritten").asLong();
        String took = String.format(Locale.ROOT, "%s adapter, %.0f minutes of training", role.id(), wall / MINUTE);
        return role.knowsCorpus()
                ? new Cost(wall, cpu, bytes, 0, List.of(took + ", recorded when it was made and not in this run"))
                : new Cost(0, 0, 0, 0, List.of(took + " on other text, not counted: it is made once for every corpus"));
    }

    private static JsonNode read(Path file) {
        try {
            return new JsonMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + ": must be what training wrote, but is not (" + e.getMessage() + ")", e);
        }
    }
}
