package dev.openbook.rag.corpus;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.foundation.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A corpus version on disk: which files it holds, which it leaves out and why, and each document's text on demand.
 *
 * <p>Policies:
 *
 * <ul>
 *   <li>Ids are paths relative to the folder with {@code /} between names, compared exactly; ids that differ only in case
 *       are two documents and are listed by {@link #idsDifferingOnlyInCase()}. Files with equal content are two documents.
 *   <li>Symbolic links are never followed and hidden names never entered.
 *   <li>A file over a limit, {@value #MAX_FILE_BYTES} bytes unless told otherwise, is left out, an HTML page over a quarter
 *       of it. A file up to that size is held in memory whole while it is read: as bytes, while it is decoded, and as text;
 *       twice its size if it is ASCII, three times within Latin-1, five times beyond. The tree of an HTML page took six times
 *       the page's size for prose, and 10 to 60 times for nothing but tags. No prose comes near (the complete Shakespeare has
 *       5 MB). Larger files are logs or data; cutting them into arbitrary documents would give citations no reader can look
 *       up.
 *   <li>Encodings: see {@link TextDecoder}.
 * </ul>
 *
 * <p>Memory grows with the number of files (some 200 bytes each) and the largest one, not with the corpus.
 */
public final class CorpusFolder {

    /** The largest file that is read unless told otherwise, 64 MiB. */
    public static final long MAX_FILE_BYTES = 64L << 20;

    /** An HTML page may have one part in so many of the limit. */
    private static final int HTML_SHARE = 4;

    private static final Comparator<Path> BY_NAME = Comparator.comparing(Path::toString);

    private final Path folder;
    private final String version;
    private final long maxFileBytes;
    private final List<CorpusEntry> entries;
    private final List<Skipped> skipped;

    private CorpusFolder(
            Path folder, String version, long maxFileBytes, List<CorpusEntry> entries, List<Skipped> skipped) {
        this.folder = folder;
        this.version = version;
        this.maxFileBytes = maxFileBytes;
        this.entries = List.copyOf(entries);
        this.skipped = List.copyOf(skipped);
    }

    /**
     * Lists and hashes the files of a folder; no document is decoded yet.
     *
     * @param folder may itself be a link
     * @param version the name its documents carry, for example {@code v1}
     * @throws InvalidInputException if the folder is not there or cannot be listed
     */
    public static CorpusFolder scan(Path folder, String version, Progress progress) {
        return scan(folder, version, MAX_FILE_BYTES, progress);
    }

    /**
     * The same with another limit for the size of a file.
     *
     * @param maxFileBytes see the policies above for what a large file takes
     */
    public static CorpusFolder scan(Path folder, String version, long maxFileBytes, Progress progress) {
        if (!Files.isDirectory(folder)) {
            throw new InvalidInputException("corpus must be a folder, but " + folder
                    + (Files.exists(folder) ? " is a file" : " does not exist") + " (give a folder of documents)");
        }
        List<Skipped> skipped = new ArrayList<>();
        List<CorpusEntry> entries = new ArrayList<>();
        try {
            Path root = folder.toRealPath();
            List<Path> files = list(root, maxFileBytes, skipped);
            try (Progress.Task task = progress.start("reading corpus " + version, files.size(), "files")) {
                for (Path file : files) {
                    inspect(root, file, entries, skipped);
                    task.advance(1);
                }
            }
            entries.sort(Comparator.comparing(CorpusEntry::id));
            skipped.sort(Comparator.comparing(Skipped::id));
            return new CorpusFolder(root, version, maxFileBytes, entries, skipped);
        } catch (IOException e) {
            throw new InvalidInputException("corpus folder " + folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    /** The name of this corpus version. */
    public String version() {
        return version;
    }

    /** The readable files, sorted by id. */
    public List<CorpusEntry> entries() {
        return entries;
    }

    /** What the scan left out, sorted by id; {@link #read} may leave out more. */
    public List<Skipped> skipped() {
        return skipped;
    }

    /** Counts by reason, in the order of the reasons. */
    public static Map<SkipReason, Integer> countByReason(List<Skipped> skipped) {
        Map<SkipReason, Integer> counts = new EnumMap<>(SkipReason.class);
        skipped.forEach(skip -> counts.merge(skip.reason(), 1, Integer::sum));
        return counts;
    }

    /** Ids that another id equals but for upper and lower case, sorted; on some file systems only one of them can exist. */
    public List<String> idsDifferingOnlyInCase() {
        Map<String, String> seen = new HashMap<>();
        TreeSet<String> twins = new TreeSet<>();
        for (CorpusEntry entry : entries) {
            String other = seen.putIfAbsent(entry.id().toLowerCase(Locale.ROOT), entry.id());
            if (other != null) {
                twins.add(other);
                twins.add(entry.id());
            }
        }
        return List.copyOf(twins);
    }

    /** The ids of files whose bytes are equal, one list for each such group, in the order of their first ids. */
    public List<List<String>> identicalDocuments() {
        Map<String, List<String>> byHash = new TreeMap<>();
        entries.forEach(entry -> byHash.computeIfAbsent(entry.sha256(), hash -> new ArrayList<>())
                .add(entry.id()));
        return byHash.values().stream()
                .filter(ids -> ids.size() > 1)
                .map(List::copyOf)
                .sorted(Comparator.comparing(ids -> ids.get(0)))
                .toList();
    }

    /**
     * Reads one document.
     *
     * <p>The document carries the hash of the bytes it was made from; if the file changed since the scan, that hash
     * differs from the entry's.
     *
     * @return the document, or why there is none
     * @throws InvalidInputException if the entry's id leads out of the folder
     */
    public LoadResult read(CorpusEntry entry) {
        Path file = resolve(entry.id());
        DocumentFormat format = DocumentFormat.of(entry.id()).orElse(DocumentFormat.TEXT);
        try {
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile() || !file.toRealPath().startsWith(folder)) {
                return new Skipped(entry.id(), SkipReason.LINK);
            }
            if (attributes.size() > largest(format, maxFileBytes)) {
                return new Skipped(entry.id(), SkipReason.TOO_LARGE);
            }
            byte[] bytes = Files.readAllBytes(file);
            String sha256 = Sha256.of(bytes);
            String text =
                    switch (format) {
                        case MARKDOWN, TEXT -> TextDecoder.decode(bytes).text();
                        case HTML -> HtmlText.extract(bytes);
                        case PDF -> PdfText.extract(bytes);
                    };
            if (isBlank(text)) {
                boolean extracted = format == DocumentFormat.HTML || format == DocumentFormat.PDF;
                return new Skipped(entry.id(), extracted ? SkipReason.NO_TEXT : SkipReason.EMPTY);
            }
            return new SourceDocument(entry.id(), version, text, sha256);
        } catch (PdfText.EncryptedException e) {
            return new Skipped(entry.id(), SkipReason.ENCRYPTED);
        } catch (PdfText.DamagedException e) {
            return new Skipped(entry.id(), SkipReason.DAMAGED);
        } catch (IOException e) {
            return new Skipped(entry.id(), SkipReason.UNREADABLE);
        }
    }

    private Path resolve(String id) {
        Path file = folder.resolve(id).normalize();
        if (!file.startsWith(folder) || file.equals(folder)) {
            throw new InvalidInputException("document id must stay inside the corpus folder, but is '" + id + "'");
        }
        return file;
    }

    private static List<Path> list(Path root, long maxFileBytes, List<Skipped> skipped) throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
                if (!path.equals(root) && isHidden(path)) {
                    skipped.add(new Skipped(idOf(root, path), SkipReason.HIDDEN));
                    return FileVisitResult.SKIP_SUBTREE;
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                SkipReason reason = reasonByName(path, attributes, maxFileBytes);
                if (reason == null) {
                    files.add(path);
                } else {
                    skipped.add(new Skipped(idOf(root, path), reason));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path path, IOException e) throws IOException {
                if (path.equals(root)) {
                    throw e;
                }
                skipped.add(new Skipped(idOf(root, path), SkipReason.UNREADABLE));
                return FileVisitResult.CONTINUE;
            }
        });
        files.sort(BY_NAME);
        return files;
    }

    private static SkipReason reasonByName(Path path, BasicFileAttributes attributes, long maxFileBytes) {
        if (isHidden(path)) {
            return SkipReason.HIDDEN;
        }
        if (attributes.isSymbolicLink()) {
            return SkipReason.LINK;
        }
        Optional<DocumentFormat> format = DocumentFormat.of(path.getFileName().toString());
        if (!attributes.isRegularFile() || format.isEmpty()) {
            return SkipReason.UNSUPPORTED_TYPE;
        }
        if (attributes.size() == 0) {
            return SkipReason.EMPTY;
        }
        return attributes.size() > largest(format.get(), maxFileBytes) ? SkipReason.TOO_LARGE : null;
    }

    private static long largest(DocumentFormat format, long maxFileBytes) {
        return format == DocumentFormat.HTML ? maxFileBytes / HTML_SHARE : maxFileBytes;
    }

    /** Hashes one file in a stream and looks at its bytes on the way. */
    private static void inspect(Path root, Path file, List<CorpusEntry> entries, List<Skipped> skipped) {
        String id = idOf(root, file);
        MessageDigest digest = Sha256.newDigest();
        long size = 0;
        boolean blank = true;
        boolean binary = false;
        byte[] buffer = new byte[TextDecoder.SAMPLE_BYTES];
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            int read;
            while ((read = in.readNBytes(buffer, 0, buffer.length)) > 0) {
                digest.update(buffer, 0, read);
                blank = blank && TextDecoder.isBlank(buffer, read);
                if (size == 0) {
                    binary = TextDecoder.isBinary(buffer, read);
                }
                size += read;
            }
        } catch (IOException e) {
            skipped.add(new Skipped(id, SkipReason.UNREADABLE));
            return;
        }
        boolean pdf = DocumentFormat.of(id).orElseThrow() == DocumentFormat.PDF;
        if (blank) {
            skipped.add(new Skipped(id, SkipReason.EMPTY));
        } else if (binary && !pdf) {
            skipped.add(new Skipped(id, SkipReason.BINARY));
        } else {
            entries.add(new CorpusEntry(id, size, HexFormat.of().formatHex(digest.digest())));
        }
    }

    private static boolean isHidden(Path path) {
        return path.getFileName().toString().startsWith(".");
    }

    private static String idOf(Path root, Path path) {
        StringBuilder id = new StringBuilder();
        for (Path name : root.relativize(path)) {
            id.append(id.isEmpty() ? "" : "/").append(name);
        }
        return id.toString();
    }

    /** Blank as a reader sees it: no-break and zero-width spaces count as white space too. */
    private static boolean isBlank(String text) {
        return text.codePoints()
                .allMatch(c -> Character.isWhitespace(c)
                        || Character.isSpaceChar(c)
                        || Character.isISOControl(c)
                        || c == 0x200B
                        || c == 0xFEFF);
    }
}
