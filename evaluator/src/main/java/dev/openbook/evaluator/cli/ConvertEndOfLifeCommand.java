package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.convert.EndOfLifeConverter;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes a suite over the pages of endoflife.date at two dates. */
@Command(
        name = "endoflife",
        description =
                "Questions on release tables in front matter, from the pages of endoflife.date as of two dates: changed,"
                        + " unchanged, only in the newer, no longer there, never existed.",
        footer = {"", "Example:", "  openbook convert endoflife --from endoflife --sample 60 --output suites/endoflife"
        })
final class ConvertEndOfLifeCommand extends TerminalCommand {

    @Option(
            names = "--from",
            paramLabel = "DIR",
            required = true,
            description = "Holds one folder of pages for each date, for example 2024-01-01 and 2025-01-01.")
    private Path from;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder for questions.jsonl and suite.yaml.")
    private Path output;

    @Option(
            names = "--sample",
            paramLabel = "N",
            defaultValue = "60",
            description = "Questions of each stratum (default: ${DEFAULT-VALUE}).")
    private int sample;

    @Mixin
    private SeedOption seed;

    ConvertEndOfLifeCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        ConvertCommand.describe(
                terminal, new EndOfLifeConverter(sample, seed.value()).convert(from, output, progress()));
        return Openbook.SUCCESS;
    }
}
