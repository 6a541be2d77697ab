package dev.openbook.foundation;

import java.nio.file.Path;

/** Where everything that can be rebuilt is kept: models, built graphs, indexes, trained adapters. */
public final class CacheFolder {

    private CacheFolder() {}

    /** The folder named by {@code OPENBOOK_CACHE}, else {@code ~/.cache/openbook}. It may not exist yet. */
    public static Path resolve() {
        String named = System.getenv("OPENBOOK_CACHE");
        return named == null || named.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache", "openbook")
                : Path.of(named).toAbsolutePath();
    }
}
