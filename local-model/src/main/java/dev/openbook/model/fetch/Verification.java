package dev.openbook.model.fetch;

import dev.openbook.foundation.AtomicFiles;
import dev.openbook.foundation.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/**
 * Knows whether a cached file is the published one, without hashing it at every start.
 *
 * <p>A file beside it remembers the hash together with what the file system says of the file it was taken from: length, time
 * of last change in nanoseconds, and identity. If one of them differs the file is hashed again. Hashing 98 MB took 0.6 s on a
 * processor without SHA instructions, a third of what a start may take; looking takes under a millisecond.
 */
final class Verification {

    private Verification() {}

    /** Whether {@code file} is there and has the model's length and hash. */
    static boolean holds(Path file, PublishedModel model) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) != model.bytes()) {
                return false;
            }
            String expected = proof(file, model); // taken before hashing, so a change meanwhile does not match it
            if (isRemembered(file, expected)) {
                return true;
            }
            if (!Sha256.of(file).equals(model.sha256())) {
                return false;
            }
            remember(file, expected);
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false; // unreadable is as good as damaged
        }
    }

    private static boolean isRemembered(Path file, String expected) {
        try {
            return Files.size(noteOf(file)) < 1_000
                    && Files.readString(noteOf(file)).equals(expected);
        } catch (IOException e) {
            return false;
        }
    }

    private static void remember(Path file, String proof) {
        try {
            AtomicFiles.writeString(noteOf(file), proof);
        } catch (IOException e) {
            // a cache that cannot be written is hashed every time
        }
    }

    private static String proof(Path file, PublishedModel model) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return model.sha256() + "\nbytes " + attributes.size() + "\nchanged "
                + attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS) + "\nfile " + attributes.fileKey() + "\n";
    }

    private static Path noteOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".verified");
    }
}
