package dev.openbook.evaluator.arm;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.openbook.evaluator.metric.Sources;
import dev.openbook.evaluator.result.CorpusEntry;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.foundation.Sha256;
import dev.openbook.rag.answer.Citation;
import dev.openbook.rag.answer.PostHocAttributor;
import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.chunk.RetrievedPassage;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.corpus.Skipped;
import dev.openbook.rag.index.CorpusIndex;
import dev.openbook.rag.index.IndexUpdate;
import dev.openbook.rag.retrieve.HybridRetriever;
import dev.openbook.rag.retrieve.RetrievalMode;
import dev.openbook.rag.retrieve.RetrievalSettings;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Corpus folders and one index over them that serves one version at a time; all arms share it. */
public final class IndexedLibrary implements Library {

    /** How many passages a source may be found in afterwards. */
    private static final int ATTRIBUTED_PASSAGES = 5;

    private final Map<String, Path> folders;
    private final EmbeddingModel embedder;
    private final RetrievalSettings settings;
    private final PassageSplitter splitter;
    private final CorpusIndex index;
    private final long maxFileBytes;
    private final Progress progress;
    private final Map<String, CorpusFolder> scanned = new LinkedHashMap<>();
    private final Map<String, Cost> costs = new LinkedHashMap<>();
    private final Map<String, IndexUpdate> updates = new LinkedHashMap<>();
    private final PostHocAttributor attributor = new PostHocAttributor();
    private String served = "";

    /**
     * A library; nothing is indexed yet.
     *
     * @param folders corpus version to folder
     * @param indexFolder where the index is kept
     * @param embedder compares passages and questions
     * @param retrieval how passages are found
     * @param maxFileBytes the largest file that is read, see {@link CorpusFolder}
     */
    public IndexedLibrary(
            Map<String, Path> folders,
            Path indexFolder,
            Embedder embedder,
            Suite.Retrieval retrieval,
            long maxFileBytes,
            Progress progress) {
        this.folders = Map.copyOf(folders);
        this.maxFileBytes = maxFileBytes;
        this.embedder = embedder.model();
        this.progress = progress;
        this.splitter = new PassageSplitter(embedder.tokenCounter());
        this.settings = retrieval
                .ranking()
                .applyTo(RetrievalSettings.defaults())
                .withMode(RetrievalMode.valueOf(retrieval.mode().toUpperCase(Locale.ROOT)));
        this.index = CorpusIndex.open(indexFolder, embedder.model(), embedder.name(), splitter);
    }

    @Override
    public synchronized Cost serve(String version) {
        if (!served.equals(version)) {
            Cost cost = Cost.measure(costs.isEmpty() ? "index of the documents" : "index brought up to date", () -> {
                CorpusFolder corpus = scan(version);
                scanned.put(version, corpus);
                IndexUpdate update = index.update(corpus, progress);
                updates.put(version, update);
                return new Cost.Work(update.bytesWritten(), update.documentsTouched());
            });
            costs.put(version, cost);
            served = version;
        }
        return costs.get(version);
    }

    /** What the last update to a version did; it must have been served. */
    public IndexUpdate update(String version) {
        return updates.get(version);
    }

    @Override
    public CorpusEntry describe(String version) {
        CorpusFolder corpus = corpus(version);
        IndexUpdate update = updates.get(version);
        List<Skipped> skipped = update == null ? corpus.skipped() : update.skipped();
        Map<String, Integer> reasons = new TreeMap<>();
        CorpusFolder.countByReason(skipped)
                .forEach((reason, count) ->
                        reasons.put(reason.name().toLowerCase(Locale.ROOT).replace('_', ' '), count));
        String hashes = corpus.entries().stream()
                .map(e -> e.id() + "\t" + e.sha256() + "\n")
                .collect(Collectors.joining());
        return new CorpusEntry(
                version,
                folders.get(version).getFileName().toString(),
                Sha256.of(hashes),
                update == null
                        ? corpus.entries().size()
                        : update.added() + update.changed() + update.renamed() + update.unchanged(),
                update == null ? 0 : update.passages(),
                reasons);
    }

    @Override
    public Sources sources() {
        folders.keySet().forEach(this::corpus);
        return new DocumentSources(scanned, splitter);
    }

    @Override
    public List<Citation> attribute(String question, String answer) {
        return attributor.attributeSentences(answer, question, passages(question + " " + answer, ATTRIBUTED_PASSAGES));
    }

    /** The best passages of the version that is served. */
    public List<Passage> passages(String question, int count) {
        return retriever(count).search(question).passages().stream()
                .map(RetrievedPassage::passage)
                .toList();
    }

    /** A retriever over whatever version is served. */
    public HybridRetriever retriever(int passages) {
        return new HybridRetriever(index::snapshot, embedder, settings.withMaxResults(passages));
    }

    /** The index. */
    public CorpusIndex index() {
        return index;
    }

    /** What a version's folder holds. */
    public synchronized CorpusFolder corpus(String version) {
        return scanned.computeIfAbsent(version, this::scan);
    }

    /** Nothing to read is a wrong path more often than not, and indexing it would empty an index that serves. */
    private CorpusFolder scan(String version) {
        CorpusFolder corpus = CorpusFolder.scan(folders.get(version), version, maxFileBytes, progress);
        if (corpus.entries().isEmpty()) {
            throw new InvalidInputException("corpus " + folders.get(version)
                    + " must hold at least one document that can be read, but holds none" + leftOut(corpus));
        }
        return corpus;
    }

    private static String leftOut(CorpusFolder corpus) {
        return corpus.skipped().isEmpty()
                ? ""
                : CorpusFolder.countByReason(corpus.skipped()).entrySet().stream()
                        .map(reason -> reason.getValue() + " " + reason.getKey().description())
                        .collect(Collectors.joining(", ", " (left out: ", ")"));
    }

    @Override
    public void close() {
        index.close();
    }
}
