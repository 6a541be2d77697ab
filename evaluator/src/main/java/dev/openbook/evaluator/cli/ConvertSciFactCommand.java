package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.convert.SciFactConverter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Turns SciFact into documents and questions. */
@Command(
        name = "scifact",
        description = "One document an abstract, one question a claim with the abstracts that are relevant to it.",
        footer = {
            "",
            "Example:",
            "  openbook convert scifact --from ../shared/data/scifact --output scifact",
            "  openbook bench retrieval --corpus scifact/corpus --questions scifact/test.jsonl"
        })
final class ConvertSciFactCommand extends TerminalCommand {

    @Option(
            names = "--from",
            paramLabel = "DIR",
            required = true,
            description = "Holds corpus_train.csv, claims_train.csv, and BEIR's topics and qrels.")
    private Path from;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Receives corpus, test.jsonl and train.jsonl.")
    private Path output;

    ConvertSciFactCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        SciFactConverter.Converted converted =
                SciFactConverter.convert(SuiteOptions.folder("--from", from.toString()), output);
        terminal.line(String.format(
                Locale.ROOT,
                "%d documents, %d test questions, %d training questions",
                converted.documents(),
                converted.testQuestions(),
                converted.trainQuestions()));
        terminal.line(output.toString());
        return Openbook.SUCCESS;
    }
}
