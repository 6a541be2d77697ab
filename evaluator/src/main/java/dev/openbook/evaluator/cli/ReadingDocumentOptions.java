package dev.openbook.evaluator.cli;

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
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.foundation.Progress;
import dev.openbook.rag.corpus.CorpusFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Documents that a reader learns to read, and the questions about them. */
final class ReadingDocumentOptions {

    /** As many as the arms are shown. */
    private static final int PASSAGES = 3;

    /** Of one fact over one set of passages; more cost little, but say the same again. */
    private static final int WORDINGS = 3;

    /** Sets of passages from which the one that was looked for is missing, as retrieval misses it now and then. */
    private static final double WITHOUT_GOLD = 0.1;

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
    private int most = Integer.MAX_VALUE;

    /** Whether any of them is given. */
    boolean isGiven() {
        return !documents.isBlank() || !questions.isBlank() || most != Integer.MAX_VALUE;
    }

    /**
     * Refuses what does not go together, before anything long begins.
     *
     * @param forTraining whether records are for training: the other splits stay what they are, to be compared
     */
    void check(boolean forTraining) {
        if (!isGiven()) {
            return;
        }
        List<String> faults = new ArrayList<>();
        if (documents.isBlank() || questions.isBlank()) {
            faults.add("--documents and --questions must be given together, but "
                    + (documents.isBlank() ? "--documents" : "--questions") + " is not given");
        }
        if (!forTraining) {
            faults.add("--documents must be given for split train only, but is given for another");
        }
        if (most < 1) {
            faults.add("--document-records must be at least 1, but is " + most);
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
    }

    /**
     * The records, in whole sets of passages.
     *
     * @param unanswerable the share of questions that their passages do not answer
     */
    List<ReadingRecord> records(double unanswerable, long seed, Progress progress) {
        List<RetrievedReading.Asked> asked = asked(Path.of(questions));
        Path folder = SuiteOptions.folder("--documents", documents);
        try (IndexedLibrary library =
                Libraries.kept(folder, OwnDocuments.RETRIEVAL, CorpusFolder.MAX_FILE_BYTES, progress)) {
            library.serve(Strata.V1);
            RetrievedReading reading = new RetrievedReading(
                    (question, count) -> library.passages(question, count).stream()
                            .map(DatasetRaftCommand::found)
                            .toList(),
                    new RetrievedReading.Settings(PASSAGES, WORDINGS, unanswerable, WITHOUT_GOLD, seed));
            List<ReadingRecord> all = ReaderDataset.shuffledSets(reading.of(asked), seed);
            int end = Math.min(all.size(), most);
            while (end > 0
                    && end < all.size()
                    && all.get(end).sources().equals(all.get(end - 1).sources())) {
                end--;
            }
            return all.subList(0, end);
        }
    }

    /** Questions whose first answer stands in a quote of theirs, and those that no document answers. */
    private static List<RetrievedReading.Asked> asked(Path file) {
        Map<String, List<Question>> byFact = QuestionFile.read(List.of(file)).stream()
                .collect(Collectors.groupingBy(Question::fact, LinkedHashMap::new, Collectors.toList()));
        List<String> faults = new ArrayList<>();
        List<RetrievedReading.Asked> asked = new ArrayList<>();
        byFact.forEach((fact, wordings) -> {
            Gold gold = wordings.get(0).gold(Strata.V1);
            List<Fact.Statement> told = told(gold);
            if (gold.retrievalOnly()) {
                faults.add(file + ": question '" + fact + "' must have answers, or no source, but has a source alone");
            } else if (told.isEmpty() && !gold.answers().isEmpty()) {
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

    private static List<Fact.Statement> told(Gold gold) {
        return gold.answers().stream()
                .limit(1)
                .flatMap(value -> gold.sources().stream()
                        .filter(source -> source.quote().contains(value))
                        .map(source -> new Fact.Statement(source.document(), value, gold.answers(), source.quote())))
                .toList();
    }
}
