package dev.openbook.evaluator.cli;

import dev.openbook.finetune.train.AdapterAverage;
import dev.openbook.finetune.train.TrainingRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes one adapter out of several. */
@Command(
        name = "average",
        description = {
            "Average the weights of adapters that were trained on from the same one, and of that one where it is named too"
                    + " (a model soup): often better on questions none of them saw, at the cost of one when it answers.",
            "Whether it is better for yours, ask held-out questions to tell."
        },
        footer = {"", "Example:", "  openbook average --output adapters/mine adapters/second adapters/third"})
final class AverageCommand extends TerminalCommand {

    @Parameters(paramLabel = "DIR", arity = "2..*", description = "The adapters' folders, two or more.")
    private List<Path> adapters;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder of the average: adapter, training.json, parity.json.")
    private Path output;

    AverageCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        TrainingRecord record = AdapterAverage.write(adapters, output);
        terminal.line(String.format(
                Locale.ROOT,
                "Average of %d adapters, %.1f min of training behind it: %s",
                adapters.size(),
                record.wallSeconds() / 60,
                output));
        return Openbook.SUCCESS;
    }
}
