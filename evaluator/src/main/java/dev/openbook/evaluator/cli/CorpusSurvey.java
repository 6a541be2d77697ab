package dev.openbook.evaluator.cli;

import dev.langchain4j.data.segment.TextSegment;
import dev.openbook.evaluator.arm.Embedder;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.corpus.CorpusEntry;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.corpus.LoadResult;
import dev.openbook.rag.corpus.SkipReason;
import dev.openbook.rag.corpus.Skipped;
import dev.openbook.rag.corpus.SourceDocument;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a corpus version holds, found by reading every document once and cutting a sample of them.
 *
 * @param documents that have text
 * @param skipped files that are left out, by reason
 * @param nearEmpty documents of fewer than {@value #FEW_WORDS} words
 * @param identical groups of documents with the same content
 * @param twins documents whose names differ only in upper and lower case
 * @param passages how many the index will hold, estimated from the sample
 * @param indexSeconds how long that takes here, estimated from embedding a few
 */
record CorpusSurvey(
        int documents,
        Map<SkipReason, Integer> skipped,
        List<String> nearEmpty,
        List<List<String>> identical,
        List<String> twins,
        long passages,
        double indexSeconds) {

    /** A heading and a sentence. */
    static final int FEW_WORDS = 20;

    /** Documents that are cut: their mean length in passages stands for all. */
    private static final int CUT = 100;

    /** Passages that are embedded: less than a second on two cores. */
    private static final int EMBEDDED = 24;

    static CorpusSurvey of(CorpusFolder corpus, Embedder embedder, Progress progress) {
        Map<SkipReason, Integer> skipped = new EnumMap<>(CorpusFolder.countByReason(corpus.skipped()));
        PassageSplitter splitter = new PassageSplitter(embedder.tokenCounter());
        List<String> nearEmpty = new ArrayList<>();
        List<TextSegment> sample = new ArrayList<>();
        int step = corpus.entries().size() / CUT + 1;
        int documents = 0;
        long characters = 0;
        long charactersCut = 0;
        long[] passagesCut = {0};
        try (Progress.Task task = progress.start(
                "looking through " + corpus.version(), corpus.entries().size(), "documents")) {
            for (CorpusEntry entry : corpus.entries()) {
                LoadResult loaded = corpus.read(entry);
                task.advance(1);
                if (loaded instanceof Skipped without) {
                    skipped.merge(without.reason(), 1, Integer::sum);
                    continue;
                }
                SourceDocument document = (SourceDocument) loaded;
                characters += document.text().length();
                if (hasFewWords(document.text())) {
                    nearEmpty.add(document.id());
                }
                if (documents++ % step == 0) {
                    charactersCut += document.text().length();
                    splitter.split(document, passage -> {
                        if (passagesCut[0]++ % step == 0 && sample.size() < EMBEDDED) {
                            sample.add(segment(passage));
                        }
                    });
                }
            }
        }
        long passages = charactersCut == 0 ? 0 : Math.round((double) passagesCut[0] / charactersCut * characters);
        return new CorpusSurvey(
                documents,
                skipped,
                nearEmpty,
                corpus.identicalDocuments(),
                corpus.idsDifferingOnlyInCase(),
                passages,
                passages * secondsToEmbed(sample, embedder));
    }

    private static TextSegment segment(Passage passage) {
        return TextSegment.from(passage.indexText());
    }

    private static double secondsToEmbed(List<TextSegment> sample, Embedder embedder) {
        if (sample.isEmpty()) {
            return 0;
        }
        embedder.model().embedAll(sample.subList(0, 1)); // the first one waits for the engine
        long start = System.nanoTime();
        embedder.model().embedAll(sample);
        return (System.nanoTime() - start) / 1e9 / sample.size();
    }

    /** Stops counting early, because a document may be long. */
    private static boolean hasFewWords(String text) {
        int words = 0;
        boolean inside = false;
        for (int i = 0; i < text.length() && words < FEW_WORDS; i++) {
            boolean letter = Character.isLetterOrDigit(text.charAt(i));
            if (letter && !inside) {
                words++;
            }
            inside = letter;
        }
        return words < FEW_WORDS;
    }
}
