package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.IndexedLibrary;
import dev.openbook.evaluator.suite.OwnDocuments;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.finetune.dataset.ChatFile;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.ClosedBookRecords;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.finetune.dataset.RaftRecords;
import dev.openbook.finetune.dataset.reader.ReadingSource;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.rag.answer.AbstentionDetector;
import dev.openbook.rag.answer.QuestionPrompt;
import dev.openbook.rag.chunk.Passage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
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

    @Option(
            names = "--facts",
            paramLabel = "DIR",
            defaultValue = "datasets/facts",
            description = "Facts as JSON lines (default: ${DEFAULT-VALUE}).")
    private Path facts;

    @Option(
            names = "--corpus",
            paramLabel = "DIR",
            defaultValue = "corpus/v1",
            description = "The documents of that version (default: ${DEFAULT-VALUE}).")
    private Path corpus;

    @Option(
            names = "--version",
            paramLabel = "NAME",
            defaultValue = "v1",
            description = "The corpus version whose values are taught (default: ${DEFAULT-VALUE}).")
    private String version;

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
            names = "--refusals",
            paramLabel = "SHARE",
            defaultValue = "0.25",
            description = "Refusals per record of a fact (default: ${DEFAULT-VALUE}).")
    private double refusals;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed gives the same bytes (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--output", paramLabel = "FILE", required = true, description = "Chat records as JSON lines.")
    private Path output;

    DatasetRaftCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        RaftRecords.Settings settings = settings();
        List<Fact> stated = DatasetClosedBookCommand.stated(facts, version);
        Path documents = SuiteOptions.folder("--corpus", corpus.toString());
        try (IndexedLibrary library = Libraries.kept(documents, OwnDocuments.RETRIEVAL, progress())) {
            library.serve(Strata.V1); // a kept index knows one version, whatever its name
            List<String> unanswerable = new ClosedBookRecords(
                            QuestionPrompt.DEFAULT.system(), AbstentionDetector.PHRASE, refusals, seed)
                    .unanswerable(stated, version, (int) Math.round(stated.size() * wordings * refusals));
            List<ChatRecord> records = new RaftRecords(
                            (question, count) -> library.passages(question, count).stream()
                                    .map(DatasetRaftCommand::found)
                                    .toList(),
                            DatasetReaderCommand::prompt,
                            AbstentionDetector.PHRASE,
                            settings)
                    .of(stated, version, unanswerable);
            ChatFile.write(output, records);
            show(records, stated.size());
        }
        return Openbook.SUCCESS;
    }

    private void show(List<ChatRecord> records, int factCount) {
        long cited = records.stream().filter(r -> r.answer().endsWith("]")).count();
        long refused = records.stream()
                .filter(r -> r.answer().equals(AbstentionDetector.PHRASE))
                .count();
        terminal.line(String.format(
                Locale.ROOT,
                "%d records of %d facts: %d with their source, %d from memory, %d refusals",
                records.size(),
                factCount,
                cited,
                records.size() - cited - refused,
                refused));
        terminal.line(output.toString());
    }

    private static RaftRecords.Found found(Passage passage) {
        return new RaftRecords.Found(
                passage.documentId(), passage.text(), new ReadingSource(passage.headings(), passage.rendering()));
    }

    private RaftRecords.Settings settings() {
        if (!(refusals >= 0 && refusals <= 1)) {
            throw new InvalidInputException("--refusals must be between 0 and 1, but is " + refusals);
        }
        try {
            return new RaftRecords.Settings(passages, wordings, withoutGold, seed);
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--" + e.getMessage().replace("withoutGold", "without-gold"), e);
        }
    }
}
