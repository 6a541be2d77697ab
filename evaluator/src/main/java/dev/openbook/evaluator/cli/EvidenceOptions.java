package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.LocalReader;
import dev.openbook.finetune.dataset.reader.ReadingRecord;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.model.adapter.LoraAdapter;
import dev.openbook.model.chat.LocalChatModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whether records are for a first reading or a second one. */
final class EvidenceOptions {

    @Option(
            names = "--evidence-of",
            paramLabel = "ADAPTER",
            description =
                    "Show only the sentences and rows in which the right answer stands, to be answered, and those in which"
                            + " stands what else this reader might answer, to be declined: for learning a second reading.")
    private Optional<Path> reader = Optional.empty();

    @Mixin
    private ModelOptions model;

    /** Whether records are for a second reading. */
    boolean isGiven() {
        return reader.isPresent();
    }

    /** Refuses what goes with a reader alone, and a reader that is not there, before anything long begins. */
    void check() {
        if (reader.isEmpty() && model.isGiven()) {
            throw new InvalidInputException(
                    "--model, --precision and --threads must be given with --evidence-of, but it is not given");
        }
        if (reader.isPresent() && !Files.isRegularFile(reader.get().resolve(LoraAdapter.CONFIG_FILE))) {
            throw new InvalidInputException("--evidence-of must name an adapter's folder, but " + reader.get()
                    + " holds no " + LoraAdapter.CONFIG_FILE + " (make one with 'openbook train')");
        }
    }

    /** The records as they are, or those over evidence alone; what the reader surely says rightly is left out. */
    List<ReadingRecord> apply(List<ReadingRecord> records, Terminal terminal, Progress progress) {
        if (reader.isEmpty()) {
            return records;
        }
        List<ReadingRecord> cut = new ArrayList<>();
        try (LocalChatModel chat = model.builder(model.file(terminal, progress))
                        .adapter(reader.get())
                        .build();
                Progress.Task task = progress.start("reading", records.size(), "records")) {
            EvidenceRecords evidence =
                    new EvidenceRecords(LocalReader.of(chat).candidates().orElseThrow());
            for (ReadingRecord record : records) {
                cut.addAll(evidence.of(record));
                task.advance(1);
            }
        }
        return cut;
    }
}
