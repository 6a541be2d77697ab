package dev.openbook.rag.index;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.foundation.Sha256;
import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.chunk.PassageContent;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.corpus.CorpusEntry;
import dev.openbook.rag.corpus.CorpusFolder;
import dev.openbook.rag.corpus.LoadResult;
import dev.openbook.rag.corpus.Skipped;
import dev.openbook.rag.corpus.SourceDocument;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.Term;

/**
 * The index of a corpus: always equal to one version of it, brought to the next in one step.
 *
 * <p>Flow of {@link #update}: compare the hashes of the scan with those in the index; cut, embed and write what was added
 * or changed, delete what is gone; commit once. A reader, also in another process, sees the version before or the version
 * after. The first build happens in a folder beside and is renamed. Killed at any moment, the version before stands.
 *
 * <p>Memory: the text of one document at a time, {@value #BATCH} passages of it, Lucene's buffer, and some 500 bytes for
 * each document of the corpus; neither the number of passages nor the size of the folder counts.
 *
 * <p>A passage whose embedded text (heading path and passage) the index already holds keeps its vector: a renamed
 * document, and the untouched passages of an edited one, cost no embedding.
 */
public final class CorpusIndex implements AutoCloseable {

    /**
     * How many passages are embedded at a time. all-MiniLM-L6-v2 runs each text by itself, so that 1 to 256 made no
     * difference beyond the noise (docs/decisions.md); servers that embed a request at once favour lists of this size.
     */
    static final int BATCH = 64;

    private final Path folder;
    private final IndexIdentity identity;
    private final EmbeddingModel embedder;
    private final PassageSplitter splitter;
    private final IndexFolder.Disk disk;
    private IndexFolder index;

    private CorpusIndex(
            Path folder,
            IndexIdentity identity,
            EmbeddingModel embedder,
            PassageSplitter splitter,
            IndexFolder.Disk disk) {
        this.folder = folder;
        this.identity = identity;
        this.embedder = embedder;
        this.splitter = splitter;
        this.disk = disk;
        if (IndexFolder.exists(folder)) {
            index = IndexFolder.open(folder, identity, LuceneEmbeddingStore.EXACT_UP_TO, disk);
        }
    }

    /**
     * Opens the index in {@code folder}, and checks it; where there is none, the first {@link #update} builds it.
     *
     * @param embedderName kept in the index, because vectors of another embedder would give wrong neighbours
     * @throws InvalidInputException if it is damaged, or of another embedder, splitter or schema
     */
    public static CorpusIndex open(
            Path folder, EmbeddingModel embedder, String embedderName, PassageSplitter splitter) {
        return open(folder, embedder, embedderName, splitter, IndexFolder.disk());
    }

    static CorpusIndex open(
            Path folder,
            EmbeddingModel embedder,
            String embedderName,
            PassageSplitter splitter,
            IndexFolder.Disk disk) {
        IndexIdentity identity = new IndexIdentity(embedderName, embedder.dimension(), splitter.fingerprint());
        return new CorpusIndex(folder, identity, embedder, splitter, disk);
    }

    /** Whether there is an index to ask. */
    public synchronized boolean exists() {
        return index != null;
    }

    /**
     * One commit of the index; close it. Ask one snapshot for everything one answer needs.
     *
     * @throws InvalidInputException if there is no index, or it was damaged meanwhile
     */
    public synchronized IndexSnapshot snapshot() {
        if (index == null) {
            throw new InvalidInputException("index " + folder + " does not exist (index the documents first)");
        }
        return index.snapshot();
    }

    /**
     * Makes the index equal to a corpus version, newer or older than the one it holds.
     *
     * @throws InvalidInputException if another run is writing the index
     * @throws UncheckedIOException if the disk fails; the version before then still serves
     */
    public synchronized IndexUpdate update(CorpusFolder corpus, Progress progress) {
        Run run = new Run(corpus, progress);
        long bytes = 0;
        if (index == null) {
            bytes = IndexFolder.build(folder, identity, LuceneEmbeddingStore.EXACT_UP_TO, disk, run::apply);
            index = IndexFolder.open(folder, identity, LuceneEmbeddingStore.EXACT_UP_TO, disk);
        } else if (!run.nothingToDo()) {
            bytes = index.update(run::apply);
        }
        return run.result(bytes);
    }

    @Override
    public synchronized void close() {
        if (index != null) {
            index.close();
            index = null;
        }
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean machine
                ? machine.getProcessCpuTime()
                : 0;
    }

    /** A passage that waits for its vector. */
    private record Pending(Passage passage, String embeddedSha256) {}

    /** One update. */
    private final class Run {
        private final long wallStart = System.nanoTime();
        private final long cpuStart = cpuNanos();
        private final CorpusFolder corpus;
        private final Progress progress;
        private final Map<String, IndexedDocument> before = new HashMap<>();
        private final Map<String, IndexedDocument> after = new TreeMap<>();
        private final List<Pending> pending = new ArrayList<>();
        private int added;
        private int changed;
        private int removed;
        private int renamed;
        private int unchanged;
        private int embedded;
        private int reused;

        Run(CorpusFolder corpus, Progress progress) {
            this.corpus = corpus;
            this.progress = progress;
        }

        /** Whether the index already holds this version and these documents; reads only. */
        boolean nothingToDo() {
            try (IndexSnapshot snapshot = index.snapshot()) {
                compare(snapshot);
                return snapshot.corpusVersion().equals(corpus.version()) && added + changed + removed + renamed == 0;
            }
        }

        /** Writes the difference; the caller commits. */
        Map<String, String> apply(IndexTransaction transaction) throws IOException {
            try (IndexSnapshot snapshot = index == null ? null : index.snapshot()) {
                compare(snapshot); // again: now nobody else writes
                for (String id : before.keySet()) {
                    if (!after.containsKey(id)) {
                        transaction.delete(new Term(Fields.DOCUMENT, id));
                    }
                }
                write(snapshot, transaction);
            }
            Map<String, String> data = new HashMap<>();
            data.put(IndexIdentity.CORPUS_VERSION, corpus.version());
            data.put(IndexIdentity.CORPUS_SHA256, corpusSha256());
            return data;
        }

        IndexUpdate result(long bytesWritten) {
            List<Skipped> skipped = new ArrayList<>(corpus.skipped());
            after.values().forEach(document -> document.skipped()
                    .ifPresent(reason -> skipped.add(new Skipped(document.id(), reason))));
            skipped.sort(Comparator.comparing(Skipped::id));
            try (IndexSnapshot snapshot = index.snapshot()) {
                return new IndexUpdate(
                        corpus.version(),
                        added,
                        changed,
                        removed,
                        renamed,
                        unchanged,
                        snapshot.passages(),
                        embedded,
                        reused,
                        bytesWritten,
                        System.nanoTime() - wallStart,
                        cpuNanos() - cpuStart,
                        skipped);
            }
        }

        private void compare(IndexSnapshot snapshot) {
            before.clear();
            after.clear();
            added = changed = removed = renamed = unchanged = 0;
            if (snapshot != null) {
                for (String marker : snapshot.markers()) {
                    IndexedDocument document = IndexedDocument.fromMarker(marker);
                    before.put(document.id(), document);
                }
            }
            for (CorpusEntry entry : corpus.entries()) {
                IndexedDocument known = before.get(entry.id());
                boolean same = known != null && known.sha256().equals(entry.sha256());
                after.put(entry.id(), same ? known : new IndexedDocument(entry.id(), entry.sha256(), Optional.empty()));
                if (known == null) {
                    added++;
                } else if (same) {
                    unchanged++;
                } else {
                    changed++;
                }
            }
            Map<String, Integer> gone = new HashMap<>();
            before.values().stream()
                    .filter(document -> !after.containsKey(document.id()))
                    .forEach(document -> gone.merge(document.sha256(), 1, Integer::sum));
            removed = gone.values().stream().mapToInt(Integer::intValue).sum();
            for (CorpusEntry entry : corpus.entries()) {
                if (!before.containsKey(entry.id()) && gone.getOrDefault(entry.sha256(), 0) > 0) {
                    gone.merge(entry.sha256(), -1, Integer::sum);
                    renamed++;
                    added--;
                    removed--;
                }
            }
        }

        private void write(IndexSnapshot snapshot, IndexTransaction transaction) throws IOException {
            try (Progress.Task task =
                    progress.start("indexing " + corpus.version(), added + changed + renamed, "documents")) {
                for (CorpusEntry entry : corpus.entries()) {
                    IndexedDocument known = before.get(entry.id());
                    if (known != null && known.sha256().equals(entry.sha256())) {
                        continue;
                    }
                    transaction.delete(new Term(Fields.DOCUMENT, entry.id()));
                    IndexedDocument document = read(entry, snapshot, transaction);
                    after.put(document.id(), document);
                    transaction.add(document.toMarker());
                    task.advance(1);
                }
                embedPending(transaction);
            }
        }

        private IndexedDocument read(CorpusEntry entry, IndexSnapshot snapshot, IndexTransaction transaction)
                throws IOException {
            LoadResult loaded = corpus.read(entry);
            if (loaded instanceof Skipped skipped) {
                return new IndexedDocument(entry.id(), entry.sha256(), Optional.of(skipped.reason()));
            }
            SourceDocument document = (SourceDocument) loaded;
            try {
                splitter.split(document, passage -> take(passage, snapshot, transaction));
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            return new IndexedDocument(document.id(), document.sha256(), Optional.empty());
        }

        /** Passages go on as they are cut: a long document's would not fit into memory beside its text. */
        private void take(Passage passage, IndexSnapshot snapshot, IndexTransaction transaction) {
            try {
                String sha256 = Sha256.of(passage.indexText());
                float[] known = snapshot == null ? null : snapshot.vectorOf(sha256);
                if (known != null) {
                    reused++;
                    put(passage, sha256, Embedding.from(known), transaction);
                    return;
                }
                pending.add(new Pending(passage, sha256));
                if (pending.size() == BATCH) {
                    embedPending(transaction);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void embedPending(IndexTransaction transaction) throws IOException {
            if (pending.isEmpty()) {
                return;
            }
            List<Embedding> vectors = embedder.embedAll(pending.stream()
                            .map(waiting -> TextSegment.from(waiting.passage().indexText()))
                            .toList())
                    .content();
            for (int i = 0; i < vectors.size(); i++) {
                put(pending.get(i).passage(), pending.get(i).embeddedSha256(), vectors.get(i), transaction);
            }
            embedded += pending.size();
            pending.clear();
        }

        private void put(Passage passage, String sha256, Embedding vector, IndexTransaction transaction)
                throws IOException {
            Document document = IndexedPassage.document(
                    passage.id(), vector, PassageContent.toSegment(passage), identity.dimension());
            document.add(new StringField(Fields.DOCUMENT, passage.documentId(), Field.Store.NO));
            document.add(new StringField(Fields.EMBEDDED, sha256, Field.Store.NO));
            transaction.put(passage.id(), document);
        }

        private String corpusSha256() {
            StringBuilder lines = new StringBuilder();
            after.values().forEach(document -> lines.append(document.sha256())
                    .append(' ')
                    .append(document.id())
                    .append('\n'));
            return Sha256.of(lines.toString());
        }
    }
}
