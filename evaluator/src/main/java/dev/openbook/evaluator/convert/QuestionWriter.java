package dev.openbook.evaluator.convert;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.openbook.evaluator.suite.Gold;
import dev.openbook.foundation.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Writes questions in the format that {@link dev.openbook.evaluator.suite.QuestionFile} reads. */
final class QuestionWriter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private QuestionWriter() {}

    /**
     * Writes a file whole or not at all.
     *
     * @param versions the corpus versions; with one, answers and sources are written without its name
     */
    static void write(Path file, List<ConvertedQuestion> questions, List<String> versions) throws IOException {
        AtomicFiles.write(file, out -> {
            for (ConvertedQuestion question : questions) {
                out.write((JSON.writeValueAsString(line(question, versions)) + "\n").getBytes(StandardCharsets.UTF_8));
            }
        });
    }

    private static ObjectNode line(ConvertedQuestion question, List<String> versions) {
        Map<String, Gold> golds = question.golds();
        ObjectNode line = JSON.createObjectNode();
        line.put("id", question.id());
        line.put("question", question.wordings().get(0));
        if (versions.size() == 1) {
            Gold gold = golds.getOrDefault(versions.get(0), Gold.NONE);
            texts(line.putArray("answers"), gold.answers());
            if (!gold.sources().isEmpty()) {
                sources(line.putArray("source"), gold.sources());
            }
        } else if (golds.isEmpty()) {
            line.putArray("answers");
        } else {
            ObjectNode answers = line.putObject("answers");
            ObjectNode source = line.putObject("source");
            for (String version : versions) {
                Gold gold = golds.getOrDefault(version, Gold.NONE);
                if (!gold.answers().isEmpty()) {
                    texts(answers.putArray(version), gold.answers());
                    sources(source.putArray(version), gold.sources());
                }
            }
        }
        if (question.wordings().size() > 1) {
            texts(
                    line.putArray("wordings"),
                    question.wordings().subList(1, question.wordings().size()));
        }
        return line;
    }

    private static void texts(ArrayNode array, List<String> texts) {
        texts.forEach(array::add);
    }

    private static void sources(ArrayNode array, List<Gold.Source> sources) {
        for (Gold.Source source : sources) {
            array.addObject().put("document", source.document()).put("quote", source.quote());
        }
    }
}
