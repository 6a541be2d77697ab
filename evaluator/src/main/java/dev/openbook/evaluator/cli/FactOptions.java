package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.suite.SuiteFile;
import dev.openbook.finetune.dataset.BorrowedWordings;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.finetune.dataset.FactFile;
import dev.openbook.foundation.InvalidInputException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The facts that are taught, as one corpus version states them. */
final class FactOptions {

    private static final Pattern RANGE = Pattern.compile("(\\d{1,6})-(\\d{1,6})");

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

    @Option(
            names = "--only",
            paramLabel = "A-B",
            description = "Only these of a fact's training wordings, counted from 1; all without it.")
    private String only = "";

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
                        .map(this::withChosenWordings)
                        .toList();
        if (stated.isEmpty()) {
            throw new InvalidInputException(
                    "--version must be stated by at least one fact of " + facts + ", but '" + version + "' is not");
        }
        return new BorrowedWordings(borrow, seed).addedTo(stated);
    }

    private Fact withChosenWordings(Fact fact) {
        if (only.isBlank()) {
            return fact;
        }
        Matcher range = RANGE.matcher(only);
        int wordings = fact.training().size();
        if (!range.matches()
                || Integer.parseInt(range.group(1)) < 1
                || Integer.parseInt(range.group(2)) < Integer.parseInt(range.group(1))
                || Integer.parseInt(range.group(2)) > wordings) {
            throw new InvalidInputException("--only must be two numbers from 1 to " + wordings
                    + ", as many wordings as " + fact.id() + " has, as in 1-" + wordings + ", but is '" + only + "'");
        }
        return fact.withTraining(
                fact.training().subList(Integer.parseInt(range.group(1)) - 1, Integer.parseInt(range.group(2))));
    }
}
