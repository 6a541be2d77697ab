package dev.openbook.evaluator.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Makes and checks training data. */
@Command(
        name = "dataset",
        description = "Make training data for an adapter, or check somebody's.",
        subcommands = {
            DatasetClosedBookCommand.class,
            DatasetReaderCommand.class,
            DatasetRaftCommand.class,
            DatasetCheckCommand.class
        },
        footer = {"", "Example:", "  openbook dataset closed-book --output knowledge.jsonl"})
final class DatasetCommand extends TerminalCommand {

    @Spec
    private CommandSpec spec;

    DatasetCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return Openbook.WRONG_INPUT;
    }
}
