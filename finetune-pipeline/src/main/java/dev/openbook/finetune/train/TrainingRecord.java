package dev.openbook.finetune.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.adapter.LoraAdapter;
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

    private static final String EARLIER_HASH = "startFromSha256";
    private static final String EARLIER = "startFrom";
    private static final String OUTCOME = "outcome";
    private static final String WALL_SECONDS = "wallSeconds";
    private static final String CPU_SECONDS = "cpuSeconds";
    private static final String BYTES_WRITTEN = "bytesWritten";

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
                    spent(record, WALL_SECONDS),
                    spent(record, CPU_SECONDS),
                    (long) spent(record, BYTES_WRITTEN),
                    record.has("training") && !record.has(EARLIER_HASH)
                            ? Optional.of(JSON.treeToValue(record.get("training"), TrainingConfig.class))
                            : Optional.empty()));
        } catch (IOException e) {
            throw new InvalidInputException(
                    file + ": must be what training wrote, but is not (" + e.getMessage() + ")", e);
        }
    }

    /**
     * Notes among what determines a training which adapter it starts from, and what that one has cost.
     *
     * @throws InvalidInputException if that adapter's record is damaged
     */
    static void writeEarlier(ObjectNode inputs, Path folder) {
        inputs.put(EARLIER_HASH, LoraAdapter.hashOf(folder));
        read(folder).ifPresent(earlier -> inputs.putObject(EARLIER)
                .put(WALL_SECONDS, earlier.wallSeconds)
                .put(CPU_SECONDS, earlier.cpuSeconds)
                .put(BYTES_WRITTEN, earlier.bytesWritten));
    }

    private static double spent(JsonNode record, String figure) {
        return record.path(OUTCOME).path(figure).asDouble()
                + record.path(EARLIER).path(figure).asDouble();
    }
}
