package dev.openbook.evaluator.cli;

import dev.openbook.finetune.train.AdapterAverage;
import dev.openbook.finetune.train.AdapterAverage.Step;
import dev.openbook.finetune.train.TrainingRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
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
        footer = {
            "",
            "Examples:",
            "  openbook average --output adapters/mine adapters/second adapters/third",
            "  openbook average --start-from adapters/first --step 1.5 --output adapters/mine adapters/second"
                    + " adapters/third"
        })
final class AverageCommand extends TerminalCommand {

    @Parameters(paramLabel = "DIR", arity = "2..*", description = "The adapters' folders, two or more.")
    private List<Path> adapters;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            required = true,
            description = "Folder of the average: adapter, training.json, parity.json.")
    private Path output;

    @ArgGroup(exclusive = false)
    private StepOptions step;

    /** Both or neither. */
    private static final class StepOptions {

        @Option(
                names = "--start-from",
                paramLabel = "DIR",
                required = true,
                description = "The adapter that all of them went on from, to take a step from.")
        private Path start;

        @Option(
                names = "--step",
                paramLabel = "FACTOR",
                required = true,
                description = "How many times the way from there to their mean to go, above 0 and at most 4.")
        private double factor;
    }

    AverageCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        TrainingRecord record =
                AdapterAverage.write(adapters, Optional.ofNullable(step).map(s -> new Step(s.start, s.factor)), output);
        terminal.line(String.format(
                Locale.ROOT,
                "Average of %d adapters, %.1f min of training behind it: %s",
                adapters.size(),
                record.wallSeconds() / 60,
                output));
        return Openbook.SUCCESS;
    }
}
