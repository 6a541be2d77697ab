package dev.openbook.evaluator.cli;

import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.dataset.reader.ReadingRecord;
import dev.openbook.rag.answer.Evidence;
import dev.openbook.rag.answer.Evidence.Claim;
import dev.openbook.rag.answer.QuestionGenerationPrompt;
import java.util.List;

/** Turns reading records round: from the evidence and the answer to the question. */
final class QuestionRecords {

    private QuestionRecords() {}

    /** One record for each question, answer and evidence; none of what the sources do not answer, as it has no evidence. */
    static List<ChatRecord> of(List<ReadingRecord> records) {
        return records.stream()
                .filter(ReadingRecord::isAnswerable)
                .flatMap(record -> Evidence.of(
                        DatasetReaderCommand.passages(record.sources()), new Claim(record.value(), record.source()))
                        .map(evidence -> ChatRecord.of(
                                QuestionGenerationPrompt.messages(evidence, record.value()), record.question()))
                        .stream())
                .distinct()
                .toList();
    }
}
