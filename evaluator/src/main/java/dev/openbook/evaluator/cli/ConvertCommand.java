package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.convert.Conversion;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Turns other people's data into a folder of documents and files of questions. */
@Command(
        name = "convert",
        description = "Turn a published data set into a folder of documents and files of questions.",
        subcommands = {ConvertSciFactCommand.class, ConvertEndOfLifeCommand.class, ConvertTsqaCommand.class},
        footer = {"", "Example:", "  openbook convert scifact --from ../shared/data/scifact --output scifact"})
final class ConvertCommand extends TerminalCommand {

    @Spec
    private CommandSpec spec;

    ConvertCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return Openbook.WRONG_INPUT;
    }

    /** Says what was written and what was left out; the suite's path last. */
    static void describe(Terminal terminal, Conversion conversion) {
        conversion.written().forEach((kind, count) -> terminal.line(kind + ": " + count + " questions"));
        conversion.leftOut().forEach((reason, count) -> terminal.line("left out, " + reason + ": " + count));
        terminal.line(conversion.suite().toString());
    }
}
