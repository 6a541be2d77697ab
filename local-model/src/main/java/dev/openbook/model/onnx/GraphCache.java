package dev.openbook.model.onnx;

import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.Sha256;
import dev.openbook.model.llama.LlamaWeights;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Built graphs, one folder each, named by the hash of what they were built from: weights, precision and version of the
 * builder.
 *
 * <p>A folder appears whole (built beside, renamed) and carries a manifest with size and CRC-32C of each file. It is
 * checked at every load, in a fraction of a second; a damaged one is built again. CRC-32C and not SHA-256, because it guards
 * against damage, not malice, and is checked ten times as fast.
 */
final class GraphCache {

    private static final String MANIFEST = "manifest.txt";
    private static final List<String> FILES = List.of(GraphWriter.MODEL_FILE, GraphWriter.DATA_FILE);

    /** Mapped at a time while a file is checked. */
    private static final long WINDOW = 64L << 20;

    private final Path folder;

    /** Graphs are kept in {@code cache/graphs}. */
    GraphCache(Path cache) {
        this.folder = cache.resolve("graphs");
    }

    /** The folder of the graph, built first where it is missing or damaged. */
    Path get(LlamaWeights weights, Precision precision) {
        Path graph = folder.resolve(key(weights, precision));
        try {
            if (!isWhole(graph)) {
                build(weights, precision, graph);
            }
            return graph;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot build the model's graph in " + folder, e);
        }
    }

    static String key(LlamaWeights weights, Precision precision) {
        return Sha256.of(weights.identity() + "\n" + precision + "\n" + LlamaGraph.VERSION)
                .substring(0, 32);
    }

    static boolean isWhole(Path graph) throws IOException {
        Path manifest = graph.resolve(MANIFEST);
        return Files.isRegularFile(manifest)
                && FILES.stream().allMatch(name -> Files.isRegularFile(graph.resolve(name)))
                && Files.readString(manifest).equals(describe(graph));
    }

    private void build(LlamaWeights weights, Precision precision, Path graph) throws IOException {
        Files.createDirectories(folder);
        Path temporary = Files.createTempDirectory(folder, "." + graph.getFileName() + ".");
        try {
            LlamaGraph.write(weights, precision, temporary);
            AtomicFiles.writeString(temporary.resolve(MANIFEST), describe(temporary));
            delete(graph);
            try {
                AtomicFiles.move(temporary, graph);
            } catch (FileSystemException e) {
                if (!isWhole(graph)) { // otherwise another process was faster
                    throw e;
                }
            }
        } finally {
            delete(temporary);
        }
    }

    /** One line a file: name, size, CRC-32C. */
    private static String describe(Path graph) throws IOException {
        StringBuilder lines = new StringBuilder();
        for (String name : FILES) {
            Path file = graph.resolve(name);
            lines.append(name)
                    .append(' ')
                    .append(Files.size(file))
                    .append(' ')
                    .append(Long.toHexString(checksum(file)))
                    .append('\n');
        }
        return lines.toString();
    }

    private static long checksum(Path file) throws IOException {
        CRC32C checksum = new CRC32C();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            for (long at = 0; at < size; at += WINDOW) {
                MappedByteBuffer part = channel.map(FileChannel.MapMode.READ_ONLY, at, Math.min(WINDOW, size - at));
                checksum.update(part);
            }
        }
        return checksum.getValue();
    }

    private static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> files = new ArrayList<>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.forEach(files::add);
        }
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(directory);
    }
}
