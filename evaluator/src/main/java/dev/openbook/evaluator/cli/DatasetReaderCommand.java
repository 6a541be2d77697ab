package dev.openbook.evaluator.cli;

import dev.langchain4j.data.message.ChatMessage;
import dev.openbook.evaluator.arm.IndexedLibrary;
import dev.openbook.evaluator.suite.Gold;
import dev.openbook.evaluator.suite.OwnDocuments;
import dev.openbook.evaluator.suite.Question;
import dev.openbook.evaluator.suite.QuestionFile;
import dev.openbook.evaluator.suite.Strata;
import dev.openbook.finetune.dataset.Fact;
import dev.openbook.finetune.dataset.RetrievedReading;
import dev.openbook.finetune.dataset.reader.ReaderDataset;
import dev.openbook.finetune.dataset.reader.ReadingRecord;
import dev.openbook.finetune.dataset.reader.ReadingSource;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.rag.answer.SourcesPrompt;
import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.corpus.CorpusFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the records that teach a model to read numbered sources. */
@Command(
        name = "reader",
        description =
                "Records that teach a model to answer from numbered sources, mark the source, and say when they do"
                        + " not tell; invented text, and passages of --documents where they are given.",
        footer = {"", "Example:", "  openbook dataset reader --records 4500 --squad squad.json --output reader.jsonl"})
final class DatasetReaderCommand extends TerminalCommand {

    /** As many as the arms are shown. */
    private static final int PASSAGES = 3;

    /** Of one fact over one set of passages; more cost little, but say the same again. */
    private static final int WORDINGS = 3;

    /** Sets of passages from which the one that was looked for is missing, as retrieval misses it now and then. */
    private static final double WITHOUT_GOLD = 0.1;

    @Option(
            names = "--records",
            paramLabel = "N",
            defaultValue = "4500",
            description = "Synthetic records (default: ${DEFAULT-VALUE}).")
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

    @Option(
            names = "--documents",
            paramLabel = "DIR",
            description = "Documents to be read besides, as retrieval finds their passages; with --questions.")
    private String documents = "";

    @Option(
            names = "--questions",
            paramLabel = "FILE",
            description = "Questions about --documents with their sources and quotes, as for 'benchmark'; never those"
                    + " that are reported.")
    private String questions = "";

    @Option(
            names = "--document-records",
            paramLabel = "N",
            description = "Records on --documents at most (default: all that their questions give).")
    private int documentRecords = Integer.MAX_VALUE;

    @Mixin
    private RecordFileOptions file;

    DatasetReaderCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    public Integer call() throws IOException {
        Optional<Path> articles = squad.isBlank() ? Optional.empty() : Optional.of(Path.of(squad));
        List<ReadingRecord> made = new ArrayList<>(ReaderDataset.records(
                split(), records, file.seed(), articles, new ReaderDataset.Mix(unanswerable, articleShare, pages)));
        if (!documents.isBlank() || !questions.isBlank()) {
            made.addAll(onDocuments());
            made = ReaderDataset.shuffledSets(made, file.seed());
        }
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

    private List<ReadingRecord> onDocuments() {
        if (documentRecords < 1) {
            throw new InvalidInputException("--document-records must be at least 1, but is " + documentRecords);
        }
        if (documents.isBlank() || questions.isBlank()) {
            throw new InvalidInputException("--documents and --questions must be given together, but "
                    + (documents.isBlank() ? "--documents" : "--questions") + " is not given");
        }
        List<RetrievedReading.Asked> asked = asked(Path.of(questions));
        Path folder = SuiteOptions.folder("--documents", documents);
        try (IndexedLibrary library =
                Libraries.kept(folder, OwnDocuments.RETRIEVAL, CorpusFolder.MAX_FILE_BYTES, progress())) {
            library.serve(Strata.V1);
            RetrievedReading reading = new RetrievedReading(
                    (question, count) -> library.passages(question, count).stream()
                            .map(DatasetRaftCommand::found)
                            .toList(),
                    new RetrievedReading.Settings(PASSAGES, WORDINGS, unanswerable, WITHOUT_GOLD, file.seed()));
            List<ReadingRecord> all = ReaderDataset.shuffledSets(reading.of(asked), file.seed());
            return all.subList(0, Math.min(all.size(), documentRecords));
        }
    }

    /** Questions whose first answer stands in the quote of their first source, and those without an answer. */
    private static List<RetrievedReading.Asked> asked(Path file) {
        Map<String, List<Question>> byFact = QuestionFile.read(List.of(file)).stream()
                .collect(Collectors.groupingBy(Question::fact, LinkedHashMap::new, Collectors.toList()));
        List<String> faults = new ArrayList<>();
        List<RetrievedReading.Asked> asked = new ArrayList<>();
        byFact.forEach((fact, wordings) -> {
            Gold gold = wordings.get(0).gold(Strata.V1);
            Optional<Fact.Statement> told = gold.answers().isEmpty()
                    ? Optional.empty()
                    : gold.sources().stream()
                            .filter(source ->
                                    source.quote().contains(gold.answers().get(0)))
                            .findFirst()
                            .map(source -> new Fact.Statement(
                                    source.document(), gold.answers().get(0), gold.answers(), source.quote()));
            if (told.isEmpty() && !gold.answers().isEmpty()) {
                faults.add(file + ": question '" + fact + "' must have a source whose quote holds the first answer, '"
                        + gold.answers().get(0) + "', but has none");
            }
            asked.add(new RetrievedReading.Asked(
                    wordings.stream().map(Question::wording).toList(), told));
        });
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return asked;
    }

    /** The prompt of the serving side, over text that comes from no document. */
    static List<ChatMessage> prompt(String question, List<ReadingSource> sources) {
        List<Passage> passages = sources.stream()
                .map(s -> new Passage("", "", 0, s.text().length(), s.headings(), s.text()))
                .toList();
        return SourcesPrompt.DEFAULT.messages(question, passages);
    }

    private ReaderDataset.Split split() {
        try {
            return ReaderDataset.Split.valueOf(split.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidInputException("--split must be train, dev or report, but is '" + split + "'", e);
        }
    }
}
