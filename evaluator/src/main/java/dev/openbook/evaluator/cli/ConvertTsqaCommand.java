package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.convert.TsqaConverter;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a suite over the pages and questions of Time-Sensitive-QA. */
@Command(
        name = "tsqa",
        description = "Questions by people about spans of time, over encyclopedia pages, from Time-Sensitive-QA's"
                + " human-annotated file; a fifth is unanswerable.",
        footer = {"", "Example:", "  openbook convert tsqa --from human_annotated_train.json --output suites/tsqa"})
final class ConvertTsqaCommand extends TerminalCommand {

    @Option(names = "--from", paramLabel = "FILE", required = true, description = "The published JSON file.")
    private Path from;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder for corpus/, questions.jsonl and suite.yaml.")
    private Path output;

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "300",
            description = "Questions, a fifth of them unanswerable (default: ${DEFAULT-VALUE}).")
    private int sample;

    @Mixin
    private SeedOption seed;

    ConvertTsqaCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        ConvertCommand.describe(terminal, new TsqaConverter(sample, seed.value()).convert(from, output));
        return Openbook.SUCCESS;
    }
}
