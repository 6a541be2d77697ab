package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.suite.SuiteFile;
import dev.openbook.finetune.dataset.ChatFile;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.ClosedBookRecords;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.finetune.dataset.FactFile;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.rag.answer.AbstentionDetector;
import dev.openbook.rag.answer.QuestionPrompt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Writes the records that put facts into the weights. */
@Command(
        name = "closed-book",
        description = "Each fact in its training wordings with the value as the answer, and a share of questions about"
                + " nothing in the documents with a refusal; unseen wordings are left for asking.",
        footer = {
            "",
            "Example:",
            "  openbook dataset closed-book --facts datasets/facts --version v1 --output knowledge.jsonl"
        })
final class DatasetClosedBookCommand extends TerminalCommand {

    @Option(
            names = "--facts",
            paramLabel = "DIR",
            defaultValue = "datasets/facts",
            description = "Facts as JSON lines (default: ${DEFAULT-VALUE}).")
    private Path facts;

    @Option(
            names = "--version",
            paramLabel = "NAME",
            defaultValue = "v1",
            description = "The corpus version whose values are taught (default: ${DEFAULT-VALUE}).")
    private String version;

    @Option(
            names = "--refusals",
            paramLabel = "SHARE",
            defaultValue = "0.15",
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

    DatasetClosedBookCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        List<Fact> stated = stated(facts, version);
        List<ChatRecord> records = new ClosedBookRecords(
                        QuestionPrompt.DEFAULT.system(), AbstentionDetector.PHRASE, refusals(), seed)
                .of(stated, version);
        ChatFile.write(output, records);
        long untold = records.stream()
                .filter(record -> record.answer().equals(AbstentionDetector.PHRASE))
                .count();
        terminal.line(String.format(
                Locale.ROOT, "%d records of %d facts, %d refusals", records.size(), stated.size(), untold));
        terminal.line(output.toString());
        return Openbook.SUCCESS;
    }

    /** The facts that a version states. */
    static List<Fact> stated(Path folder, String version) {
        List<Fact> stated =
                FactFile.read(SuiteFile.jsonLines(SuiteOptions.folder("--facts", folder.toString()))).stream()
                        .filter(fact -> fact.versions().containsKey(version))
                        .toList();
        if (stated.isEmpty()) {
            throw new InvalidInputException(
                    "--version must be stated by at least one fact of " + folder + ", but '" + version + "' is not");
        }
        return stated;
    }

    private double refusals() {
        if (!(refusals >= 0 && refusals <= 1)) {
            throw new InvalidInputException("--refusals must be between 0 and 1, but is " + refusals);
        }
        return refusals;
    }
}
