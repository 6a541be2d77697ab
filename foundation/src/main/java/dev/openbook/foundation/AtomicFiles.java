package dev.openbook.foundation;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes final files so that a reader, and a run after a crash, sees the old content or the new, never a part.
 *
 * <p>Flow: a temporary file in the same folder, write, fsync, atomic rename, fsync of the folder. When any step fails the
 * temporary file is removed and the previous file is untouched.
 */
public final class AtomicFiles {

    /** Writes a file's content; closing the stream is the caller's business. */
    @FunctionalInterface
    public interface Content {
        /** Writes everything to {@code out}. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** The steps that can fail, one method each, so that tests can make the N-th one fail. */
    interface Steps {
        FileChannel open(Path temporary) throws IOException;

        void sync(FileChannel channel) throws IOException;

        void rename(Path temporary, Path target) throws IOException;

        void syncFolder(Path folder) throws IOException;
    }

    private static final Steps DISK = new Steps() {
        @Override
        public FileChannel open(Path temporary) throws IOException {
            return FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public void sync(FileChannel channel) throws IOException {
            channel.force(true);
        }

        @Override
        public void rename(Path temporary, Path target) throws IOException {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }

        @Override
        public void syncFolder(Path folder) throws IOException {
            if (!System.getProperty("os.name").startsWith("Windows")) { // a folder cannot be opened there
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                }
            }
        }
    };

    private AtomicFiles() {}

    /** Writes text as UTF-8, see {@link #write(Path, Content)}. */
    public static void writeString(Path target, String text) throws IOException {
        write(target, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Writes {@code target} whole or not at all; missing parent folders are created.
     *
     * @throws InvalidInputException if {@code target} is a folder, or a file stands where a folder above it has to be
     * @throws IOException if any step fails; the previous content of {@code target} is then still there
     */
    public static void write(Path target, Content content) throws IOException {
        write(target, content, DISK);
    }

    /**
     * Puts a finished file or folder at {@code target} in one step and makes the rename durable. An existing file is
     * replaced; an existing folder must be gone or empty.
     */
    public static void move(Path finished, Path target) throws IOException {
        DISK.rename(finished, target);
        DISK.syncFolder(folderOf(target));
    }

    static void write(Path target, Content content, Steps steps) throws IOException {
        if (Files.isDirectory(target)) {
            throw new InvalidInputException("'" + target + "' must be a file, but is a folder: name a file in it");
        }
        Path folder = createdFolder(folderOf(target));
        Path temporary =
                folder.resolve("." + target.getFileName() + "." + Long.toHexString(System.nanoTime()) + ".tmp");
        try {
            try (FileChannel channel = steps.open(temporary)) {
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                content.writeTo(out);
                out.flush();
                steps.sync(channel);
            }
            steps.rename(temporary, target);
        } catch (IOException | RuntimeException | Error e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
        steps.syncFolder(folder);
    }

    /** The path itself if it exists, else the nearest of the folders above it that does. */
    public static Path nearestExisting(Path path) {
        Path existing = path.toAbsolutePath().normalize();
        while (!Files.exists(existing)) {
            existing = existing.getParent();
        }
        return existing;
    }

    private static Path createdFolder(Path folder) throws IOException {
        Path existing = nearestExisting(folder);
        if (!Files.isDirectory(existing)) {
            throw new InvalidInputException("'" + existing + "' must be a folder, but is a file");
        }
        return Files.createDirectories(folder);
    }

    private static Path folderOf(Path target) {
        return target.toAbsolutePath().getParent();
    }
}
