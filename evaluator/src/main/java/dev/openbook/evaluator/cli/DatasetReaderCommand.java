package dev.openbook.evaluator.cli;

import dev.langchain4j.data.message.ChatMessage;
import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.reader.ReaderDataset;
import dev.openbook.finetune.dataset.reader.ReadingRecord;
import dev.openbook.finetune.dataset.reader.ReadingSource;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.rag.answer.SourcesPrompt;
import dev.openbook.rag.chunk.Passage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the records that teach a model to read numbered sources. */
@Command(
        name = "reader",
        description =
                "Records that teach a model to answer from numbered sources, mark the source, and say when they do"
                        + " not tell; invented text, and passages of --documents where they are given.",
        footer = {
            "",
            "Examples:",
            "  openbook dataset reader --records 4500 --squad squad.json --output reader.jsonl",
            "  openbook dataset reader --documents datasets/reading/first/documents --questions"
                    + " datasets/reading/first/questions.jsonl --output reader.jsonl"
        })
final class DatasetReaderCommand extends TerminalCommand {

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "4500",
            description = "Synthetic records (default: ${DEFAULT-VALUE}); 0 for records on --documents alone.")
    private int records;

    @Option(
            names = "--squad",
            paramLabel = "FILE",
            description = "Questions on encyclopedia articles in SQuAD's second format.")
    private String squad = "";

    @Option(
            names = "--unanswerable",
            paramLabel = "SHARE",
            defaultValue = "0.25",
            description = "How many questions the sources do not answer, of split train (default: ${DEFAULT-VALUE}).")
    private double unanswerable;

    @Option(
            names = "--articles",
            paramLabel = "SHARE",
            defaultValue = "0.1",
            description = "Records on articles for each synthetic one, of split train (default: ${DEFAULT-VALUE}).")
    private double articleShare;

    @Option(
            names = "--pages",
            paramLabel = "TURNS",
            defaultValue = "2",
            description = "How often a whole page's turn comes for one of each kind of subject, of split train"
                    + " (default: ${DEFAULT-VALUE}).")
    private int pages;

    @Option(
            names = "--split",
            paramLabel = "NAME",
            defaultValue = "train",
            description = "train, dev (other domains, never trained on) or report (one article of --squad).")
    private String split;

    @Mixin
    private ReadingDocumentOptions documents;

    @Option(
            names = "--question-generation",
            description = "Turn the records round: from the sentences in which an answer stands, and the answer, to the"
                    + " question; for learning how likely a question is.")
    private boolean questionGeneration;

    @Mixin
    private EvidenceOptions evidence;

    @Mixin
    private RecordFileOptions file;

    DatasetReaderCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        ReaderDataset.Split chosen = split();
        ReaderDataset.Mix mix = new ReaderDataset.Mix(unanswerable, articleShare, pages);
        documents.check(chosen == ReaderDataset.Split.TRAIN);
        if (questionGeneration && evidence.isGiven()) {
            throw new InvalidInputException(
                    "--question-generation must be given without --evidence-of, but both are given (make two files)");
        }
        evidence.check();
        Optional<Path> articles = squad.isBlank() ? Optional.empty() : Optional.of(Path.of(squad));
        List<ReadingRecord> made = records == 0 && documents.isGiven()
                ? List.of()
                : ReaderDataset.records(chosen, records, file.seed(), articles, mix);
        if (documents.isGiven()) {
            made = new ArrayList<>(made);
            made.addAll(documents.records(unanswerable, file.seed(), progress()));
            made = ReaderDataset.shuffledSets(made, file.seed());
        }
        if (questionGeneration) {
            List<ChatRecord> questions = QuestionRecords.of(made);
            file.write(
                    questions,
                    String.format(Locale.ROOT, "%d records from evidence and answer to question", questions.size()),
                    terminal);
            return Openbook.SUCCESS;
        }
        made = evidence.apply(made, terminal, progress());
        long sets = made.stream().map(ReadingRecord::sources).distinct().count();
        long untold = made.stream().filter(record -> !record.isAnswerable()).count();
        file.write(
                made.stream()
                        .map(record -> record.toChat(DatasetReaderCommand::prompt))
                        .toList(),
                String.format(
                        Locale.ROOT,
                        "%d records over %d sets of sources, %d of them not answered by the sources",
                        made.size(),
                        sets,
                        untold),
                terminal);
        return Openbook.SUCCESS;
    }

    /** The prompt of the serving side, over text that has no place in a document. */
    static List<ChatMessage> prompt(String question, List<ReadingSource> sources) {
        return SourcesPrompt.DEFAULT.messages(question, passages(sources));
    }

    /** The sources as passages of no document. */
    static List<Passage> passages(List<ReadingSource> sources) {
        return sources.stream()
                .map(s -> new Passage("", "", 0, s.text().length(), s.headings(), s.text()))
                .toList();
    }

    private ReaderDataset.Split split() {
        try {
            return ReaderDataset.Split.valueOf(split.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--split must be train, dev or report, but is '" + split + "'", e);
        }
    }
}
