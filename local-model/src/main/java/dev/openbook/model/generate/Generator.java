package dev.openbook.model.generate;

import dev.openbook.foundation.InvalidInputException;
import dev.openbook.model.generate.Generation.End;
import dev.openbook.model.llama.ForwardPass;
import dev.openbook.model.tokenizer.LlamaTokenizer;
import dev.openbook.model.tokenizer.TokenTextStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Generates text from a prompt's ids.
 *
 * <p>The prompt runs through the model in one go (prefill), then one token follows another (decode). Keys and values of
 * the longest beginning that a prompt shares with the request before are kept. One request at a time.
 */
public final class Generator {

    /** Answer tokens whose logits are held at once while a given answer is scored; 32 rows of 49,152 floats are 6 MB. */
    private static final int SCORED_AT_ONCE = 32;

    private final ForwardPass model;
    private final LlamaTokenizer tokenizer;

    /** The ids whose keys and values the model's cache holds. */
    private TokenSequence cached = new TokenSequence(new int[0]);

    /** Drives a model; both stay the caller's to close. */
    public Generator(ForwardPass model, LlamaTokenizer tokenizer) {
        this.model = model;
        this.tokenizer = tokenizer;
    }

    /**
     * Generates.
     *
     * @param prompt ids, at least one
     * @param text is given the text as it comes, in pieces that are never empty
     * @param cancelled asked before every pass; once true, the generation ends
     * @throws InvalidInputException if the prompt leaves no room for an answer
     */
    public Generation generate(
            int[] prompt, GenerationOptions options, Consumer<String> text, BooleanSupplier cancelled) {
        requireRoom(prompt.length + 1);
        Answer answer = new Answer(options, text);
        Sampler sampler = new Sampler(options.sampling());
        PromptLookup lookup = new PromptLookup();
        int limit = Math.min(options.maxTokens(), model.contextLength() - prompt.length);

        int reused = Math.min(cached.commonPrefix(prompt), prompt.length - 1); // the last one's logits are needed
        float[][] logits = prefill(prompt, reused, prompt.length - 1); // (1, V)
        float[] beginning = logits[0];
        options.firstToken().ifPresent(bias -> bias.addTo(beginning));
        TokenSequence sequence = new TokenSequence(prompt);
        int[] guess = {};
        int held = 0; // how many tokens of the guess were the model's own choice
        int passes = 0;
        End end = null;
        while (end == null) {
            int token = sampler.pick(logits[held]);
            end = answer.add(token);
            if (end == End.END_OF_TEXT) {
                break;
            }
            sequence.add(token);
            if (end == null && answer.tokens == limit) {
                end = End.LENGTH;
            } else if (end == null && cancelled.getAsBoolean()) {
                end = End.CANCELLED;
            } else if (end == null && held < guess.length && guess[held] == token) {
                held++; // its logits are already there
            } else if (end == null) {
                lookup.learn(guess.length, held);
                int past = sequence.size() - 1;
                boolean guessing = options.promptLookup() && options.sampling().greedy();
                guess = guessing ? lookup.guess(sequence, limit - answer.tokens - 1) : new int[0];
                held = 0;
                logits = decode(token, guess, past);
                passes++;
            }
        }
        cached = new TokenSequence(sequence.range(0, sequence.size() - 1)); // the last one never passed through
        answer.finish();
        return new Generation(answer.all.toString(), prompt.length, reused, answer.tokens, passes, end);
    }

    /**
     * The log-probability of a given answer: Σ log p(token | what is before it), natural logarithm.
     *
     * @param prompt ids, at least one
     * @param answer ids; the end token counts if it is among them
     */
    public double logProbability(int[] prompt, int[] answer) {
        if (answer.length == 0) {
            return 0;
        }
        requireRoom(prompt.length + answer.length);
        int reused = Math.min(cached.commonPrefix(prompt), prompt.length - 1);
        double sum = Sampler.logProbability(prefill(prompt, reused, prompt.length - 1)[0], answer[0]);
        for (int start = 0; start < answer.length - 1; start += SCORED_AT_ONCE) {
            int end = Math.min(start + SCORED_AT_ONCE, answer.length - 1);
            float[][] logits = model.run(
                    Arrays.copyOfRange(answer, start, end),
                    prompt.length + start,
                    IntStream.range(0, end - start).toArray());
            for (int i = start; i < end; i++) {
                sum += Sampler.logProbability(logits[i - start], answer[i + 1]);
            }
        }
        return sum;
    }

    /**
     * Different likely answers to a prompt, the likeliest first; the prompt runs through the model once. Of the options count the most
     * tokens of an answer and the first token's bias.
     *
     * @param prompt ids, at least one
     * @param most how many answers at most, at least 1
     * @param within by how much a log-probability may lie below that of the likeliest, 0 or more
     * @param settled whether nothing is to part behind this beginning of an answer
     * @param cancelled asked before every pass behind the prompt's; once true, what was completed is given
     * @throws InvalidInputException if the prompt leaves no room for an answer
     */
    public List<Candidate> candidates(
            int[] prompt,
            GenerationOptions options,
            int most,
            double within,
            Predicate<String> settled,
            BooleanSupplier cancelled) {
        requireRoom(prompt.length + 1);
        int reused = Math.min(cached.commonPrefix(prompt), prompt.length - 1);
        float[] first = prefill(prompt, reused, prompt.length - 1)[0]; // (V)
        options.firstToken().ifPresent(bias -> bias.addTo(first));
        CandidateSearch search = new CandidateSearch(
                (tokens, known) -> tokens.length == 0
                        ? first
                        : model.run(
                                        Arrays.copyOfRange(tokens, known, tokens.length),
                                        prompt.length + known,
                                        tokens.length - known - 1)[0],
                tokenizer.endOfText()::contains,
                tokenizer::decode,
                Math.min(options.maxTokens(), model.contextLength() - prompt.length));
        return search.find(most, within, settled, cancelled);
    }

    /**
     * By how much a token's logit exceeds the largest of all others where the answer to a prompt begins; below 0 where
     * greedy decoding begins with another.
     *
     * @param prompt ids, at least one
     */
    public float margin(int[] prompt, int token) {
        requireRoom(prompt.length);
        int reused = Math.min(cached.commonPrefix(prompt), prompt.length - 1);
        float[] logits = prefill(prompt, reused, prompt.length - 1)[0]; // (V)
        float other = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.length; i++) {
            if (i != token) {
                other = Math.max(other, logits[i]);
            }
        }
        return logits[token] - other;
    }

    private float[][] prefill(int[] prompt, int reused, int logitsAt) {
        cached = new TokenSequence(new int[0]); // nothing is known if the run fails
        float[][] logits = model.run(Arrays.copyOfRange(prompt, reused, prompt.length), reused, logitsAt - reused);
        cached = new TokenSequence(prompt);
        return logits;
    }

    /** One pass over the last token and a guess of what follows it, with the logits after each. */
    private float[][] decode(int token, int[] guess, int past) {
        int[] tokens = new int[guess.length + 1];
        tokens[0] = token;
        System.arraycopy(guess, 0, tokens, 1, guess.length);
        return model.run(tokens, past, IntStream.range(0, tokens.length).toArray());
    }

    private void requireRoom(int positions) {
        if (positions > model.contextLength()) {
            throw new InvalidInputException("prompt and answer must fit the model's window of " + model.contextLength()
                    + " tokens, but need at least " + positions + " (shorten the prompt or give it fewer passages)");
        }
    }

    /** The text so far. */
    private final class Answer {

        private final StringBuilder all = new StringBuilder();
        private final TokenTextStream characters = tokenizer.stream();
        private final StopSequences stops;
        private final Consumer<String> listener;
        private int tokens;

        Answer(GenerationOptions options, Consumer<String> listener) {
            this.stops = new StopSequences(options.stopSequences());
            this.listener = listener;
        }

        /** Why the text ends with this token, or null if it goes on. */
        End add(int token) {
            if (tokenizer.endOfText().contains(token)) {
                return End.END_OF_TEXT;
            }
            tokens++;
            show(stops.accept(characters.accept(token)));
            return stops.found() ? End.STOP_SEQUENCE : null;
        }

        void finish() {
            if (!stops.found()) {
                show(stops.accept(characters.finish()));
                show(stops.finish());
            }
        }

        private void show(String text) {
            if (!text.isEmpty()) {
                all.append(text);
                listener.accept(text);
            }
        }
    }
}
