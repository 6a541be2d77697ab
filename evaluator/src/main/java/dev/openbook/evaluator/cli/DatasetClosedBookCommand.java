package dev.openbook.evaluator.cli;

import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.ClosedBookRecords;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.rag.answer.AbstentionDetector;
import dev.openbook.rag.answer.QuestionPrompt;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

    @Mixin
    private FactOptions facts;

    @Option(
            names = "--refusals",
            paramLabel = "SHARE",
            defaultValue = "0.15",
            description = "Refusals per record of a fact (default: ${DEFAULT-VALUE}).")
    private double refusals;

    @Option(
            names = "--untold",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "The part of the refusals that ask a known subject for what no document tells; the others ask"
                    + " for subjects that do not exist or for what others have (default: ${DEFAULT-VALUE}).")
    private double untold;

    @Mixin
    private RecordFileOptions file;

    DatasetClosedBookCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        List<Fact> stated = facts.stated(file.seed());
        List<ChatRecord> records = new ClosedBookRecords(
                        QuestionPrompt.DEFAULT.system(),
                        AbstentionDetector.PHRASE,
                        share("--refusals", refusals),
                        share("--untold", untold),
                        file.seed())
                .of(stated, facts.version());
        long refused = records.stream()
                .filter(record -> record.answer().equals(AbstentionDetector.PHRASE))
                .count();
        file.write(
                records,
                String.format(
                        Locale.ROOT, "%d records of %d facts, %d refusals", records.size(), stated.size(), refused),
                terminal);
        return Openbook.SUCCESS;
    }

    private static double share(String option, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new InvalidInputException(option + " must be between 0 and 1, but is " + share);
        }
        return share;
    }
}
