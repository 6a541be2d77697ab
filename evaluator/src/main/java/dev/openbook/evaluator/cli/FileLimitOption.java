package dev.openbook.evaluator.cli;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.rag.corpus.CorpusFolder;
import picocli.CommandLine.Option;

/** How large a document may be. */
final class FileLimitOption {

    private static final long MEBIBYTE = 1 << 20;

    /** A text of that size, in characters of two bytes, is as long as a Java string can be. */
    private static final int MAX_MEGABYTES = 1_000;

    @Option(
            names = "--max-file-mb",
            paramLabel = "MB",
            description = "Leave out larger files, and count them (default: 64). Reading one takes up to five times its"
                    + " size of heap.")
    private int megabytes = (int) (CorpusFolder.MAX_FILE_BYTES / MEBIBYTE);

    long bytes() {
        if (megabytes < 1 || megabytes > MAX_MEGABYTES) {
            throw new InvalidInputException(
                    "--max-file-mb must be between 1 and " + MAX_MEGABYTES + ", but is " + megabytes);
        }
        return megabytes * MEBIBYTE;
    }
}
