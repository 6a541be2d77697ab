package dev.openbook.evaluator.cli;

import dev.openbook.finetune.dataset.reader.ReadingRecord;
import dev.openbook.finetune.dataset.reader.ReadingSource;
import dev.openbook.rag.answer.AbstentionDetector;
import dev.openbook.rag.answer.CandidateModel;
import dev.openbook.rag.answer.CandidateModel.Candidate;
import dev.openbook.rag.answer.Evidence;
import dev.openbook.rag.answer.Evidence.Claim;
import dev.openbook.rag.answer.SecondReading;
import dev.openbook.rag.chunk.Passage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes records of a first reading into such of a second one: the evidence of one possible answer alone, with the answer where it
 * is the right one and declined where it is not.
 *
 * @param model the reader
 */
record EvidenceRecords(CandidateModel model) {

    private static final int MAX_TOKENS = 32;

    /** How many wrong answers' evidence at most, the likeliest first. */
    private static final int WRONG = 2;

    /** The records over the evidence of possible answers; none where the reader surely says what is right. */
    List<ReadingRecord> of(ReadingRecord record) {
        List<Passage> passages = DatasetReaderCommand.passages(record.sources());
        List<Candidate> candidates = model.candidates(
                DatasetReaderCommand.prompt(record.question(), record.sources()),
                MAX_TOKENS,
                SecondReading.CANDIDATES,
                SecondReading.WITHIN,
                () -> false);
        Optional<Claim> right =
                record.isAnswerable() ? Optional.of(new Claim(record.value(), record.source())) : Optional.empty();
        Set<Claim> claims = new LinkedHashSet<>();
        candidates.forEach(
                candidate -> Claim.of(candidate.text(), passages.size()).ifPresent(claims::add));
        right.ifPresent(claims::remove);
        boolean declines = candidates.stream().anyMatch(candidate -> AbstentionDetector.isAbstention(candidate.text()));
        if (claims.isEmpty() && !(right.isPresent() && declines)) {
            return List.of();
        }
        List<ReadingRecord> records = new ArrayList<>();
        right.flatMap(claim -> alone(claim, passages))
                .filter(source -> source.holds(record.value()))
                .ifPresent(source ->
                        records.add(new ReadingRecord(List.of(source), record.question(), record.value(), 0)));
        claims.stream()
                .flatMap(claim -> alone(claim, passages).stream())
                .filter(source -> right.isEmpty() || !tells(source, record.value()))
                .distinct()
                .limit(WRONG)
                .forEach(source -> records.add(ReadingRecord.unanswerable(List.of(source), record.question())));
        return records;
    }

    private static Optional<ReadingSource> alone(Claim claim, List<Passage> passages) {
        return Evidence.of(passages, claim).map(passage -> new ReadingSource(passage.headings(), passage.rendering()));
    }

    /** Whether the value stands in it, be it by chance or in other letters: then it may be the right answer's evidence as well. */
    private static boolean tells(ReadingSource source, String value) {
        return source.holds(value)
                || Evidence.of(DatasetReaderCommand.passages(List.of(source)), new Claim(value, 0))
                        .isPresent();
    }
}
