package dev.openbook.finetune.dataset.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Reading records over encyclopedia articles, from a file in SQuAD's second format ({@code data[].paragraphs[].qas[]}, with
 * {@code is_impossible}).
 *
 * <p>Paragraphs are cut at sentences into passages of at most {@value #MAX_WORDS} words. A set is the passage that answers
 * and one or two others of its article; questions marked impossible are asked over a passage of the paragraph they were
 * written for. Answers longer than {@value #MAX_ANSWER_WORDS} words are left out.
 */
public final class SquadReading {

    static final int MAX_WORDS = 90;
    static final int MAX_ANSWER_WORDS = 8;

    /** Of two sources or more; with instruction and question, prompts stay below 480 tokens. */
    private static final int MAX_TOKENS = 340;

    /** Questions over one set of sources. */
    private static final int PER_SET = 6;

    private record Asked(String question, String answer, int start) {
        boolean isAnswerable() {
            return !answer.isEmpty();
        }
    }

    private record Window(int paragraph, int start, String text, List<Asked> asked) {}

    private final JsonNode articles;
    private final long seed;

    private SquadReading(JsonNode articles, long seed) {
        this.articles = articles;
        this.seed = seed;
    }

    /**
     * Opens a file.
     *
     * @throws InvalidInputException if it cannot be read or is something else
     */
    public static SquadReading of(Path file, long seed) {
        try {
            JsonNode articles = new ObjectMapper().readTree(file.toFile()).path("data");
            if (!articles.isArray()) {
                throw new InvalidInputException(
                        file + ": must be a SQuAD file with a list 'data', but is something else");
            }
            return new SquadReading(articles, seed);
        } catch (IOException e) {
            throw new InvalidInputException(file + ": must be a readable SQuAD file, but is not: " + e.getMessage(), e);
        }
    }

    /** The titles of the articles. */
    public Set<String> titles() {
        Set<String> titles = new TreeSet<>();
        articles.forEach(article -> titles.add(article.path("title").asText()));
        return titles;
    }

    /**
     * At most so many records, taken from the articles in turn.
     *
     * @param unanswerable the share of impossible questions, 0 to 0.5 and beyond as 0.5
     */
    public List<ReadingRecord> records(Set<String> titles, int count, double unanswerable) {
        Random random = new Random(seed);
        List<List<List<ReadingRecord>>> sets = new ArrayList<>();
        for (JsonNode article : articles) {
            if (titles.contains(article.path("title").asText())) {
                sets.add(sets(article, Math.min(1, unanswerable / (1 - unanswerable)), random));
            }
        }
        List<ReadingRecord> records = new ArrayList<>();
        for (int i = 0; records.size() < count && sets.stream().anyMatch(s -> !s.isEmpty()); i++) {
            List<List<ReadingRecord>> article = sets.get(i % sets.size());
            if (!article.isEmpty()) {
                records.addAll(article.remove(article.size() - 1));
            }
        }
        return List.copyOf(records.subList(0, Math.min(count, records.size())));
    }

    private static List<List<ReadingRecord>> sets(JsonNode article, double untoldPerTold, Random random) {
        String title = article.path("title").asText().replace('_', ' ');
        List<Window> windows = new ArrayList<>();
        int number = 0;
        for (JsonNode paragraph : article.path("paragraphs")) {
            windows.addAll(windows(number++, paragraph));
        }
        List<List<ReadingRecord>> sets = new ArrayList<>();
        for (Window window : windows) {
            List<Asked> told = shuffled(window.asked(), true, random);
            List<Asked> untold = shuffled(window.asked(), false, random);
            int half = Math.min(PER_SET / 2, Math.min(told.size(), untold.size()));
            if (half > 0) {
                List<Window> shown = distractors(window, windows, random);
                shown.add(random.nextInt(shown.size() + 1), window);
                while (ReadingRecord.estimatedTokens(sources(title, shown)) > MAX_TOKENS && shown.size() > 2) {
                    shown.remove(shown.get(0) == window ? 1 : 0);
                }
                int untoldOnes = (int) (half * untoldPerTold + (untoldPerTold < 1 ? random.nextDouble() : 0));
                sets.add(records(title, shown, window, told.subList(0, half), untold.subList(0, untoldOnes)));
            }
        }
        Collections.shuffle(sets, random);
        return sets;
    }

    private static List<ReadingRecord> records(
            String title, List<Window> shown, Window window, List<Asked> told, List<Asked> untold) {
        List<ReadingSource> sources = sources(title, shown);
        List<ReadingRecord> records = new ArrayList<>();
        for (int i = 0; i < told.size(); i++) {
            records.add(new ReadingRecord(
                    sources, told.get(i).question(), told.get(i).answer(), shown.indexOf(window)));
            if (i < untold.size()) {
                records.add(ReadingRecord.unanswerable(sources, untold.get(i).question()));
            }
        }
        return records;
    }

    private static List<ReadingSource> sources(String title, List<Window> shown) {
        return shown.stream()
                .map(w -> new ReadingSource(List.of(title), w.text()))
                .toList();
    }

    private static List<Asked> shuffled(List<Asked> asked, boolean answerable, Random random) {
        List<Asked> chosen = new ArrayList<>(
                asked.stream().filter(a -> a.isAnswerable() == answerable).toList());
        Collections.shuffle(chosen, random);
        return chosen;
    }

    private static List<Window> distractors(Window window, List<Window> windows, Random random) {
        List<Window> others = new ArrayList<>(windows.stream()
                .filter(w -> w.paragraph() != window.paragraph())
                .toList());
        Collections.shuffle(others, random);
        return new ArrayList<>(others.subList(0, Math.min(others.size(), 1 + random.nextInt(2))));
    }

    private static List<Window> windows(int number, JsonNode paragraph) {
        String context = paragraph.path("context").asText();
        List<Asked> asked = new ArrayList<>();
        for (JsonNode question : paragraph.path("qas")) {
            String text = question.path("question").asText().strip();
            if (question.path("is_impossible").asBoolean()) {
                asked.add(new Asked(text, "", -1));
            } else {
                JsonNode answer = question.path("answers").path(0);
                if (wordsOf(answer.path("text").asText()) <= MAX_ANSWER_WORDS) {
                    asked.add(new Asked(
                            text,
                            answer.path("text").asText(),
                            answer.path("answer_start").asInt()));
                }
            }
        }
        List<Window> windows = new ArrayList<>();
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ENGLISH);
        sentences.setText(context);
        int start = 0;
        int end = 0;
        for (int next = sentences.next(); next != BreakIterator.DONE; next = sentences.next()) {
            if (end > start && wordsOf(context.substring(start, next)) > MAX_WORDS) {
                windows.add(window(number, context, start, end, asked));
                start = end;
            }
            end = next;
        }
        windows.add(window(number, context, start, end, asked));
        windows.removeIf(w -> wordsOf(w.text()) > MAX_WORDS);
        return windows;
    }

    private static Window window(int number, String context, int start, int end, List<Asked> asked) {
        String text = context.substring(start, end).strip();
        List<Asked> inside = asked.stream()
                .filter(a -> !a.isAnswerable()
                        || a.start() >= start && a.start() + a.answer().length() <= end && text.contains(a.answer()))
                .toList();
        return new Window(number, start, text, inside);
    }

    private static int wordsOf(String text) {
        return text.strip().split("\\s+").length;
    }
}
