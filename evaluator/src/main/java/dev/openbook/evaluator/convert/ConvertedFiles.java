package dev.openbook.evaluator.convert;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;

/** Writes what converters make: a folder of documents and question files, each whole or not at all. */
final class ConvertedFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private ConvertedFiles() {}

    /** An empty line of a question file. */
    static ObjectNode line() {
        return JSON.createObjectNode();
    }

    /**
     * Writes a corpus: the documents in a folder beside, which is then renamed.
     *
     * @param folder must not exist, so that nothing of an earlier conversion is left in it
     * @param documents file name to text
     */
    static void corpus(Path folder, Map<String, String> documents) throws IOException {
        if (Files.exists(folder)) {
            throw new InvalidInputException(folder + " must not exist yet (delete it, or name another --output)");
        }
        Path parent = Files.createDirectories(folder.toAbsolutePath().getParent());
        Path beside = Files.createTempDirectory(parent, ".converting-");
        for (Map.Entry<String, String> document : documents.entrySet()) {
            Path file = beside.resolve(document.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, document.getValue(), StandardCharsets.UTF_8);
        }
        AtomicFiles.move(beside, folder);
    }

    /** Writes one JSON object a line. */
    static void questions(Path file, Collection<ObjectNode> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        for (ObjectNode line : lines) {
            text.append(JSON.writeValueAsString(line)).append('\n');
        }
        AtomicFiles.writeString(file, text.toString());
    }
}
