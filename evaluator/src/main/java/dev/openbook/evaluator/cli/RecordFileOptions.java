package dev.openbook.evaluator.cli;

import dev.openbook.finetune.dataset.ChatFile;
import dev.openbook.finetune.dataset.ChatRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where chat records go, and the seed they are drawn with. */
final class RecordFileOptions {

    @Mixin
    private SeedOption seed;

    @Option(names = "--output", paramLabel = "FILE", required = true, description = "Chat records as JSON lines.")
    private Path output;

    long seed() {
        return seed.value();
    }

    /** Writes the file, and says what it holds and where it is. */
    void write(List<ChatRecord> records, String summary, Terminal terminal) throws IOException {
        ChatFile.write(output, records);
        terminal.line(summary);
        terminal.line(output.toString());
    }
}
