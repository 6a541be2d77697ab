package dev.openbook.finetune.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * {@value TrainingRecord#FILE}: what an adapter was made from, how, and at what cost. Written last, so that a run with this
 * file is finished.
 */
final class TrainingFile {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int SCHEMA = 1;

    private TrainingFile() {}

    /**
     * Writes the file.
     *
     * @param inputs what determines the run: base, data, settings, versions
     */
    static void write(Path folder, String run, ObjectNode inputs, TrainingResult result) throws IOException {
        ObjectNode file = JSON.createObjectNode();
        file.put("schema", SCHEMA);
        file.put("run", run);
        file.setAll(inputs);
        ObjectNode outcome = file.putObject("outcome");
        outcome.put("steps", result.steps());
        outcome.put("totalSteps", result.totalSteps());
        outcome.put("tokens", result.tokens());
        outcome.put("finalLoss", result.finalLoss());
        result.heldOut().ifPresent(best -> outcome.putPOJO("heldOut", best));
        outcome.put("wallSeconds", result.wallSeconds());
        outcome.put("cpuSeconds", result.cpuSeconds());
        outcome.put("tokensPerSecond", result.tokensPerSecond());
        result.peakResidentBytes().ifPresent(bytes -> outcome.put("peakResidentBytes", bytes));
        outcome.put("bytesWritten", result.bytesWritten());
        outcome.put("lossCurve", LossCurve.DATA);
        AtomicFiles.writeString(
                folder.resolve(TrainingRecord.FILE),
                JSON.writerWithDefaultPrettyPrinter().writeValueAsString(file) + "\n");
    }

    /**
     * The result of a finished run.
     *
     * @return nothing where no run has finished in this folder
     * @throws InvalidInputException if another run has
     */
    static Optional<TrainingResult> read(Path folder, String run) throws IOException {
        Path path = folder.resolve(TrainingRecord.FILE);
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        JsonNode file = JSON.readTree(path.toFile());
        if (!file.path("run").asText().equals(run)) {
            throw new InvalidInputException(
                    folder + ": must be new or hold this very run, but holds an adapter of other"
                            + " data or settings (choose another output folder)");
        }
        JsonNode outcome = file.path("outcome");
        JsonNode best = outcome.path("heldOut");
        return Optional.of(new TrainingResult(
                folder,
                true,
                outcome.path("steps").asInt(),
                outcome.path("totalSteps").asInt(),
                outcome.path("tokens").asLong(),
                outcome.path("wallSeconds").asDouble(),
                outcome.path("cpuSeconds").asDouble(),
                outcome.has("peakResidentBytes")
                        ? OptionalLong.of(outcome.path("peakResidentBytes").asLong())
                        : OptionalLong.empty(),
                outcome.path("finalLoss").asDouble(),
                best.isMissingNode() ? Optional.empty() : Optional.of(JSON.treeToValue(best, Evaluation.class)),
                outcome.path("bytesWritten").asLong()));
    }
}
