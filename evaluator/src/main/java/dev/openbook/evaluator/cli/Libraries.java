package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.Embedder;
import dev.openbook.evaluator.arm.IndexedLibrary;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.foundation.CacheFolder;
import dev.openbook.foundation.Progress;
import dev.openbook.foundation.Sha256;
import dev.openbook.rag.chunk.PassageSplitter;
import dev.openbook.rag.index.IndexIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Opens documents with their index: a fresh one for a measured run, the kept one for everyday questions. */
final class Libraries {

    private static final int HASH_DIGITS = 16;

    private Libraries() {}

    /** Built anew, so that set-up cost is measured and not found. */
    static IndexedLibrary fresh(Suite suite, Path output, long maxFileBytes, Progress progress) {
        Path folder = output.resolve("index");
        delete(folder);
        return new IndexedLibrary(folders(suite), folder, Embedder.miniLm(), suite.retrieval(), maxFileBytes, progress);
    }

    /** Kept in the cache folder and brought up to date. */
    static IndexedLibrary kept(Path corpus, Suite.Retrieval retrieval, long maxFileBytes, Progress progress) {
        Embedder embedder = Embedder.miniLm();
        Path folder = keptFolder(corpus, embedder, new PassageSplitter(embedder.tokenCounter()));
        return new IndexedLibrary(Map.of(Strata.V1, corpus), folder, embedder, retrieval, maxFileBytes, progress);
    }

    /** Where a folder's index is kept; one that another version of this program made is left alone, not misread. */
    static Path keptFolder(Path corpus, Embedder embedder, PassageSplitter splitter) {
        String key = Sha256.of(corpus.toAbsolutePath().normalize().toString()).substring(0, HASH_DIGITS);
        IndexIdentity identity =
                new IndexIdentity(embedder.name(), embedder.model().dimension(), splitter.fingerprint());
        return CacheFolder.resolve().resolve("indexes").resolve(key + "-" + identity.fingerprint());
    }

    private static Map<String, Path> folders(Suite suite) {
        Map<String, Path> folders = new TreeMap<>();
        folders.put(Strata.V1, suite.corpus());
        suite.corpusV2().ifPresent(second -> folders.put(Strata.V2, second));
        return folders;
    }

    /** Deletes a folder with all that is in it; nothing happens where there is none. */
    static void delete(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove the index of an earlier run", e);
        }
    }
}
