package dev.openbook.finetune.dataset;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What a person wants to know of training data before training.
 *
 * @param examples records
 * @param tokens of all records, prompts and answers
 * @param ownTokens the same without the beginning that a record shares with the one before it, which training computes
 *     once
 * @param median tokens of the middle record
 * @param longest tokens of the longest record
 * @param overLong records longer than the limit; training refuses them
 * @param duplicates records that stand in the data a second time
 * @param contradictions records whose prompt stands in the data with another answer
 */
public record DatasetStatistics(
        int examples,
        long tokens,
        long ownTokens,
        int median,
        int longest,
        int overLong,
        int duplicates,
        int contradictions) {

    /**
     * Counts.
     *
     * @param tokenizer gives a record's token ids as training does
     * @param maxTokens the limit of training
     */
    public static DatasetStatistics of(List<ChatRecord> records, Function<ChatRecord, int[]> tokenizer, int maxTokens) {
        int[] lengths = new int[records.size()];
        long ownTokens = 0;
        int[] previous = {};
        for (int i = 0; i < lengths.length; i++) {
            int[] ids = tokenizer.apply(records.get(i));
            lengths[i] = ids.length;
            ownTokens += ids.length - shared(previous, ids);
            previous = ids;
        }
        Arrays.sort(lengths);
        Set<ChatRecord> distinct = new HashSet<>(records);
        long prompts = distinct.stream()
                .map(record -> record.messages().subList(0, record.messages().size() - 1))
                .distinct()
                .count();
        return new DatasetStatistics(
                lengths.length,
                Arrays.stream(lengths).asLongStream().sum(),
                ownTokens,
                lengths.length == 0 ? 0 : lengths[lengths.length / 2],
                lengths.length == 0 ? 0 : lengths[lengths.length - 1],
                (int) Arrays.stream(lengths)
                        .filter(length -> length > maxTokens)
                        .count(),
                lengths.length - distinct.size(),
                distinct.size() - (int) prompts);
    }

    /** Minutes that one pass over the data takes at a speed. */
    public double minutes(double tokensPerSecond) {
        return ownTokens / tokensPerSecond / 60;
    }

    private static int shared(int[] before, int[] ids) {
        int difference = Arrays.mismatch(before, ids);
        return difference < 0 ? ids.length : difference;
    }
}
