package dev.openbook.finetune.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.adapter.LoraAdapter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        return json(folder).map(record -> {
            try {
                return new TrainingRecord(
                        spent(record, WALL_SECONDS),
                        spent(record, CPU_SECONDS),
                        (long) spent(record, BYTES_WRITTEN),
                        record.has("training") && !record.has(EARLIER_HASH)
                                ? Optional.of(JSON.treeToValue(record.get("training"), TrainingConfig.class))
                                : Optional.empty());
            } catch (IOException e) {
                throw damaged(folder, e);
            }
        });
    }

    private static Optional<JsonNode> json(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            return Files.isRegularFile(file) ? Optional.of(JSON.readTree(file.toFile())) : Optional.empty();
        } catch (IOException e) {
            throw damaged(folder, e);
        }
    }

    private static InvalidInputException damaged(Path folder, IOException e) {
        return new InvalidInputException(
                folder.resolve(FILE) + ": must be what training wrote, but is not (" + e.getMessage() + ")", e);
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

    /** The hash of the adapter that the one in a folder went on from; empty where there was none or nothing is known. */
    static Optional<String> startOf(Path folder) {
        return json(folder).filter(record -> record.has(EARLIER_HASH)).map(record -> record.get(EARLIER_HASH)
                .asText());
    }

    /**
     * Writes the record of an average of adapters with the same start, whose cost counts once.
     *
     * @param folders of all adapters
     * @param trainings those of them that went on from the start; the start itself may be among the others
     * @param step how many times the way from the start to their mean was gone; empty for the mean
     */
    static TrainingRecord writeAverage(Path output, List<Path> folders, List<Path> trainings, Optional<Double> step)
            throws IOException {
        ObjectNode average = JSON.createObjectNode();
        average.put("schema", 1);
        List<JsonNode> records = trainings.stream()
                .map(TrainingRecord::json)
                .map(Optional::orElseThrow)
                .toList();
        JsonNode first = records.get(0);
        for (String shared : List.of("base", EARLIER_HASH, EARLIER, "lora")) {
            average.set(shared, first.path(shared));
        }
        folders.forEach(folder -> average.withArray("averageOf").add(LoraAdapter.hashOf(folder)));
        step.ifPresent(factor -> average.put("step", factor));
        ObjectNode outcome = average.putObject(OUTCOME);
        for (String figure : List.of(WALL_SECONDS, CPU_SECONDS)) {
            outcome.put(
                    figure,
                    records.stream()
                            .mapToDouble(
                                    record -> record.path(OUTCOME).path(figure).asDouble())
                            .sum());
        }
        outcome.put(
                BYTES_WRITTEN,
                records.stream()
                        .mapToLong(record ->
                                record.path(OUTCOME).path(BYTES_WRITTEN).asLong())
                        .sum());
        AtomicFiles.writeString(
                output.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(average) + "\n");
        return read(output).orElseThrow();
    }

    private static double spent(JsonNode record, String figure) {
        return record.path(OUTCOME).path(figure).asDouble()
                + record.path(EARLIER).path(figure).asDouble();
    }
}
