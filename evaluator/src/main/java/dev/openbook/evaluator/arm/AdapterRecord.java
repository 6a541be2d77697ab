package dev.openbook.evaluator.arm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.openbook.evaluator.suite.AdapterRole;
import dev.openbook.finetune.train.TrainingConfig;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What an adapter's own {@code training.json} tells: recorded when it was made, not in this run. */
final class AdapterRecord {

    /** What training leaves beside an adapter. */
    static final String FILE = "training.json";

    private static final double MINUTE = 60;
    private static final JsonMapper JSON = new JsonMapper();

    private AdapterRecord() {}

    /** What making it took; counted if it learned the corpus, named if it serves every corpus. */
    static Cost cost(AdapterRole role, Path folder) {
        Optional<JsonNode> record = read(folder);
        if (record.isEmpty()) {
            return named(role.id() + " adapter: what training it took is not recorded");
        }
        double wall = spent(record.get(), "wallSeconds");
        String took = String.format(Locale.ROOT, "%s adapter, %.0f minutes of training", role.id(), wall / MINUTE);
        return role.knowsCorpus()
                ? new Cost(
                        wall,
                        spent(record.get(), "cpuSeconds"),
                        (long) spent(record.get(), "bytesWritten"),
                        0,
                        List.of(took + ", recorded when it was made and not in this run"))
                : named(took + " on other text, not counted: it is made once for every corpus");
    }

    /** On its own training and on those of the adapters that it started from. */
    private static double spent(JsonNode record, String figure) {
        return record.path("outcome").path(figure).asDouble()
                + record.path("startFrom").path(figure).asDouble();
    }

    /** How it was trained, apart from the data. */
    static Optional<TrainingConfig> recipe(Path folder) {
        return read(folder).filter(record -> record.has("training")).map(record -> {
            try {
                return JSON.treeToValue(record.get("training"), TrainingConfig.class);
            } catch (IOException e) {
                throw wrong(folder.resolve(FILE), e);
            }
        });
    }

    private static Cost named(String what) {
        return new Cost(0, 0, 0, 0, List.of(what));
    }

    private static Optional<JsonNode> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(file.toFile()));
        } catch (IOException e) {
            throw wrong(file, e);
        }
    }

    private static InvalidInputException wrong(Path file, IOException e) {
        return new InvalidInputException(
                file + ": must be what training wrote, but is not (" + e.getMessage() + ")", e);
    }
}
