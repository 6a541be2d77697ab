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

    private static final int SHOWN_CHARACTERS = 40;

    private final LlamaTokenizer tokenizer;
    private final ChatTemplate template;

    /** For one model. */
    public ExampleTokenizer(LlamaTokenizer tokenizer, ChatTemplate template) {
        this.tokenizer = tokenizer;
        this.template = template;
    }

    /** One record. */
    public Example tokenize(ChatRecord record) {
        int[] words = tokenizer.encode(record.answer());
        int[] answer = Arrays.copyOf(words, words.length + 1);
        answer[words.length] = template.turnEnd();
        return new Example(template.render(record.prompt()), answer);
    }

    /**
     * All records.
     *
     * @param maxTokens a longer record is refused, never cut: a cut answer teaches a wrong one
     * @throws InvalidInputException with every record that is too long or that the model's template cannot render
     */
    public List<Example> tokenize(List<ChatRecord> records, int maxTokens) {
        List<Example> examples = new ArrayList<>();
        List<String> faults = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            try {
                Example example = tokenize(records.get(i));
                examples.add(example);
                if (example.length() > maxTokens) {
                    faults.add(name(i, records.get(i)) + ": must have at most " + maxTokens + " tokens, but has "
                            + example.length() + " (shorten it or leave it out)");
                }
            } catch (InvalidInputException e) {
                faults.add(name(i, records.get(i)) + ": " + e.getMessage());
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(faults);
        }
        return examples;
    }

    private static String name(int index, ChatRecord record) {
        String answer = record.answer().strip();
        String shown = answer.length() > SHOWN_CHARACTERS ? answer.substring(0, SHOWN_CHARACTERS) + "…" : answer;
        return "record " + (index + 1) + " (answer '" + shown.replace('\n', ' ') + "')";
    }
}
