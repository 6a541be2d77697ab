package dev.openbook.finetune.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * One object of a JSON-lines file, read field by field; what is wrong is noted with file and line, and reading goes on,
 * so that a person sees all faults at once.
 *
 * <p>A reader that notes a fault returns an empty value of the wanted type; callers throw when the list of faults is not
 * empty, so that such a value never travels.
 */
public final class JsonLine {

    /** Larger files are refused: nobody writes so many questions, and they are read into memory. */
    static final long MAX_BYTES = 256L << 20;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final JsonNode node;
    private final String place;
    private final String prefix;
    private final List<String> faults;

    private JsonLine(JsonNode node, String place, String prefix, List<String> faults) {
        this.node = node;
        this.place = place;
        this.prefix = prefix;
        this.faults = faults;
    }

    /**
     * Reads every object of a file; blank lines are skipped, a byte order mark is ignored.
     *
     * @param file UTF-8, one JSON object a line
     * @param faults receives a line for each line that is no JSON object
     * @throws InvalidInputException if the file cannot be read at all
     */
    public static List<JsonLine> readAll(Path file, List<String> faults) {
        byte[] bytes = bytesOf(file);
        List<JsonLine> lines = new ArrayList<>();
        int number = 1;
        for (int start = 0; start < bytes.length; number++) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            parse(bytes, start, end - start, file.getFileName() + ":" + number, faults)
                    .ifPresent(lines::add);
            start = end + 1;
        }
        return lines;
    }

    /** Where this object stands, for example {@code "questions.jsonl:17"}. */
    public String place() {
        return place;
    }

    /** Notes a fault of this line. */
    public void fault(String text) {
        faults.add(place + ": " + text);
    }

    /** Whether the field is there and not null. */
    public boolean has(String field) {
        return node.hasNonNull(field);
    }

    /** Whether the field is a string that is not blank. */
    public boolean hasText(String field) {
        return has(field)
                && node.get(field).isTextual()
                && !node.get(field).textValue().isBlank();
    }

    /** Notes each field that is not in the list of those that are known. */
    public void allow(Set<String> known) {
        node.fieldNames().forEachRemaining(field -> {
            if (!known.contains(field)) {
                fault("'" + prefix + field + "' must be one of " + new TreeSet<>(known) + ", but is unknown");
            }
        });
    }

    /** A string that must be there and must not be blank. */
    public String text(String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isTextual() || value.textValue().isBlank()) {
            fault("'" + prefix + field + "' must be a non-blank string, but is " + typeOf(value));
            return "";
        }
        return value.textValue();
    }

    /** A string that must be there and may be empty. */
    public String possiblyEmptyText(String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isTextual()) {
            fault("'" + prefix + field + "' must be a string, but is " + typeOf(value));
            return "";
        }
        return value.textValue();
    }

    /** A whole number that must be there. */
    public int whole(String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.canConvertToInt() || !value.isIntegralNumber()) {
            fault("'" + prefix + field + "' must be a whole number, but is "
                    + (value != null && value.isNumber() ? value.asText() : typeOf(value)));
            return -1;
        }
        return value.intValue();
    }

    /** A string that may be absent. */
    public Optional<String> optionalText(String field) {
        return has(field) ? Optional.of(text(field)) : Optional.empty();
    }

    /** A list of non-blank strings that must be there, perhaps empty. */
    public List<String> texts(String field) {
        JsonNode value = node.get(field);
        if (value == null || !value.isArray()) {
            fault("'" + prefix + field + "' must be a list of strings, but is " + typeOf(value));
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : value) {
            if (item.isTextual() && !item.textValue().isBlank()) {
                texts.add(item.textValue());
            } else {
                fault("'" + prefix + field + "' must hold non-blank strings, but holds " + typeOf(item));
            }
        }
        return texts;
    }

    /** A list of strings that may be absent; empty then. */
    public List<String> optionalTexts(String field) {
        return has(field) ? texts(field) : List.of();
    }

    /** Whether the field is a list. */
    public boolean isList(String field) {
        return has(field) && node.get(field).isArray();
    }

    /** Whether the field is an object. */
    public boolean isObject(String field) {
        return has(field) && node.get(field).isObject();
    }

    /** The object in the field; noted as a fault if it is something else. */
    public Optional<JsonLine> object(String field) {
        if (isObject(field)) {
            return Optional.of(new JsonLine(node.get(field), place, prefix + field + ".", faults));
        }
        fault("'" + prefix + field + "' must be an object, but is " + typeOf(node.get(field)));
        return Optional.empty();
    }

    /** The objects of a list; items that are none are noted as faults. */
    public List<JsonLine> objects(String field) {
        List<JsonLine> objects = new ArrayList<>();
        for (JsonNode item : node.get(field)) {
            if (item.isObject()) {
                objects.add(new JsonLine(item, place, prefix + field + ".", faults));
            } else {
                fault("'" + prefix + field + "' must hold objects, but holds " + typeOf(item));
            }
        }
        return objects;
    }

    /** The names of the fields, in the order of the file. */
    public Collection<String> fields() {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static byte[] bytesOf(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new InvalidInputException(file + ": must be a file of JSON lines, but is "
                        + (Files.isDirectory(file) ? "a folder" : "absent"));
            }
            if (Files.size(file) > MAX_BYTES) {
                throw new InvalidInputException(
                        file + ": must not be larger than " + MAX_BYTES + " bytes, but has " + Files.size(file));
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": must be readable, but is not (" + e.getMessage() + ")", e);
        }
    }

    private static Optional<JsonLine> parse(byte[] bytes, int start, int length, String place, List<String> faults) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, length))
                    .toString()
                    .replace("\uFEFF", "");
            if (text.isBlank()) {
                return Optional.empty();
            }
            JsonNode node = JSON.readTree(text);
            if (node.isObject()) {
                return Optional.of(new JsonLine(node, place, "", faults));
            }
            faults.add(place + ": must be a JSON object, but is " + typeOf(node));
        } catch (CharacterCodingException e) {
            faults.add(place + ": must be UTF-8, but holds other bytes (save the file as UTF-8)");
        } catch (JsonProcessingException e) {
            faults.add(place + ": must be one JSON object, but is not: "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
        }
        return Optional.empty();
    }

    private static String typeOf(JsonNode value) {
        if (value == null) {
            return "absent";
        }
        return switch (value.getNodeType()) {
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case NUMBER -> "a number";
            case BOOLEAN -> "a boolean";
            case STRING -> value.textValue().isBlank() ? "a blank string" : "a string";
            default -> "null";
        };
    }
}
