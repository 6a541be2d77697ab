package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.suite.SuiteFile;
import dev.openbook.finetune.dataset.BorrowedWordings;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.finetune.dataset.FactFile;
import dev.openbook.foundation.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The facts that are taught, as one corpus version states them. */
final class FactOptions {

    @Option(
            names = "--facts",
            paramLabel = "DIR",
            defaultValue = "datasets/facts",
            description = "Facts as JSON lines (default: ${DEFAULT-VALUE}).")
    private Path facts;

    @Option(
            names = "--version",
            paramLabel = "NAME",
            defaultValue = "v1",
            description = "The corpus version whose values are taught (default: ${DEFAULT-VALUE}).")
    private String version;

    @Option(
            names = "--borrow",
            paramLabel = "N",
            defaultValue = "0",
            description = "Wordings of the same attribute of other subjects that a fact is asked in besides its own,"
                    + " at most (default: ${DEFAULT-VALUE}).")
    private int borrow;

    String version() {
        return version;
    }

    /**
     * The facts that the version states, with the wordings they borrow.
     *
     * @param seed chooses these
     */
    List<Fact> stated(long seed) {
        if (borrow < 0) {
            throw new InvalidInputException("--borrow must be at least 0, but is " + borrow);
        }
        List<Fact> stated =
                FactFile.read(SuiteFile.jsonLines(SuiteOptions.folder("--facts", facts.toString()))).stream()
                        .filter(fact -> fact.versions().containsKey(version))
                        .toList();
        if (stated.isEmpty()) {
            throw new InvalidInputException(
                    "--version must be stated by at least one fact of " + facts + ", but '" + version + "' is not");
        }
        return new BorrowedWordings(borrow, seed).addedTo(stated);
    }
}
