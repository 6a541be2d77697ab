package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.TokenCountEstimator;
import dev.openbook.rag.answer.CandidateModel.Candidate;
import dev.openbook.rag.answer.Evidence.Claim;
import dev.openbook.rag.chunk.Passage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Reads twice where the first reading leaves a doubt.
 *
 * <p>The first reading, of whole passages, gives the likeliest answers instead of one. Where several are in reach, the
 * sentences in which each of them stands are read alone ({@link Evidence}): is that what was asked for? Given is the answer with
 * the largest log p(answer | passages) + {@value #WEIGHT} (log p(answer | its evidence) - log p(declining | its evidence)): how
 * likely it is at first, and the odds that its own evidence tells it. To decline is one of the answers, with even odds; a bias on
 * it counts in the first reading. A sure answer costs no second reading.
 */
public final class SecondReading {

    /** More candidates hold the right answer hardly more often. */
    public static final int CANDIDATES = 4;

    /** In natural logarithms: what is less likely than the best by more than this is no candidate. */
    public static final double WITHIN = 4;

    /** What the odds of the second reading count beside the first; chosen on development questions (docs/decisions.md). */
    static final double WEIGHT = 0.7;

    private final CandidateModel model;
    private final TokenCountEstimator tokenCounter;

    /**
     * Reads with a model.
     *
     * @param tokenCounter counts as the model does
     */
    SecondReading(CandidateModel model, TokenCountEstimator tokenCounter) {
        this.model = model;
        this.tokenCounter = tokenCounter;
    }

    /**
     * An answer in the race.
     *
     * @param candidate the answer with the number of its source in the first prompt, and its log-probability there
     * @param support the logarithm of the odds that its evidence tells it rather than nothing; 0 for declining itself
     */
    record Contender(Candidate candidate, double support) {

        double both() {
            return candidate.logProbability() + WEIGHT * support;
        }
    }

    /**
     * What came of it.
     *
     * @param contenders the likeliest first; one where the first reading left no doubt
     * @param evidence the prompts of the second reading, empty where there was none
     */
    record Result(List<Contender> contenders, Collection<List<ChatMessage>> evidence) {

        Result {
            contenders = List.copyOf(contenders);
            evidence = List.copyOf(evidence);
        }

        /** Where there was nothing to read again: no doubt, or no evidence of any answer. */
        static Result unread(Candidate candidate) {
            return new Result(List.of(new Contender(candidate, 0)), List.of());
        }

        Candidate chosen() {
            return contenders.get(0).candidate();
        }
    }

    /**
     * Reads passages for an answer to a question; the observer is told of it in one piece.
     *
     * @throws AnsweringException if the model fails or takes longer than {@link Decoding#timeout()}
     */
    AnswerModel.Reply ask(
            String question, List<Passage> passages, SourcesPrompt prompt, Decoding decoding, AnswerObserver observer) {
        long deadline = System.nanoTime() + decoding.timeout().toNanos();
        BooleanSupplier late = () -> System.nanoTime() > deadline;
        BooleanSupplier unwanted =
                () -> observer.cancelled() || Thread.currentThread().isInterrupted();
        Optional<Result> result;
        try {
            result = read(
                    question,
                    passages,
                    prompt,
                    decoding.maxTokens(),
                    () -> late.getAsBoolean() || unwanted.getAsBoolean());
        } catch (RuntimeException e) {
            throw Replies.failure(e);
        }
        long end = System.nanoTime();
        if (unwanted.getAsBoolean()) {
            return new AnswerModel.Reply("", end, Completion.CANCELLED, -1, -1);
        }
        if (late.getAsBoolean() || result.isEmpty()) {
            throw Replies.timeout(decoding);
        }
        String text = said(result.get().chosen());
        observer.onText(text);
        int prompted = tokenCounter.estimateTokenCountInMessages(prompt.messages(question, passages))
                + result.get().evidence().stream()
                        .mapToInt(tokenCounter::estimateTokenCountInMessages)
                        .sum();
        return new AnswerModel.Reply(
                text,
                end,
                result.get().chosen().ends() ? Completion.COMPLETE : Completion.LENGTH,
                prompted,
                tokenCounter.estimateTokenCountInText(text));
    }

    /** Reads passages for an answer to a question; empty where it was cancelled. */
    Optional<Result> read(
            String question, List<Passage> passages, SourcesPrompt prompt, int maxTokens, BooleanSupplier cancelled) {
        List<Candidate> candidates =
                model.candidates(prompt.messages(question, passages), maxTokens, CANDIDATES, WITHIN, cancelled);
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        if (candidates.size() == 1) {
            return Optional.of(Result.unread(candidates.get(0)));
        }
        Map<List<ChatMessage>, Double> declining = new LinkedHashMap<>();
        List<Contender> contenders = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (cancelled.getAsBoolean()) {
                return Optional.empty();
            }
            support(candidate, question, passages, prompt, declining)
                    .ifPresent(support -> contenders.add(new Contender(candidate, support)));
        }
        if (declining.isEmpty()) {
            return Optional.of(Result.unread(candidates.get(0)));
        }
        contenders.sort(Comparator.comparingDouble(Contender::both).reversed());
        return Optional.of(new Result(contenders, declining.keySet()));
    }

    /**
     * How much its own evidence speaks for a candidate; empty for one that stands nowhere.
     *
     * @param declining how likely declining is over each evidence that was read, by its prompt; filled here
     */
    private Optional<Double> support(
            Candidate candidate,
            String question,
            List<Passage> passages,
            SourcesPrompt prompt,
            Map<List<ChatMessage>, Double> declining) {
        if (declines(candidate)) {
            return Optional.of(0.0);
        }
        return Claim.of(candidate.text(), passages.size())
                .flatMap(claim -> Evidence.of(passages, claim).map(evidence -> {
                    List<ChatMessage> messages = prompt.messages(question, List.of(evidence));
                    return model.logProbability(messages, claim.marked())
                            - declining.computeIfAbsent(
                                    messages, read -> model.logProbability(read, AbstentionDetector.PHRASE));
                }));
    }

    /** An answer of nothing but a marker, or of nothing at all, declines; it is told in words. */
    private static String said(Candidate candidate) {
        return declines(candidate) ? AbstentionDetector.PHRASE : candidate.text();
    }

    private static boolean declines(Candidate candidate) {
        return AbstentionDetector.isAbstention(
                CitationMarkers.parse(candidate.text(), 0).text());
    }
}
