package dev.openbook.finetune.train;

import dev.openbook.finetune.dataset.ChatRecord;
import dev.openbook.finetune.lora.TokenBatch.Example;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.tokenizer.ChatTemplate;
import dev.openbook.model.tokenizer.LlamaTokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Turns records into token ids exactly as the served model will see them: prompt by the model's own chat template, answer
 * behind it, the end of the turn learned too.
 */
public final class ExampleTokenizer {

    private final LlamaTokenizer tokenizer;
    private final ChatTemplate template;
    private final int maxLength;

    /**
     * For one model.
     *
     * @param maxLength longer examples are left out and counted, never cut: a cut answer teaches a wrong one
     */
    public ExampleTokenizer(LlamaTokenizer tokenizer, ChatTemplate template, int maxLength) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.maxLength = maxLength;
    }

    /**
     * Tokenised records.
     *
     * @param examples those that fit
     * @param tooLong how many were left out
     */
    public record Tokenized(List<Example> examples, int tooLong) {}

    /**
     * Tokenises all records.
     *
     * @throws InvalidInputException if none fits
     */
    public Tokenized tokenize(List<ChatRecord> records) {
        List<Example> examples = new ArrayList<>();
        for (ChatRecord record : records) {
            int[] words = tokenizer.encode(record.answer());
            int[] answer = Arrays.copyOf(words, words.length + 1);
            answer[words.length] = template.turnEnd();
            Example example = new Example(template.render(record.prompt()), answer);
            if (example.length() <= maxLength) {
                examples.add(example);
            }
        }
        if (examples.isEmpty()) {
            throw new InvalidInputException("training data must have an example of at most " + maxLength
                    + " tokens, but all " + records.size() + " are longer");
        }
        return new Tokenized(examples, records.size() - examples.size());
    }
}
