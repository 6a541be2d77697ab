package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.IndexedLibrary;
import dev.openbook.evaluator.suite.OwnDocuments;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.ClosedBookRecords;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.finetune.dataset.RaftRecords;
import dev.openbook.finetune.dataset.reader.ReadingSource;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.rag.answer.AbstentionDetector;
import dev.openbook.rag.answer.QuestionPrompt;
import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.corpus.CorpusFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the records of the hybrid: facts learned together with the passages that state them. */
@Command(
        name = "raft",
        description =
                "Each fact in training wordings over the passages that the index returns for them, answered with value"
                        + " and source; sometimes without the passage that states it, answered from memory.",
        footer = {
            "",
            "Example:",
            "  openbook dataset raft --facts datasets/facts --corpus corpus/v1 --version v1 --output hybrid.jsonl"
        })
final class DatasetRaftCommand extends TerminalCommand {

    @Mixin
    private FactOptions facts;

    @Option(
            names = "--corpus",
            paramLabel = "DIR",
            defaultValue = "corpus/v1",
            description = "The documents of that version (default: ${DEFAULT-VALUE}).")
    private Path corpus;

    @Option(
            names = "--passages",
            paramLabel = "N",
            defaultValue = "3",
            description = "Passages in a prompt, as many as are served later (default: ${DEFAULT-VALUE}).")
    private int passages;

    @Option(
            names = "--wordings",
            paramLabel = "N",
            defaultValue = "2",
            description = "Training wordings a fact is asked in (default: ${DEFAULT-VALUE}).")
    private int wordings;

    @Option(
            names = "--without-gold",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "Records whose stating passage is taken out (default: ${DEFAULT-VALUE}).")
    private double withoutGold;

    @Option(
            names = "--other-value",
            paramLabel = "SHARE",
            defaultValue = "0.2",
            description = "Records whose stating passage tells another value, which is the answer: sources go before"
                    + " memory (default: ${DEFAULT-VALUE}).")
    private double otherValue;

    @Option(
            names = "--refusals",
            paramLabel = "SHARE",
            defaultValue = "0.25",
            description = "Refusals per record of a fact (default: ${DEFAULT-VALUE}).")
    private double refusals;

    @Mixin
    private RecordFileOptions file;

    DatasetRaftCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        RaftRecords.Settings settings = settings();
        List<Fact> stated = facts.stated(file.seed());
        Path documents = SuiteOptions.folder("--corpus", corpus.toString());
        try (IndexedLibrary library =
                Libraries.kept(documents, OwnDocuments.RETRIEVAL, CorpusFolder.MAX_FILE_BYTES, progress())) {
            library.serve(Strata.V1); // a kept index knows one version, whatever its name
            List<String> unanswerable = new ClosedBookRecords(
                            QuestionPrompt.DEFAULT.system(), AbstentionDetector.PHRASE, refusals, 0, file.seed())
                    .unanswerable(stated, facts.version(), (int) Math.round(stated.size() * wordings * refusals));
            List<ChatRecord> records = new RaftRecords(
                            (question, count) -> library.passages(question, count).stream()
                                    .map(DatasetRaftCommand::found)
                                    .toList(),
                            DatasetReaderCommand::prompt,
                            AbstentionDetector.PHRASE,
                            settings)
                    .of(stated, facts.version(), unanswerable);
            file.write(records, summary(records, stated.size()), terminal);
        }
        return Openbook.SUCCESS;
    }

    private static String summary(List<ChatRecord> records, int factCount) {
        long cited = records.stream().filter(r -> r.answer().endsWith("]")).count();
        long refused = records.stream()
                .filter(r -> r.answer().equals(AbstentionDetector.PHRASE))
                .count();
        return String.format(
                Locale.ROOT,
                "%d records of %d facts: %d with their source, %d from memory, %d refusals",
                records.size(),
                factCount,
                cited,
                records.size() - cited - refused,
                refused);
    }

    /** A passage as record makers take it. */
    static RaftRecords.Found found(Passage passage) {
        return new RaftRecords.Found(
                passage.documentId(), passage.text(), new ReadingSource(passage.headings(), passage.rendering()));
    }

    private RaftRecords.Settings settings() {
        if (!(refusals >= 0 && refusals <= 1)) {
            throw new InvalidInputException("--refusals must be between 0 and 1, but is " + refusals);
        }
        try {
            return new RaftRecords.Settings(passages, wordings, withoutGold, otherValue, file.seed());
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException(
                    "--" + e.getMessage().replace("withoutGold", "without-gold").replace("otherValue", "other-value"),
                    e);
        }
    }
}
