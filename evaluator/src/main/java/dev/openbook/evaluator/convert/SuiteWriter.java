package dev.openbook.evaluator.convert;

import dev.openbook.evaluator.suite.AdapterRole;
import dev.openbook.evaluator.suite.OwnDocuments;
import dev.openbook.foundation.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes the suite beside converted questions: the three arms that need no training on the documents, the settings of the
 * default suite, every question asked in one wording, nothing expected.
 */
final class SuiteWriter {

    private SuiteWriter() {}

    /**
     * Writes a file whole or not at all; folders are named relative to it where that is possible.
     *
     * @param origin the command that wrote it
     * @param corpora one or two versions
     */
    static void write(Path file, String origin, List<Path> corpora, long seed) throws IOException {
        Map<AdapterRole, Path> adapters = OwnDocuments.adapters();
        Path folder = file.toAbsolutePath().normalize().getParent();
        StringBuilder yaml = new StringBuilder();
        line(yaml, "# Written by: " + origin);
        line(yaml, "version: 1");
        line(yaml, "corpus: " + path(folder, corpora.get(0)));
        if (corpora.size() > 1) {
            line(yaml, "corpus-v2: " + path(folder, corpora.get(1)));
        }
        line(yaml, "questions: [questions.jsonl]");
        line(yaml, "arms: [base, rag-base" + (adapters.containsKey(AdapterRole.READER) ? ", rag]" : "]"));
        if (!adapters.isEmpty()) {
            line(yaml, "adapters:");
        }
        new TreeMap<>(adapters).forEach((role, adapter) -> line(yaml, "  " + role.id() + ": " + path(folder, adapter)));
        line(yaml, "seed: " + seed);
        line(yaml, "samples:");
        line(yaml, "  wordings: 1");
        line(yaml, "retrieval:");
        line(yaml, "  mode: hybrid");
        line(yaml, "  passages: {rag-base: 1, rag: 3}");
        line(yaml, "  minimum-cosine: 0.3");
        line(yaml, "generation:");
        line(yaml, "  max-tokens: 32");
        line(yaml, "  timeout-seconds: 60");
        line(
                yaml,
                "metrics: [contains-gold, f1, truthfulness, abstention-recall, citation-precision, citation-recall"
                        + (corpora.size() > 1 ? ", stale-rate]" : "]"));
        AtomicFiles.writeString(file, yaml.toString());
    }

    private static void line(StringBuilder yaml, String line) {
        yaml.append(line).append('\n');
    }

    /** Quoted, so that no character of a folder's name means anything in YAML. */
    private static String path(Path folder, Path target) {
        Path absolute = target.toAbsolutePath().normalize();
        boolean sameRoot = absolute.getRoot().equals(folder.getRoot());
        String written = (sameRoot ? folder.relativize(absolute) : absolute).toString();
        return "'" + written.replace('\\', '/').replace("'", "''") + "'";
    }
}
