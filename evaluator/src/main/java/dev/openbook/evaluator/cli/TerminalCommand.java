package dev.openbook.evaluator.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** What all commands share. */
abstract class TerminalCommand implements Callable<Integer> {

    final Terminal terminal;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    TerminalCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    ConsoleProgress progress() {
        return ConsoleProgress.of(terminal);
    }
}
