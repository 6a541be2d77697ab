package dev.openbook.evaluator.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.openbook.evaluator.suite.Gold;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Makes a suite of Time-Sensitive-QA's human-annotated questions (Chen, Wang and Wang, 2108.06314): questions about one
 * span of time each, over encyclopedia pages, some of which do not tell.
 *
 * <p>Each page becomes a Markdown document: its first paragraph the title, a short paragraph without list mark that ends in
 * a stop of its own a heading, the text {@linkplain TokenizedText put together again}. The source of a question is the
 * annotated paragraph. Of the sample a fifth is unanswerable. Left out are questions asked twice, and those whose paragraph
 * became a heading, stands twice in its page, or no longer holds the answer. The same seed gives the same bytes.
 */
public final class TsqaConverter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int UNANSWERABLE_SHARE = 5;
    private static final int HEADING_WORDS = 6;
    private static final int LONGEST_NAME = 80;
    private static final String ANSWERABLE = "answerable";
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]+");
    private static final Pattern HEADING = Pattern.compile("[^-–#|>].* \\.");

    private final int sample;
    private final long seed;
    private final Map<String, Integer> leftOut = new TreeMap<>();

    /**
     * A converter.
     *
     * @param sample how many questions, a fifth of them unanswerable
     * @param seed of the draw
     */
    public TsqaConverter(int sample, long seed) {
        if (sample < UNANSWERABLE_SHARE) {
            throw new InvalidInputException("--sample must be at least " + UNANSWERABLE_SHARE + ", but is " + sample);
        }
        this.sample = sample;
        this.seed = seed;
    }

    /**
     * One page as a document.
     *
     * @param paragraphs the text of each as it stands in the document; empty for those that are headings
     */
    private record Page(String document, String text, List<String> paragraphs) {}

    /**
     * Writes {@code corpus/}, {@code questions.jsonl} and {@code suite.yaml}.
     *
     * @param from the published JSON file
     * @param output is made if it is not there; documents of an earlier conversion are written over
     * @throws InvalidInputException if the file is not of that form
     */
    public Conversion convert(Path from, Path output) throws IOException {
        JsonNode root = read(from);
        Path corpus = output.resolve("corpus");
        Map<String, Page> pages = new TreeMap<>();
        List<ConvertedQuestion> questions = new ArrayList<>();
        Set<String> asked = new HashSet<>();
        for (int i = 0; i < root.size(); i++) {
            JsonNode entry = root.get(i);
            if (!entry.path("paras").isArray() || !entry.path("questions").isArray()) {
                throw new InvalidInputException(
                        from.getFileName() + ": entry " + i + " must have 'paras' and 'questions', but has not");
            }
            Page page = page(entry);
            Page first = pages.putIfAbsent(page.document(), page);
            if (first != null && !first.text().equals(page.text())) {
                page = renamed(page);
                pages.put(page.document(), page);
            }
            for (int q = 0; q < entry.get("questions").size(); q++) {
                question(
                        entry.get("questions").get(q),
                        page,
                        page.document().replaceFirst("\\.md$", "") + "/" + i + "-" + q,
                        asked,
                        questions);
            }
        }
        for (Page page : pages.values()) {
            AtomicFiles.writeString(corpus.resolve(page.document()), page.text());
        }
        int unanswerable = sample / UNANSWERABLE_SHARE;
        List<ConvertedQuestion> drawn = new ArrayList<>(draw(questions, true, sample - unanswerable));
        int answered = drawn.size();
        drawn.addAll(draw(questions, false, unanswerable));
        Map<String, Integer> written = Map.of(ANSWERABLE, answered, Strata.UNANSWERABLE, drawn.size() - answered);
        drawn.sort(Comparator.comparing(ConvertedQuestion::id));
        QuestionWriter.write(output.resolve("questions.jsonl"), drawn, List.of(Strata.V1));
        Path suite = output.resolve("suite.yaml");
        SuiteWriter.write(suite, "openbook convert tsqa --sample " + sample + " --seed " + seed, List.of(corpus), seed);
        return new Conversion(suite, written, leftOut);
    }

    private static JsonNode read(Path from) {
        try {
            JsonNode root = JSON.readTree(Files.readString(from));
            if (root.isArray() && !root.isEmpty()) {
                return root;
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    "--from must be a readable JSON file, but " + from + " is not (" + e.getMessage() + ")", e);
        }
        throw new InvalidInputException("--from must hold a list of pages, but " + from + " does not");
    }

    private static Page page(JsonNode entry) {
        StringBuilder text = new StringBuilder();
        List<String> paragraphs = new ArrayList<>();
        boolean inList = false;
        for (int i = 0; i < entry.get("paras").size(); i++) {
            String tokenized = entry.get("paras").get(i).asText().strip();
            String paragraph = TokenizedText.join(tokenized);
            boolean heading = i == 0 || isHeading(tokenized);
            boolean item = tokenized.startsWith("- ");
            paragraphs.add(heading ? "" : paragraph);
            if (!paragraph.isEmpty()) {
                text.append(text.isEmpty() || inList && item ? "" : "\n");
                text.append(i == 0 ? "# " : heading ? "## " : "");
                text.append(heading ? paragraph.replaceFirst("\\.$", "") : paragraph)
                        .append('\n');
                inList = item;
            }
        }
        String link = entry.path("link").asText("page").replaceFirst("^/wiki/", "");
        String name = UNSAFE.matcher(link).replaceAll("_");
        String safe = name.replaceFirst("^[._]+", "");
        return new Page(
                (safe.isEmpty() ? "page" : safe.substring(0, Math.min(LONGEST_NAME, safe.length()))) + ".md",
                text.toString(),
                paragraphs);
    }

    private static Page renamed(Page page) {
        String hash = Sha256.of(page.text()).substring(0, 8);
        return new Page(page.document().replaceFirst("\\.md$", "-" + hash + ".md"), page.text(), page.paragraphs());
    }

    /** Section titles stand as paragraphs of their own, and end in a stop that the tokenizer set apart. */
    private static boolean isHeading(String tokenized) {
        return HEADING.matcher(tokenized).matches()
                && tokenized.split(" ").length <= HEADING_WORDS + 1
                && !tokenized.contains(" , ");
    }

    private void question(
            JsonNode asked, Page page, String id, Set<String> wordings, List<ConvertedQuestion> questions) {
        String wording = TokenizedText.join(asked.path(0).asText());
        if (!wordings.add(wording.toLowerCase(Locale.ROOT))) {
            leaveOut("questions asked twice");
            return;
        }
        Set<String> answers = new LinkedHashSet<>();
        Set<Gold.Source> sources = new LinkedHashSet<>();
        for (JsonNode span : asked.path(1)) {
            String answer = TokenizedText.join(span.path("answer").asText());
            if (answer.isEmpty()) {
                continue;
            }
            int index = span.path("para").asInt(-1);
            String paragraph = index >= 0 && index < page.paragraphs().size()
                    ? page.paragraphs().get(index)
                    : "";
            if (paragraph.isEmpty()) {
                leaveOut("questions whose paragraph became a heading");
                return;
            }
            if (page.text().indexOf(paragraph) != page.text().lastIndexOf(paragraph)) {
                leaveOut("questions whose paragraph stands twice in its page");
                return;
            }
            if (!paragraph.contains(answer)) {
                leaveOut("questions whose paragraph no longer holds the answer");
                return;
            }
            answers.add(answer);
            sources.add(new Gold.Source(page.document(), paragraph));
        }
        Map<String, Gold> golds = new HashMap<>();
        if (!answers.isEmpty()) {
            golds.put(Strata.V1, new Gold(List.copyOf(answers), List.copyOf(sources)));
        }
        questions.add(new ConvertedQuestion(id, List.of(wording), golds));
    }

    private List<ConvertedQuestion> draw(List<ConvertedQuestion> questions, boolean answerable, int count) {
        return Draw.shuffle(
                        questions.stream()
                                .filter(question -> question.golds().isEmpty() != answerable)
                                .toList(),
                        seed + "\n" + (answerable ? ANSWERABLE : Strata.UNANSWERABLE),
                        ConvertedQuestion::id)
                .stream()
                .limit(count)
                .toList();
    }

    private void leaveOut(String reason) {
        leftOut.merge(reason, 1, Integer::sum);
    }
}
