package dev.openbook.rag.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.embedding.onnx.HuggingFaceTokenCountEstimator;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.corpus.CorpusEntry;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.corpus.SourceDocument;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** With the embedder's own tokenizer, which runs natively. */
class PassageSplitterIT {

    private static final Path ROOT = Path.of(System.getProperty("openbook.root", "."));

    private final ToIntFunction<String> wordpieces = new HuggingFaceTokenCountEstimator()::estimateTokenCountInText;
    private final PassageSplitter splitter = new PassageSplitter(wordpieces);

    private int assertWithinLimit(SourceDocument document) {
        int longest = 0;
        for (Passage passage : splitter.split(document)) {
            assertThat(document.text().substring(passage.start(), passage.end()))
                    .isEqualTo(passage.text());
            int tokens = wordpieces.applyAsInt(passage.indexText());
            assertThat(tokens).as(passage.id()).isLessThanOrEqualTo(PassageSplitter.DEFAULT_MAX_TOKENS);
            longest = Math.max(longest, tokens);
        }
        return longest;
    }

    @Test
    void should_keep_the_built_in_corpus_within_the_embedder() {
        Path folder = ROOT.resolve("corpus/v1");
        Assumptions.assumeTrue(Files.isDirectory(folder), "no built-in corpus here");
        CorpusFolder corpus = CorpusFolder.scan(folder, "v1", Progress.none());
        int longest = 0;
        for (CorpusEntry entry : corpus.entries()) {
            longest = Math.max(longest, assertWithinLimit((SourceDocument) corpus.read(entry)));
        }

        assertThat(longest).as("the limit is made use of").isGreaterThan(90);
    }

    @Test
    void should_keep_naughty_strings_within_the_embedder() throws Exception {
        Path file = ROOT.resolve("../shared/data/badinputs/blns.json");
        Assumptions.assumeTrue(Files.exists(file), "no ../shared/data/badinputs here");

        assertWithinLimit(new SourceDocument("blns.md", "v", Files.readString(file), ""));
        assertWithinLimit(new SourceDocument("blns.txt", "v", Files.readString(file), ""));
    }

    @Test
    void should_count_long_stretches_whole() {
        // A tokenizer that cuts silently would count no more than its own limit.
        String words =
                String.join(" ", IntStream.range(0, 2_000).mapToObj(i -> "word").toList());

        assertThat(wordpieces.applyAsInt(words)).isEqualTo(2_000);
        assertThat(splitter.split(new SourceDocument("a.txt", "v", "漢字".repeat(5_000), "")))
                .hasSizeGreaterThan(80);
    }
}
