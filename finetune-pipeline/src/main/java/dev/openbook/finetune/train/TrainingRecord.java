package dev.openbook.finetune.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What the {@value #FILE} beside an adapter tells of how it was made. Its costs count the adapters that it started from, so
 * that none looks cheaper than it was.
 *
 * @param wallSeconds by the clock
 * @param cpuSeconds of all threads
 * @param bytesWritten adapters on disk
 * @param recipe how it was trained, apart from the data; absent where it went on from another adapter, whose recipe came first
 */
public record TrainingRecord(
        double wallSeconds, double cpuSeconds, long bytesWritten, Optional<TrainingConfig> recipe) {

    /** The file's name; training writes it last, so a folder that holds one holds a finished adapter. */
    public static final String FILE = "training.json";

    /** The hash of the adapter that a training started from. */
    static final String EARLIER = "startFromSha256";

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reads an adapter's record.
     *
     * @return nothing where the folder has none
     * @throws InvalidInputException if the file is damaged
     */
    public static Optional<TrainingRecord> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            JsonNode record = JSON.readTree(file.toFile());
            return Optional.of(new TrainingRecord(
                    spent(record, "wallSeconds"),
                    spent(record, "cpuSeconds"),
                    (long) spent(record, "bytesWritten"),
                    record.has("training") && !record.has(EARLIER)
                            ? Optional.of(JSON.treeToValue(record.get("training"), TrainingConfig.class))
                            : Optional.empty()));
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + ": must be what training wrote, but is not (" + e.getMessage() + ")", e);
        }
    }

    private static double spent(JsonNode record, String figure) {
        return record.path("outcome").path(figure).asDouble()
                + record.path("startFrom").path(figure).asDouble();
    }
}
