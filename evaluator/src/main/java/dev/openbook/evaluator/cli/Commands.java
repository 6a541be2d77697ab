package dev.openbook.evaluator.cli;

import picocli.CommandLine;

/** Gives each command its terminal. */
final class Commands implements CommandLine.IFactory {

    private final Terminal terminal;

    Commands(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        if (TerminalCommand.class.isAssignableFrom(type)) {
            return type.cast(type.getDeclaredConstructor(Terminal.class).newInstance(terminal));
        }
        return CommandLine.defaultFactory().create(type);
    }
}
