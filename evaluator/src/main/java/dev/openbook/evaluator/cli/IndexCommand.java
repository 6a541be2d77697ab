package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.Cost;
import dev.openbook.evaluator.arm.IndexedLibrary;
import dev.openbook.evaluator.result.CorpusEntry;
import dev.openbook.evaluator.suite.OwnDocuments;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.rag.index.IndexUpdate;
import java.nio.file.Path;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Builds or updates the kept index of a folder. */
@Command(
        name = "index",
        description =
                "Index a folder of documents, or bring its index up to date; only changed documents are read again.",
        footer = {"", "Example:", "  openbook index --corpus docs"})
final class IndexCommand extends TerminalCommand {

    @Option(
            names = "--corpus",
            paramLabel = "DIR",
            defaultValue = "corpus/v2",
            description = "The documents (default: ${DEFAULT-VALUE}).")
    private Path corpus;

    @Mixin
    private FileLimitOption fileLimit;

    IndexCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        Path documents = SuiteOptions.folder("--corpus", corpus.toString());
        try (IndexedLibrary library =
                Libraries.kept(documents, OwnDocuments.RETRIEVAL, fileLimit.bytes(), progress())) {
            Cost cost = library.serve(Strata.V1);
            IndexUpdate update = library.update(Strata.V1);
            CorpusEntry described = library.describe(Strata.V1);
            terminal.line(String.format(
                    Locale.ROOT,
                    "%d documents, %d passages: %d added, %d changed, %d removed, %d renamed, %d unchanged",
                    described.documents(),
                    update.passages(),
                    update.added(),
                    update.changed(),
                    update.removed(),
                    update.renamed(),
                    update.unchanged()));
            described.skipped().forEach((reason, count) -> terminal.line("skipped, " + reason + ": " + count));
            terminal.line(String.format(
                    Locale.ROOT,
                    "%.1f s, %.1f s CPU, %d passages embedded, %d bytes written",
                    cost.wallSeconds(),
                    cost.cpuSeconds(),
                    update.passagesEmbedded(),
                    cost.bytesWritten()));
        }
        return Openbook.SUCCESS;
    }
}
