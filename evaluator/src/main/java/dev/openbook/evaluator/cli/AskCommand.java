package dev.openbook.evaluator.cli;

import dev.openbook.evaluator.arm.ArmFactory;
import dev.openbook.evaluator.arm.IndexedLibrary;
import dev.openbook.evaluator.arm.Reader;
import dev.openbook.evaluator.arm.Readers;
import dev.openbook.evaluator.suite.AdapterRole;
import dev.openbook.evaluator.suite.OwnDocuments;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.evaluator.suite.Suite;
import dev.openbook.rag.answer.Answer;
import dev.openbook.rag.answer.AnswerObserver;
import dev.openbook.rag.answer.Citation;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Answers one question from documents, with quotes. */
@Command(
        name = "ask",
        description = "Answer a question from a folder of documents, with the quotes it rests on.",
        footer = {"", "Example:", "  openbook ask \"How long does the battery of the Arvel 3 last?\""})
final class AskCommand extends TerminalCommand {

    private static final double MILLIS = 1e6;

    @Parameters(paramLabel = "QUESTION", description = "In plain words.")
    private String question;

    @Option(
            names = "--corpus",
            paramLabel = "DIR",
            defaultValue = "corpus/v2",
            description = "The documents (default: ${DEFAULT-VALUE}); indexed on first use, kept up to date after.")
    private Path corpus;

    @Option(names = "--explain", description = "Show how the passages were found.")
    private boolean explain;

    @Mixin
    private AnsweringOptions answering;

    @Mixin
    private FileLimitOption fileLimit;

    AskCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() {
        Path documents = SuiteOptions.folder("--corpus", corpus.toString());
        Suite suite = OwnDocuments.suite(documents, Optional.empty(), List.of(), List.of(), List.of());
        try (IndexedLibrary library = Libraries.kept(documents, suite.retrieval(), fileLimit.bytes(), progress())) {
            library.serve(Strata.V1); // before a model is fetched: the corpus may be wrong
            answer(suite, library);
        }
        return Openbook.SUCCESS;
    }

    private void answer(Suite suite, IndexedLibrary library) {
        try (Readers readers = answering.readers(terminal, progress())) {
            Optional<Path> adapter = Optional.ofNullable(suite.adapters().get(AdapterRole.READER))
                    .filter(folder -> !answering.isOwn()); // another model has other weights to add to
            String arm = adapter.isPresent() ? "rag" : "rag-base";
            if (explain) {
                terminal.line(library.retriever(suite.retrieval().passages(arm)).explain(question));
            }
            Reader reader = adapter.map(folder -> readers.reader(arm, folder)).orElseGet(readers::reader);
            show(ArmFactory.ragAnswerer(suite, arm, reader, readers, library).answer(question, streaming()));
        }
    }

    private AnswerObserver streaming() {
        return new AnswerObserver() {
            @Override
            public void onText(String piece) {
                terminal.print(piece);
            }
        };
    }

    private void show(Answer answer) {
        if (answer.rawText().isEmpty()) {
            terminal.print("Nothing in the documents is close enough to this question.");
        }
        terminal.line("");
        int number = 1;
        for (Citation citation : answer.citations()) {
            terminal.line("");
            terminal.line("  [" + number++ + "] " + citation.documentId() + ", characters " + citation.start() + "-"
                    + citation.end() + (citation.attributed() ? ", found after the answer" : ""));
            terminal.line("      \u201C" + citation.quote().replaceAll("\\s+", " ") + "\u201D");
        }
        terminal.line("");
        terminal.line(String.format(
                Locale.ROOT,
                "%d prompt tokens, %d answer tokens, retrieval %.0f ms, first token after %.0f ms, all in %.0f ms",
                answer.promptTokens(),
                answer.answerTokens(),
                answer.timing().retrievalNanos() / MILLIS,
                answer.timing().firstTokenNanos() / MILLIS,
                answer.timing().totalNanos() / MILLIS));
    }
}
