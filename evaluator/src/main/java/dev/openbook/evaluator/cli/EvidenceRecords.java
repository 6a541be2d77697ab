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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Makes records of a first reading into such of a second one: only the evidence of what a reader is in doubt between, with the
 * right answer among it.
 *
 * @param model the reader
 */
record EvidenceRecords(CandidateModel model) {

    private static final int MAX_TOKENS = 32;

    /** The record over the evidence; empty where there is nothing to choose among. */
    Optional<ReadingRecord> of(ReadingRecord record) {
        List<Passage> passages = DatasetReaderCommand.passages(record.sources());
        List<Candidate> candidates = model.candidates(
                DatasetReaderCommand.prompt(record.question(), record.sources()),
                MAX_TOKENS,
                SecondReading.CANDIDATES,
                SecondReading.WITHIN,
                () -> false);
        Set<Claim> claims = new LinkedHashSet<>();
        if (record.isAnswerable()) {
            claims.add(new Claim(record.value(), record.source()));
        }
        candidates.forEach(
                candidate -> Claim.of(candidate.text(), passages.size()).ifPresent(claims::add));
        boolean mayDecline = !record.isAnswerable()
                || candidates.stream().anyMatch(candidate -> AbstentionDetector.isAbstention(candidate.text()));
        Evidence evidence = Evidence.of(passages, List.copyOf(claims));
        int source = evidence.origins().indexOf(record.source());
        List<ReadingSource> sources = evidence.passages().stream()
                .map(passage -> new ReadingSource(passage.headings(), passage.rendering()))
                .toList();
        boolean shown =
                !record.isAnswerable() || source >= 0 && sources.get(source).holds(record.value());
        return claims.size() + (mayDecline ? 1 : 0) < 2 || sources.isEmpty() || !shown
                ? Optional.empty()
                : Optional.of(new ReadingRecord(sources, record.question(), record.value(), source));
    }
}
