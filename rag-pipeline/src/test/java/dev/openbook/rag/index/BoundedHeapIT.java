package dev.openbook.rag.index;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.corpus.Skipped;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Another JVM with a small heap indexes a long document, and many short ones.
 *
 * <p>The sizes are small enough for every build; docs/own-documents.md names the properties that give its own.
 */
class BoundedHeapIT {

    private static final int MEGABYTES = Integer.getInteger("openbook.heap.megabytes", 12);
    private static final int FILES = Integer.getInteger("openbook.heap.files", 3_000);
    private static final int DIMENSION = Integer.getInteger("openbook.heap.dimension", 384);
    private static final String HEAP = System.getProperty("openbook.heap", "128m");

    private static final long LARGEST_FILE = 200L << 20;

    @TempDir
    private Path temporary;

    @Test
    void should_index_a_long_document_whose_passages_would_not_fit_into_the_heap() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("docs"));
        writeProse(folder.resolve("long.txt"), (long) MEGABYTES << 20, "");

        assertThat(index(folder)).startsWith("1 documents").endsWith("0 skipped");
    }

    @Test
    void should_index_many_short_documents() throws Exception {
        Path folder = Files.createDirectory(temporary.resolve("docs"));
        for (int i = 0; i < FILES; i++) {
            Path part = folder.resolve("part" + i / 1_000);
            Files.createDirectories(part);
            Files.writeString(part.resolve("note" + i + ".md"), "# Note " + i + "\n\nThe note says " + i * 7 + ".\n");
        }

        assertThat(index(folder)).startsWith(FILES + " documents").endsWith("0 skipped");
    }

    /** Runs in the other JVM: folder, index. */
    public static void main(String[] arguments) throws IOException {
        long start = System.nanoTime();
        try (CorpusIndex index = CorpusIndex.open(
                Path.of(arguments[1]), new MadeUpVectors(), "made-up", new PassageSplitter(BoundedHeapIT::tokens))) {
            CorpusFolder corpus = CorpusFolder.scan(Path.of(arguments[0]), "v1", LARGEST_FILE, Progress.none());
            IndexUpdate update = index.update(corpus, Progress.none());
            for (Skipped skipped : update.skipped()) {
                System.out.println(skipped);
            }
            System.out.printf(
                    Locale.ROOT, "%.0f s, at most %s resident%n", (System.nanoTime() - start) / 1e9, residentAtMost());
            System.out.printf(
                    Locale.ROOT,
                    "%d documents, %d passages, %d skipped%n",
                    update.added(),
                    update.passages(),
                    update.skipped().size());
        }
    }

    /** The last line of what the other JVM says. */
    private String index(Path folder) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP,
                        "-Dopenbook.heap.dimension=" + DIMENSION,
                        "-cp",
                        System.getProperty("java.class.path"),
                        BoundedHeapIT.class.getName(),
                        folder.toString(),
                        temporary.resolve("index").toString())
                .redirectErrorStream(true)
                .start();
        try {
            List<String> lines = process.inputReader().lines().toList();
            lines.forEach(System.out::println);
            assertThat(process.waitFor()).as(String.join("\n", lines)).isZero();
            return lines.get(lines.size() - 1);
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Paragraphs of made-up sentences; {@code mark} ends each of them. */
    static void writeProse(Path file, long bytes, String mark) throws IOException {
        Random random = new Random(11);
        String[] words = new String[5_000];
        for (int i = 0; i < words.length; i++) {
            words[i] = random.ints(2 + random.nextInt(8), 'a', 'z' + 1)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
        }
        long written = 0;
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            while (written < bytes) {
                StringBuilder paragraph = new StringBuilder();
                for (int sentence = 0; sentence < 5; sentence++) {
                    paragraph.append("The");
                    for (int word = 0; word < 12; word++) {
                        paragraph.append(' ').append(words[random.nextInt(words.length)]);
                    }
                    paragraph.append(mark).append(". ");
                }
                out.append(paragraph).append("\n\n");
                written += paragraph.length() + 2;
            }
        }
    }

    private static int tokens(String text) {
        int tokens = 0;
        boolean inside = false;
        for (int i = 0; i < text.length(); i++) {
            boolean letter = Character.isLetterOrDigit(text.charAt(i));
            tokens += letter && !inside ? 1 : 0;
            inside = letter;
        }
        return tokens;
    }

    private static String residentAtMost() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "an unknown amount";
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .map(line -> line.substring("VmHWM:".length()).strip())
                .findFirst()
                .orElse("an unknown amount");
    }

    /** One of a thousand directions with noise, as long as a sentence embedder's unless told otherwise. */
    private static final class MadeUpVectors implements EmbeddingModel {
        private static final int DIRECTIONS = 1_000;

        @Override
        public Response<List<Embedding>> embedAll(List<TextSegment> segments) {
            return Response.from(segments.stream()
                    .map(segment -> vector(segment.text().hashCode()))
                    .toList());
        }

        private static Embedding vector(int hash) {
            SplittableRandom direction = new SplittableRandom(Math.floorMod(hash, DIRECTIONS));
            SplittableRandom noise = new SplittableRandom(hash);
            float[] vector = new float[DIMENSION];
            for (int i = 0; i < DIMENSION; i++) {
                vector[i] = (float) (direction.nextDouble() + noise.nextDouble() - 1);
            }
            return Embedding.from(vector);
        }

        @Override
        public int dimension() {
            return DIMENSION;
        }
    }
}
