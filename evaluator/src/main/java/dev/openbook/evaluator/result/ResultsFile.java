package dev.openbook.evaluator.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes and reads {@code results.json}: UTF-8, {@code \n} line ends, two spaces, record order, so that equal results are
 * equal bytes on every machine.
 */
public final class ResultsFile {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private ResultsFile() {}

    /** Writes the file whole or not at all. */
    public static void write(Results results, Path file) throws IOException {
        AtomicFiles.writeString(file, toJson(results));
    }

    /** Any value of the results as it stands in the file. */
    public static String toJson(Object value) {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        ObjectWriter writer = JSON.writer(
                new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter));
        try {
            return writer.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of plain values can always be written", e);
        }
    }

    /**
     * Reads a file written by this or an earlier run.
     *
     * @throws InvalidInputException if it is no results file or of another schema version
     */
    public static Results read(Path file) {
        try {
            JsonNode tree = JSON.readTree(file.toFile());
            int schema = tree.path("schemaVersion").asInt(-1);
            if (schema != Results.SCHEMA_VERSION) {
                throw new InvalidInputException(file + ": 'schemaVersion' must be " + Results.SCHEMA_VERSION
                        + ", but is " + (schema < 0 ? "absent" : schema) + " (run the benchmark again)");
            }
            return JSON.treeToValue(tree, Results.class);
        } catch (IOException e) {
            String reason = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            throw new InvalidInputException(file + ": must be a results file, but is not: " + reason, e);
        }
    }
}
