package dev.openbook.evaluator.convert;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * SciFact (Wadden et al. 2020) as BEIR (Thakur et al. 2021) asks it: abstracts become documents, claims become questions
 * whose relevant documents are known and whose answers are not.
 *
 * <p>Reads {@code corpus_train.csv} (columns {@code doc_id}, {@code title}, {@code abstract} as numpy prints a list of
 * sentences), {@code topics.beir-v1.0.0-scifact.test.tsv}, {@code qrels.beir-v1.0.0-scifact.test.txt} and
 * {@code claims_train.csv}. Writes {@code corpus/ID.md} (the title as heading, the abstract as one paragraph),
 * {@code test.jsonl} (the published queries and judgements) and {@code train.jsonl} (the training claims with the
 * abstracts they cite, which is how BEIR judges them): settings are chosen on the second and never on the first.
 */
public final class SciFactConverter {

    private static final String CORPUS = "corpus_train.csv";
    private static final String TOPICS = "topics.beir-v1.0.0-scifact.test.tsv";
    private static final String JUDGEMENTS = "qrels.beir-v1.0.0-scifact.test.txt";
    private static final String CLAIMS = "claims_train.csv";

    /** An id becomes the name of a file. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private static final Pattern SPACES = Pattern.compile("(?U)\\s+");

    /**
     * What was written.
     *
     * @param documents how many abstracts
     * @param testQuestions how many published queries
     * @param trainQuestions how many training claims
     */
    public record Converted(int documents, int testQuestions, int trainQuestions) {}

    private final Path from;
    private final List<String> faults = new ArrayList<>();

    private SciFactConverter(Path from) {
        this.from = from;
    }

    /**
     * Converts a folder.
     *
     * @param from holds the four files
     * @param output receives {@code corpus}, {@code test.jsonl} and {@code train.jsonl}
     * @throws InvalidInputException with every fault of every file; nothing is written then
     */
    public static Converted convert(Path from, Path output) throws IOException {
        return new SciFactConverter(from).run(output);
    }

    private Converted run(Path output) throws IOException {
        Map<String, String> documents = documents();
        List<ObjectNode> test = questions(topics(), judgements(), documents.keySet(), TOPICS);
        Map<String, String> claims = new TreeMap<>(byNumber());
        Map<String, Set<String>> cited = new LinkedHashMap<>();
        trainingClaims(claims, cited);
        List<ObjectNode> train = questions(claims, cited, documents.keySet(), CLAIMS);
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        ConvertedFiles.corpus(output.resolve("corpus"), documents);
        ConvertedFiles.questions(output.resolve("test.jsonl"), test);
        ConvertedFiles.questions(output.resolve("train.jsonl"), train);
        return new Converted(documents.size(), test.size(), train.size());
    }

    private Map<String, String> documents() {
        Map<String, String> documents = new TreeMap<>();
        for (CsvTable.Row row : CsvTable.read(from.resolve(CORPUS), List.of("doc_id", "title", "abstract"))) {
            String id = row.get("doc_id");
            if (!ID.matcher(id).matches()) {
                fault(CORPUS, row.line(), "'doc_id' must match " + ID + ", but is '" + id + "'");
            } else {
                String previous = documents.put(fileName(id), document(row));
                if (previous != null) {
                    fault(CORPUS, row.line(), "'doc_id' must be unique, but '" + id + "' stood there before");
                }
            }
        }
        return documents;
    }

    private String document(CsvTable.Row row) {
        String text = list(CORPUS, row, "abstract").stream()
                .map(SciFactConverter::oneLine)
                .filter(sentence -> !sentence.isEmpty())
                .collect(Collectors.joining(" "));
        return "# " + oneLine(row.get("title")) + "\n\n" + text + "\n";
    }

    private Map<String, String> topics() {
        Map<String, String> topics = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines(TOPICS)) {
            String[] parts = line.split("\t", 2);
            number++;
            if (parts.length < 2 || parts[1].isBlank()) {
                fault(TOPICS, number, "must be an id, a tab and a query, but is '" + line + "'");
            } else {
                topics.put(parts[0], oneLine(parts[1]));
            }
        }
        return topics;
    }

    private Map<String, Set<String>> judgements() {
        Map<String, Set<String>> relevant = new LinkedHashMap<>();
        int number = 0;
        for (String line : lines(JUDGEMENTS)) {
            String[] parts = line.strip().split("\\s+");
            number++;
            if (parts.length != 4 || !parts[3].matches("-?[0-9]{1,9}")) {
                fault(JUDGEMENTS, number, "must be a query, 0, a document and a grade, but is '" + line + "'");
            } else if (Integer.parseInt(parts[3]) > 0) {
                relevant.computeIfAbsent(parts[0], id -> new LinkedHashSet<>()).add(parts[2]);
            }
        }
        return relevant;
    }

    /** A claim has a row for each abstract that speaks for or against it; what it cites stands in every one. */
    private void trainingClaims(Map<String, String> claims, Map<String, Set<String>> cited) {
        for (CsvTable.Row row : CsvTable.read(from.resolve(CLAIMS), List.of("id", "claim", "cited_doc_ids"))) {
            claims.put(row.get("id"), oneLine(row.get("claim")));
            cited.computeIfAbsent(row.get("id"), id -> new LinkedHashSet<>())
                    .addAll(list(CLAIMS, row, "cited_doc_ids"));
        }
    }

    private List<ObjectNode> questions(
            Map<String, String> wordings, Map<String, Set<String>> relevant, Set<String> documents, String file) {
        List<ObjectNode> questions = new ArrayList<>();
        wordings.forEach((id, wording) -> {
            ObjectNode question = ConvertedFiles.line();
            question.put("id", "scifact-" + id).put("question", wording).put("kind", "claim");
            ArrayNode sources = question.putArray("source");
            for (String document : relevant.getOrDefault(id, Set.of())) {
                if (!documents.contains(fileName(document))) {
                    faults.add(file + ": '" + id + "' must be judged with documents of " + CORPUS + ", but '" + document
                            + "' is not there");
                }
                sources.addObject().put("document", fileName(document));
            }
            if (sources.isEmpty()) {
                faults.add(file + ": '" + id + "' must have a relevant document, but has none");
            }
            questions.add(question);
        });
        return questions;
    }

    private List<String> list(String file, CsvTable.Row row, String column) {
        try {
            return NumpyList.read(row.get(column));
        } catch (IllegalArgumentException e) {
            fault(file, row.line(), "'" + column + "': " + e.getMessage());
            return List.of();
        }
    }

    private List<String> lines(String file) {
        try {
            return Files.readAllLines(from.resolve(file), StandardCharsets.UTF_8).stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new InvalidInputException(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private void fault(String file, long line, String text) {
        faults.add(file + ":" + line + ": " + text);
    }

    private static String fileName(String id) {
        return id + ".md";
    }

    private static String oneLine(String text) {
        return SPACES.matcher(text).replaceAll(" ").strip();
    }

    private static Comparator<String> byNumber() {
        return Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());
    }
}
