package dev.openbook.rag.index;

import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.InvalidInputException;
import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.codecs.CodecUtil;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexFormatTooNewException;
import org.apache.lucene.index.IndexFormatTooOldException;
import org.apache.lucene.index.IndexNotFoundException;
import org.apache.lucene.index.IndexWriterConfig.OpenMode;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.IOContext;
import org.apache.lucene.store.IndexInput;

/**
 * An index on disk: opened, checked, read by many, written by one transaction at a time.
 *
 * <p>Lucene verifies only small files when it opens an index. Here the checksum of every file of a commit is verified
 * before its first search (files never change once written, so each is read once), and damage is an error, not a wrong
 * answer.
 */
final class IndexFolder implements Closeable {

    /** Opens the folder's files; tests put faults in between. */
    @FunctionalInterface
    interface Disk {
        Directory open(Path folder) throws IOException;
    }

    /** The work of one transaction. */
    @FunctionalInterface
    interface Changes {
        /** Makes the changes and returns the commit's user data beside the identity. */
        Map<String, String> apply(IndexTransaction transaction) throws IOException;
    }

    private final Path folder;
    private final IndexIdentity identity;
    private final int exactUpTo;
    private final Directory directory;
    private final Set<String> verified = new HashSet<>();
    private LiveSearcher current;

    private IndexFolder(Path folder, IndexIdentity identity, int exactUpTo, Disk disk) throws IOException {
        this.folder = folder;
        this.identity = identity;
        this.exactUpTo = exactUpTo;
        this.directory = disk.open(folder);
        try {
            refresh();
        } catch (IOException | RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    static Disk disk() {
        return FSDirectory::open;
    }

    /** Whether an index, whole or damaged, is in the folder. A folder with anything else is refused. */
    static boolean exists(Path folder) {
        if (!Files.exists(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> names = new HashSet<>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            names.remove("write.lock");
            if (names.isEmpty()) {
                return false;
            }
            if (names.stream().allMatch(name -> name.startsWith("_") || name.contains("segments_"))) {
                return true;
            }
        } catch (IOException e) {
            throw new InvalidInputException("index " + folder + " cannot be read: " + e, e);
        }
        throw new InvalidInputException(
                "index folder must be new or hold an index, but " + folder + " holds other files (name another one)");
    }

    /**
     * Opens an index that exists.
     *
     * @throws InvalidInputException if it is damaged or of another identity
     */
    static IndexFolder open(Path folder, IndexIdentity identity, int exactUpTo, Disk disk) {
        try {
            return new IndexFolder(folder, identity, exactUpTo, disk);
        } catch (IOException e) {
            throw failure("cannot be opened", folder, e);
        }
    }

    /**
     * Builds an index beside {@code folder} and moves it there when it is whole.
     *
     * @return the bytes written
     */
    static long build(Path folder, IndexIdentity identity, int exactUpTo, Disk disk, Changes changes) {
        Path target = folder.toAbsolutePath();
        Path beside = target.resolveSibling("." + target.getFileName() + ".building");
        try {
            Files.createDirectories(beside);
            long bytes;
            try (Directory directory = disk.open(beside);
                    IndexTransaction transaction =
                            new IndexTransaction(directory, folder, OpenMode.CREATE, exactUpTo, 0)) {
                Map<String, String> data = changes.apply(transaction);
                data.putAll(identity.toCommitData());
                transaction.commit(data);
                bytes = transaction.bytesWritten();
            }
            Files.deleteIfExists(beside.resolve("write.lock"));
            AtomicFiles.move(beside, target);
            return bytes;
        } catch (IOException e) {
            throw failure("could not be written (nothing was put in its place)", folder, e);
        }
    }

    /**
     * Applies changes in one commit; when anything fails the previous commit stays.
     *
     * @return the bytes written
     */
    long update(Changes changes) {
        try {
            long bytes;
            try (IndexTransaction transaction =
                    new IndexTransaction(directory, folder, OpenMode.APPEND, exactUpTo, passages())) {
                refresh(); // another process may have written before the lock was ours
                Map<String, String> data = changes.apply(transaction);
                data.putAll(identity.toCommitData());
                transaction.commit(data);
                bytes = transaction.bytesWritten();
            }
            refresh();
            return bytes;
        } catch (IOException e) {
            throw failure("could not be written (it is unchanged)", folder, e);
        }
    }

    /** The newest commit; the snapshot must be closed. */
    synchronized IndexSnapshot snapshot() {
        try {
            refresh();
            LiveSearcher searcher = current;
            searcher.getIndexReader().incRef();
            try {
                return new IndexSnapshot(searcher, identity.dimension(), exactUpTo);
            } catch (IOException | RuntimeException | Error e) {
                searcher.getIndexReader().decRef();
                throw e;
            }
        } catch (IOException e) {
            throw failure("cannot be read", folder, e);
        }
    }

    Path folder() {
        return folder;
    }

    private int passages() {
        try (IndexSnapshot snapshot = snapshot()) {
            return snapshot.passages();
        }
    }

    /**
     * Opens the newest commit if it is not open yet, after its files were verified.
     *
     * <p>Another process may replace a commit, and delete its files, while it is being opened: then the newer one is
     * tried. Missing files of the newest commit are damage.
     */
    private synchronized void refresh() throws IOException {
        SegmentInfos newest = SegmentInfos.readLatestCommit(directory);
        while (current == null || !newest.getSegmentsFileName().equals(segmentsFile(current))) {
            try {
                identity.check(newest.getUserData(), folder);
                Collection<String> files = newest.files(true);
                for (String file : files) {
                    verify(file);
                }
                DirectoryReader reader = current == null
                        ? DirectoryReader.open(directory)
                        : DirectoryReader.openIfChanged((DirectoryReader) current.getIndexReader());
                if (reader != null
                        && reader.getIndexCommit().getSegmentsFileName().equals(newest.getSegmentsFileName())) {
                    replace(reader);
                    verified.retainAll(files);
                    return;
                }
                if (reader != null) {
                    reader.close();
                }
            } catch (NoSuchFileException | FileNotFoundException e) {
                if (SegmentInfos.getLastCommitGeneration(directory) == newest.getGeneration()) {
                    throw e;
                }
            }
            newest = SegmentInfos.readLatestCommit(directory);
        }
    }

    private void replace(DirectoryReader reader) throws IOException {
        try {
            LiveSearcher previous = current;
            current = new LiveSearcher(reader);
            if (previous != null) {
                previous.getIndexReader().decRef();
            }
        } catch (IOException | RuntimeException | Error e) {
            reader.close();
            throw e;
        }
    }

    private void verify(String file) throws IOException {
        if (!verified.contains(file)) {
            try (IndexInput input = directory.openInput(file, IOContext.READONCE)) {
                CodecUtil.checksumEntireFile(input);
            }
            verified.add(file);
        }
    }

    private static String segmentsFile(LiveSearcher searcher) throws IOException {
        return ((DirectoryReader) searcher.getIndexReader()).getIndexCommit().getSegmentsFileName();
    }

    private static RuntimeException failure(String what, Path folder, IOException e) {
        boolean damaged = e instanceof CorruptIndexException
                || e instanceof IndexFormatTooOldException
                || e instanceof IndexFormatTooNewException
                || e instanceof IndexNotFoundException
                || e instanceof NoSuchFileException
                || e instanceof FileNotFoundException
                || e instanceof java.io.EOFException;
        return damaged
                ? new InvalidInputException(
                        "index " + folder + " is damaged: " + firstLine(e)
                                + " (delete the folder and index the documents again)",
                        e)
                : new UncheckedIOException("index " + folder + " " + what + ": " + firstLine(e), e);
    }

    private static String firstLine(IOException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return message.lines().findFirst().orElse("");
    }

    @Override
    public synchronized void close() {
        try {
            if (current != null) {
                current.getIndexReader().decRef(); // snapshots still in use keep theirs
                current = null;
            }
            directory.close();
        } catch (IOException e) {
            throw new UncheckedIOException("index " + folder + " could not be closed", e);
        }
    }
}
