package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.report.HtmlReport;
import dev.openbook.evaluator.result.Results;
import dev.openbook.evaluator.result.ResultsFile;
import dev.openbook.evaluator.verdict.Verdict;
import dev.openbook.evaluator.verdict.VerdictTable;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Draws the page again from {@code results.json}. */
@Command(
        name = "report",
        description = "Draw the report again from results.json, without asking anything.",
        footer = {"", "Example:", "  openbook report benchmark/results.json --output index.html"})
final class ReportCommand extends TerminalCommand {

    @Parameters(paramLabel = "RESULTS", description = "A results.json.")
    private Path file;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description = "The page; index.html beside the results without it.")
    private Path output;

    ReportCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        Results results = Verdict.conclude(ResultsFile.read(file));
        Path page = output == null ? file.toAbsolutePath().resolveSibling("index.html") : output;
        HtmlReport.write(results, page);
        new VerdictTable(results).lines().forEach(terminal::line);
        terminal.line("");
        terminal.line("Report: " + page.toAbsolutePath().normalize());
        return Openbook.SUCCESS;
    }
}
