package dev.openbook.model.adapter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How readily an adapter declines: a number added to the logit of a refusal's first token where an answer begins. It is
 * chosen on questions that are neither trained on nor reported, and lies beside the adapter as {@value #FILE}.
 *
 * @param refusal what the adapter says when it declines
 * @param logits above 0 to decline more often, below to decline less often; finite
 */
public record RefusalBias(String refusal, float logits) {

    /** The name of its file in an adapter's folder; other programs that read adapters ignore it. */
    public static final String FILE = "refusal.json";

    private static final JsonMapper JSON = new JsonMapper();

    /** Checks the values. */
    public RefusalBias {
        if (refusal.isBlank()) {
            throw new InvalidInputException("refusal must be a text, but is empty");
        }
        if (!Float.isFinite(logits)) {
            throw new InvalidInputException("refusal bias must be a finite number, but is " + logits);
        }
    }

    /** Never lets an answer begin as the refusal does. */
    public static RefusalBias never(String refusal) {
        return new RefusalBias(refusal, -1e9f);
    }

    /**
     * What lies beside an adapter; empty where there is none.
     *
     * @throws InvalidInputException if the file is damaged
     */
    public static Optional<RefusalBias> read(Path adapter) {
        Path file = adapter.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(file.toFile());
            JsonNode refusal = json.path("refusal");
            JsonNode logits = json.path("logits");
            if (!refusal.isTextual() || !logits.isNumber()) {
                throw new InvalidInputException(
                        file + " must hold 'refusal' (a text) and 'logits' (a number), but does not (choose them anew"
                                + " with openbook calibrate, or delete the file)");
            }
            return Optional.of(new RefusalBias(refusal.asText(), logits.floatValue()));
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(file + " must be JSON, but is not: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /**
     * Writes the file into an adapter's folder, in place of one that is there.
     *
     * @param chosenOn what it was chosen on and what came of it, for the reader of the file
     */
    public void write(Path adapter, Map<String, ?> chosenOn) {
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("refusal", refusal);
        content.put("logits", logits);
        content.put("chosenOn", chosenOn);
        try {
            AtomicFiles.writeString(
                    adapter.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + adapter.resolve(FILE), e);
        }
    }
}
