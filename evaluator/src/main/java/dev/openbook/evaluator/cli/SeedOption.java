package dev.openbook.evaluator.cli;

import picocli.CommandLine.Option;

/** What random choices are drawn with, where a command makes files. */
final class SeedOption {

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed gives the same bytes (default: ${DEFAULT-VALUE}).")
    private long value;

    long value() {
        return value;
    }
}
