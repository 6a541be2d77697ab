package dev.openbook.evaluator.experiment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What was said so far, one JSON line an answer, so that a killed run goes on where it stopped.
 *
 * <p>The first line names what was asked of whom (a hash over suite, questions, model and documents). A journal of
 * something else is started anew. Each answer is forced to disk as it comes; a last line that was cut off is dropped and
 * its question asked again.
 */
public final class Journal implements AutoCloseable {

    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /** The first line. */
    record Header(String fingerprint) {}

    private final FileChannel channel;
    private final Map<String, Asked> answers = new HashMap<>();
    private final int resumed;

    /**
     * Opens or starts a journal.
     *
     * @param file where it is kept
     * @param fingerprint of everything the answers depend on
     */
    public Journal(Path file, String fingerprint) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            List<Asked> kept = Files.exists(file) ? readKept(file, fingerprint) : List.of();
            kept.forEach(asked -> answers.put(asked.key(), asked));
            resumed = answers.size();
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
            StringBuilder lines = new StringBuilder(JSON.writeValueAsString(new Header(fingerprint))).append('\n');
            for (Asked asked : kept) {
                lines.append(JSON.writeValueAsString(asked)).append('\n');
            }
            write(lines.toString());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep the journal " + file, e);
        }
    }

    /** How many answers were there from an earlier run. */
    public int resumed() {
        return resumed;
    }

    /** Whether the question was asked of the arm in that version. */
    public boolean has(String version, String question, String arm) {
        return answers.containsKey(version + "\n" + question + "\n" + arm);
    }

    /** What was said; the question must have been asked. */
    public Asked get(String version, String question, String arm) {
        Asked asked = answers.get(version + "\n" + question + "\n" + arm);
        if (asked == null) {
            throw new IllegalStateException("not asked: " + question + " of " + arm + " in " + version);
        }
        return asked;
    }

    /** Keeps one answer; it is on disk when this returns. */
    public void append(Asked asked) {
        if (answers.putIfAbsent(asked.key(), asked) != null) {
            throw new IllegalStateException("asked twice: " + asked.question() + " of " + asked.arm());
        }
        try {
            write(JSON.writeValueAsString(asked) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep an answer in the journal", e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the journal", e);
        }
    }

    private void write(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        channel.force(false);
    }

    private static List<Asked> readKept(Path file, String fingerprint) throws IOException {
        String[] lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8).split("\n");
        List<Asked> kept = new ArrayList<>();
        try {
            if (!JSON.readValue(lines[0], Header.class).equals(new Header(fingerprint))) {
                return List.of();
            }
            for (int i = 1; i < lines.length; i++) {
                kept.add(JSON.readValue(lines[i], Asked.class));
            }
        } catch (JsonProcessingException e) {
            return kept; // what follows a torn line was never finished
        }
        return kept;
    }
}
