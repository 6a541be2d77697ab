package dev.openbook.rag.index;

import dev.openbook.foundation.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Query;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.LockObtainFailedException;

/**
 * All changes between two commits: whole after {@link #commit}, without a trace when closed before it.
 *
 * <p>The write lock is held from start to end, so a second writer is told at once. It is a lock of the operating system
 * and vanishes with its process; files of a killed transaction are removed by the next one. One thread and serial merges
 * keep the segments, and with them any neighbour graph, the same from run to run.
 */
final class IndexTransaction implements AutoCloseable {

    private static final long LOCK_WAIT_NANOS = 2_000_000_000L;

    private final CountingDirectory directory;
    private final IndexWriter writer;
    private final int exactUpTo;
    private int passages;
    private boolean withGraph;
    private boolean committed;

    /**
     * Waits up to two seconds for the lock.
     *
     * @param exactUpTo the number of passages above which segments get a neighbour graph
     * @param passages how many passages the index holds now
     */
    IndexTransaction(Directory disk, Path folder, IndexWriterConfig.OpenMode mode, int exactUpTo, int passages)
            throws IOException {
        this.directory = new CountingDirectory(disk);
        this.exactUpTo = exactUpTo;
        this.passages = passages;
        this.withGraph = passages > exactUpTo;
        this.writer = open(folder, mode);
    }

    private IndexWriter open(Path folder, IndexWriterConfig.OpenMode mode) throws IOException {
        long giveUp = System.nanoTime() + LOCK_WAIT_NANOS;
        while (true) {
            try {
                return new IndexWriter(directory, configuration(mode));
            } catch (LockObtainFailedException e) {
                if (System.nanoTime() > giveUp) {
                    throw new InvalidInputException(
                            "index " + folder + " is being written by another run (wait for it, or stop it)", e);
                }
                try {
                    Thread.sleep(50);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted while waiting for the index lock", interrupted);
                }
            }
        }
    }

    private IndexWriterConfig configuration(IndexWriterConfig.OpenMode mode) {
        return new IndexWriterConfig(PassageAnalysis.analyzer())
                .setOpenMode(mode)
                .setCommitOnClose(false)
                .setSimilarity(LiveSearcher.BM25)
                .setMergeScheduler(new SerialMergeScheduler())
                .setMaxFullFlushMergeWaitMillis(0) // merges that depend on the clock would differ from run to run
                .setRAMBufferSizeMB(64)
                .setCodec(new Lucene912Codec() {
                    private final KnnVectorsFormat exact = new ExactVectorsFormat();
                    private final KnnVectorsFormat graph = new Lucene99HnswVectorsFormat();

                    @Override
                    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
                        return withGraph ? graph : exact;
                    }
                });
    }

    /** Adds a passage; one with the same id is replaced. */
    void put(String id, Document passage) throws IOException {
        writer.updateDocument(new Term(Fields.ID, id), passage);
        if (++passages == exactUpTo + 1) {
            writer.flush(); // two segments at least, or the merge below would have nothing to do
        }
    }

    /** Adds what is no passage. */
    void add(Document marker) throws IOException {
        writer.addDocument(marker);
    }

    void delete(Term term) throws IOException {
        writer.deleteDocuments(term);
    }

    void delete(Query query) throws IOException {
        writer.deleteDocuments(query);
    }

    void deleteAll() throws IOException {
        writer.deleteAll();
    }

    /** Makes everything durable and visible in one step. */
    void commit(Map<String, String> userData) throws IOException {
        writer.setLiveCommitData(userData.entrySet());
        writer.flush();
        if (!withGraph && passages > exactUpTo) {
            withGraph = true;
            writer.forceMerge(1); // once, when the index outgrows exact search: one graph, and none on the way to it
        } else {
            writer.maybeMerge(); // before the commit, or the merged segments would not be part of it
        }
        writer.commit();
        committed = true;
    }

    long bytesWritten() {
        return directory.bytesWritten();
    }

    @Override
    public void close() throws IOException {
        if (committed) {
            writer.close();
        } else {
            writer.rollback();
        }
    }
}
