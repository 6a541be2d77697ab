package dev.openbook.finetune.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.openbook.finetune.dataset.ChatRecord.Message;
import dev.openbook.finetune.dataset.ChatRecord.Role;
import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What an adapter learned from, as hashes: enough to prove afterwards which facts are behind it, and that no question of a
 * test is, without shipping the training data.
 *
 * <p>Kept as {@value #FILE} in the adapter's folder. Wordings are compared without case, punctuation and spacing; answers
 * also without citation markers.
 *
 * @param examples the first 16 hex digits of the SHA-256 of each record, in the order of training; longer ones, as were
 *     written before, are cut
 * @param pairs of each record's last question and its answer, whichever of the two is learned, 16 hex digits each, with a
 *     colon between
 * @param phrases of runs of {@value #PHRASE_WORDS} words anywhere in the records, system messages apart; a sample that
 *     depends on the words alone (one hash in {@value #PHRASE_SAMPLE}), so that samples of two texts can be compared
 */
public record TrainingParity(List<String> examples, SortedSet<String> pairs, SortedSet<String> phrases) {

    /** Its name in an adapter's folder. */
    public static final String FILE = "parity.json";

    /** Shorter runs occur by chance, longer ones miss text that was touched. */
    static final int PHRASE_WORDS = 8;

    private static final int PHRASE_SAMPLE = 32;
    private static final int SHORT = 16;
    private static final Pattern NOT_A_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final Pattern MARKER = Pattern.compile("\\[\\s*\\d+(?:\\s*[,;]\\s*\\d+)*\\s*]");
    private static final String QUESTION = "\nQuestion: ";
    private static final String ANSWER = "\nAnswer: ";
    private static final JsonMapper JSON = new JsonMapper();

    /** Takes unmodifiable copies. */
    public TrainingParity {
        examples = examples.stream()
                .map(hash -> hash.substring(0, Math.min(SHORT, hash.length())))
                .toList();
        pairs = Collections.unmodifiableSortedSet(new TreeSet<>(pairs));
        phrases = Collections.unmodifiableSortedSet(new TreeSet<>(phrases));
    }

    /** Of these records. */
    public static TrainingParity of(Collection<ChatRecord> records) {
        List<String> examples = new ArrayList<>();
        SortedSet<String> pairs = new TreeSet<>();
        SortedSet<String> phrases = new TreeSet<>();
        for (ChatRecord record : records) {
            examples.add(Sha256.of(record.messages().toString()));
            pairs.add(pair(record));
            record.messages().stream()
                    .filter(message -> message.role() != Role.SYSTEM)
                    .map(Message::content)
                    .forEach(content -> phrases.addAll(phrases(content)));
        }
        return new TrainingParity(examples, pairs, phrases);
    }

    /** How a question with its answer is kept. */
    public static String pair(String question, String answer) {
        return hash(question) + ":" + hash(MARKER.matcher(answer).replaceAll(" "));
    }

    /** The sampled phrases of a text; empty for short ones. */
    public static Set<String> phrases(String text) {
        List<String> words = Arrays.asList(normal(text).split(" "));
        Set<String> phrases = new TreeSet<>();
        for (int i = 0; i + PHRASE_WORDS <= words.size(); i++) {
            String hash = Sha256.of(String.join(" ", words.subList(i, i + PHRASE_WORDS)));
            if (Integer.parseInt(hash.substring(0, 2), 16) % PHRASE_SAMPLE == 0) {
                phrases.add(hash.substring(0, SHORT));
            }
        }
        return phrases;
    }

    /** Whether a question with this wording was trained on, whatever the answer. */
    public boolean hasQuestion(String question) {
        String start = hash(question) + ":";
        SortedSet<String> from = pairs.tailSet(start);
        return !from.isEmpty() && from.first().startsWith(start);
    }

    /** Whether this answer to this question was trained on. */
    public boolean hasPair(String question, String answer) {
        return pairs.contains(pair(question, answer));
    }

    /** How many pairs are neither among the given ones nor have the given answer. */
    public long others(Set<String> known, String answer) {
        String end = ":" + hash(answer);
        return pairs.stream()
                .filter(pair -> !known.contains(pair) && !pair.endsWith(end))
                .count();
    }

    /** The share of a text's sampled phrases that were trained on; 0 for a text without any. */
    public double phraseOverlap(Set<String> ofText) {
        long shared = ofText.stream().filter(phrases::contains).count();
        return ofText.isEmpty() ? 0 : (double) shared / ofText.size();
    }

    /** This together with what was learned on top of it. */
    public TrainingParity plus(TrainingParity later) {
        List<String> all = new ArrayList<>(examples);
        all.addAll(later.examples);
        return new TrainingParity(all, union(pairs, later.pairs), union(phrases, later.phrases));
    }

    /** This together with what another adapter learned that began with the same records; these count once. */
    public TrainingParity beside(TrainingParity other) {
        int shared = 0;
        while (shared < Math.min(examples.size(), other.examples.size())
                && examples.get(shared).equals(other.examples.get(shared))) {
            shared++;
        }
        List<String> rest = other.examples.subList(shared, other.examples.size());
        return plus(new TrainingParity(rest, other.pairs, other.phrases));
    }

    /** Writes the file into an adapter's folder, whole or not at all. */
    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        AtomicFiles.writeString(
                folder.resolve(FILE), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }

    /**
     * Reads the file of an adapter's folder; empty if the folder has none.
     *
     * @throws InvalidInputException if it is no such file
     */
    public static Optional<TrainingParity> read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(file.toFile(), TrainingParity.class));
        } catch (JsonProcessingException e) {
            throw new InvalidInputException(
                    file + ": must be what training wrote, but is not: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": must be readable, but is not (" + e.getMessage() + ")", e);
        }
    }

    /**
     * The question and its answer. Where the last user message begins with sources, the question stands behind them; where an
     * answer stands behind them, the question is what was learned.
     */
    private static String pair(ChatRecord record) {
        String content = record.messages().stream()
                .filter(message -> message.role() == Role.USER)
                .reduce((earlier, later) -> later)
                .map(Message::content)
                .orElse("");
        int question = content.lastIndexOf(QUESTION);
        int answer = content.lastIndexOf(ANSWER);
        return answer > question
                ? pair(record.answer(), content.substring(answer + ANSWER.length()))
                : pair(question < 0 ? content : content.substring(question + QUESTION.length()), record.answer());
    }

    private static String hash(String text) {
        return Sha256.of(normal(text)).substring(0, SHORT);
    }

    private static String normal(String text) {
        String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return NOT_A_WORD.matcher(plain).replaceAll(" ").strip();
    }

    private static SortedSet<String> union(SortedSet<String> a, SortedSet<String> b) {
        SortedSet<String> union = new TreeSet<>(a);
        union.addAll(b);
        return union;
    }
}
