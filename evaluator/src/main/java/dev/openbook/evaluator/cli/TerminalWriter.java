package dev.openbook.evaluator.cli;

import java.io.Writer;

/** Lets picocli print help through the terminal. */
final class TerminalWriter extends Writer {

    private final Terminal terminal;

    TerminalWriter(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void write(char[] buffer, int offset, int length) {
        terminal.print(new String(buffer, offset, length));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
