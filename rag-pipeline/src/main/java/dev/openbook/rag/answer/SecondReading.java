package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.TokenCountEstimator;
import dev.openbook.rag.answer.CandidateModel.Candidate;
import dev.openbook.rag.answer.Evidence.Claim;
import dev.openbook.rag.chunk.Passage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Reads twice where the first reading leaves a doubt.
 *
 * <p>The first reading, of whole passages, gives the likeliest answers instead of one. Where several are in reach, the
 * sentences in which they stand are read alone ({@link Evidence}), and the answer that both readings together find likeliest
 * is given: a product of experts, Σ log p over the two prompts. To decline is one of the answers; a bias on it counts in the
 * first reading. A sure answer costs no second reading.
 */
public final class SecondReading {

    /** More candidates hold the right answer hardly more often. */
    public static final int CANDIDATES = 4;

    /** In natural logarithms: what is less likely than the best by more than this is no candidate. */
    public static final double WITHIN = 4;

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
     * @param second its log-probability in the second reading
     */
    record Contender(Candidate candidate, double second) {

        double both() {
            return candidate.logProbability() + second;
        }
    }

    /**
     * What came of it.
     *
     * @param contenders the likeliest first; one where the first reading left no doubt
     * @param evidence what the second reading was shown, empty where there was none
     */
    record Result(List<Contender> contenders, Optional<List<ChatMessage>> evidence) {

        Result {
            contenders = List.copyOf(contenders);
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
                + result.get()
                        .evidence()
                        .map(tokenCounter::estimateTokenCountInMessages)
                        .orElse(0);
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
        List<Claim> claims = candidates.stream()
                .flatMap(candidate -> Claim.of(candidate.text(), passages.size()).stream())
                .toList();
        Evidence evidence = Evidence.of(passages, claims);
        if (candidates.size() == 1 || evidence.passages().isEmpty()) {
            return Optional.of(new Result(List.of(new Contender(candidates.get(0), 0)), Optional.empty()));
        }
        List<ChatMessage> messages = prompt.messages(question, evidence.passages());
        List<Contender> contenders = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (cancelled.getAsBoolean()) {
                return Optional.empty();
            }
            inEvidence(candidate, passages.size(), evidence)
                    .ifPresent(text -> contenders.add(new Contender(candidate, model.logProbability(messages, text))));
        }
        contenders.sort(Comparator.comparingDouble(Contender::both).reversed());
        return Optional.of(new Result(contenders, Optional.of(messages)));
    }

    /** The answer as it is worded over the evidence; empty for one that does not stand there. */
    private static Optional<String> inEvidence(Candidate candidate, int sources, Evidence evidence) {
        return declines(candidate)
                ? Optional.of(AbstentionDetector.PHRASE)
                : Claim.of(candidate.text(), sources).flatMap(evidence::answer);
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
