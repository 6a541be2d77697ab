package dev.openbook.finetune.lora;

import java.util.Arrays;
import java.util.List;

/**
 * Examples that go through the model together.
 *
 * <p>Training prompts begin alike (the system message and the opening of the user's turn). What they share is computed once:
 * the rows of a pass are the {@code prefix} followed by what each example has of its own, padded on the right to equal
 * length. Causal attention never looks at the padding, so it needs no mask.
 *
 * @param prefix the tokens all examples begin with; may be empty
 * @param own what follows in each example, (examples, ownLength)
 * @param rows the rows whose next token is learned, counted over prefix and own tokens, (targets)
 * @param targets the token that belongs there, (targets)
 */
public record TokenBatch(int[] prefix, int[][] own, int[] rows, int[] targets) {

    /**
     * One tokenised training example.
     *
     * @param prompt tokens that are read but not learned; at least one
     * @param answer tokens that are learned, the end of the turn included; at least one
     */
    public record Example(int[] prompt, int[] answer) {

        /** Checks that there is something to learn from. */
        public Example {
            if (prompt.length == 0 || answer.length == 0) {
                throw new IllegalArgumentException(
                        "prompt and answer must have tokens, but have " + prompt.length + " and " + answer.length);
            }
        }

        /** How many tokens the model reads: the last one has no successor to predict. */
        public int length() {
            return prompt.length + answer.length - 1;
        }

        private int token(int position) {
            return position < prompt.length ? prompt[position] : answer[position - prompt.length];
        }
    }

    /** Lays out examples that share their first {@code prefixLength} tokens. */
    public static TokenBatch of(List<Example> examples, int prefixLength) {
        int ownLength = examples.stream().mapToInt(Example::length).max().orElseThrow() - prefixLength;
        int[][] own = new int[examples.size()][ownLength];
        int targetCount =
                examples.stream().mapToInt(example -> example.answer.length).sum();
        int[] rows = new int[targetCount];
        int[] targets = new int[targetCount];
        int next = 0;
        for (int e = 0; e < own.length; e++) {
            Example example = examples.get(e);
            for (int i = 0; i < example.length() - prefixLength; i++) {
                own[e][i] = example.token(prefixLength + i);
            }
            for (int i = 0; i < example.answer.length; i++) {
                int position = example.prompt.length - 1 + i; // predicts answer[i]
                rows[next] = prefixLength + e * ownLength + position - prefixLength;
                targets[next++] = example.answer[i];
            }
        }
        return new TokenBatch(Arrays.copyOf(examples.get(0).prompt, prefixLength), own, rows, targets);
    }

    /**
     * How many tokens all examples begin with; at most one less than the shortest prompt, so that every learned position is
     * the example's own.
     */
    public static int sharedPrefix(List<Example> examples) {
        int[] first = examples.get(0).prompt;
        int shared = first.length - 1;
        for (Example example : examples) {
            int most = Math.min(shared, example.prompt.length - 1);
            int mismatch = Arrays.mismatch(first, 0, most, example.prompt, 0, most);
            shared = mismatch < 0 ? most : mismatch;
        }
        return shared;
    }

    /** Tokens of each example behind the prefix, padding included. */
    public int ownLength() {
        return own[0].length;
    }

    /** Rows of a pass: the prefix once and the own tokens of every example. */
    public int size() {
        return prefix.length + own.length * ownLength();
    }
}
