package dev.openbook.evaluator.cli;

import dev.openbook.foundation.InvalidInputException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program {@code openbook}. */
@Command(
        name = "openbook",
        mixinStandardHelpOptions = true,
        version = "openbook 0.1.0",
        description =
                "Measures whether a local language model should look things up in your documents, be fine-tuned on"
                        + " them, or both.",
        subcommands = {
            BenchmarkCommand.class,
            AskCommand.class,
            DatasetCommand.class,
            ConvertCommand.class,
            IndexCommand.class,
            TrainCommand.class,
            CalibrateCommand.class,
            AverageCommand.class,
            ReportCommand.class,
            ValidateCommand.class,
            ListCommand.class,
            BenchCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 success, 1 a measured band was left, 2 the input is wrong, 130 interrupted.",
            "",
            "Example:",
            "  openbook benchmark --corpus docs --questions questions.jsonl"
        })
public final class Openbook implements Callable<Integer> {

    /** Everything went well. */
    static final int SUCCESS = 0;
    /** A measured band was left. */
    static final int BAND_LEFT = 1;
    /** The user's input is wrong, or the machine cannot do what was asked. */
    static final int WRONG_INPUT = 2;
    /** Ctrl-C: what was done until then is kept. */
    static final int INTERRUPTED = 130;

    @Spec
    private CommandSpec spec;

    /** Starts the program. */
    public static void main(String[] args) {
        System.setProperty("ai.djl.offline", "true"); // the engines come with the jar
        System.setProperty("OPT_OUT_TRACKING", "true");
        System.exit(run(new Terminal(), args));
    }

    /** Runs a command and gives its exit code. */
    static int run(Terminal terminal, String... args) {
        PrintWriter err = new PrintWriter(terminal.errors(), true, StandardCharsets.UTF_8);
        CommandLine line = new CommandLine(new Openbook(), new Commands(terminal));
        line.setErr(err)
                .setOut(new PrintWriter(new TerminalWriter(terminal), true))
                .setExitCodeExceptionMapper(e -> WRONG_INPUT)
                .setParameterExceptionHandler((e, wrong) -> {
                    terminal.note(e.getMessage().lines().findFirst().orElse("wrong arguments") + " ("
                            + e.getCommandLine().getCommandSpec().qualifiedName() + " --help shows an example)");
                    return WRONG_INPUT;
                })
                .setExecutionExceptionHandler((e, commandLine, result) -> explain(terminal, e));
        try {
            return line.execute(args);
        } catch (OutOfMemoryError e) {
            long mebibytes = Runtime.getRuntime().maxMemory() >> 20;
            terminal.note("the heap of " + mebibytes + " MiB is too small: run java with -Xmx" + 2 * mebibytes + "m");
            return WRONG_INPUT;
        }
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return WRONG_INPUT;
    }

    /** One line a fault, no stack trace. */
    private static int explain(Terminal terminal, Throwable error) {
        if (error instanceof InvalidInputException invalid) {
            invalid.faults().forEach(terminal::note);
        } else {
            String message = error.getMessage() == null ? "" : ": " + error.getMessage();
            String cause = error.getCause() == null ? "" : " (" + error.getCause() + ")";
            String kind = error instanceof UncheckedIOException
                    ? ""
                    : ": " + error.getClass().getSimpleName();
            terminal.note("openbook could not finish" + kind + message + cause);
        }
        return WRONG_INPUT;
    }
}
