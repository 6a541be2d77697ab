package dev.openbook.evaluator.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Where people read: UTF-8, and no control character of a document, question or answer gets through. */
public final class Terminal {

    private static final Pattern CONTROLS =
            Pattern.compile("[\\p{Cc}\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069&&[^\\n\\t]]");

    private final PrintStream out;
    private final PrintStream err;

    /** The process's own streams. */
    public Terminal() {
        this(utf8(FileDescriptor.out), utf8(FileDescriptor.err));
    }

    /** Other streams. */
    public Terminal(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Without control characters (line ends and tabs stay) and without marks that change the direction of writing. */
    public static String clean(String text) {
        return CONTROLS.matcher(text.replace("\r\n", "\n")).replaceAll("");
    }

    /** Prints a line. */
    public void line(String text) {
        out.print(clean(text) + "\n");
        out.flush();
    }

    /** Prints without a line end. */
    public void print(String text) {
        out.print(clean(text));
        out.flush();
    }

    /** Says something that is not part of the result. */
    public void note(String text) {
        err.print(clean(text) + "\n");
        err.flush();
    }

    /** Where progress bars draw themselves. */
    PrintStream errors() {
        return err;
    }

    private static PrintStream utf8(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), false, StandardCharsets.UTF_8);
    }
}
