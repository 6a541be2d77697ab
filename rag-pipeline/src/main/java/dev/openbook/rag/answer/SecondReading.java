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

/**
 * Reads twice where the first reading leaves a doubt.
 *
 * <p>The first reading, of whole passages, gives the likeliest answers instead of one. Where several are in reach, the
 * sentences in which they stand are read alone ({@link Evidence}), and the answer that both readings together find likeliest
 * is given: a product of experts, Σ log p over the two prompts. To decline is one of the answers. A sure answer costs no
 * second reading.
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
     * @param text with the number of its source in the first prompt
     * @param first its log-probability in the first reading
     * @param second in the second
     */
    record Contender(String text, double first, double second) {

        double both() {
            return first + second;
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

        String text() {
            return contenders.get(0).text();
        }
    }

    /**
     * Reads passages for an answer to a question; the observer is told of it in one piece.
     *
     * @throws AnsweringException if it took longer than {@link Decoding#timeout()}
     */
    AnswerModel.Reply ask(
            String question, List<Passage> passages, SourcesPrompt prompt, Decoding decoding, AnswerObserver observer) {
        long deadline = System.nanoTime() + decoding.timeout().toNanos();
        Result result = read(question, passages, prompt, decoding.maxTokens());
        if (System.nanoTime() > deadline) {
            throw Replies.timeout(decoding);
        }
        observer.onText(result.text());
        int prompted = tokenCounter.estimateTokenCountInMessages(prompt.messages(question, passages))
                + result.evidence()
                        .map(tokenCounter::estimateTokenCountInMessages)
                        .orElse(0);
        return new AnswerModel.Reply(
                result.text(),
                System.nanoTime(),
                Completion.COMPLETE,
                prompted,
                tokenCounter.estimateTokenCountInText(result.text()));
    }

    /** Reads passages for an answer to a question. */
    Result read(String question, List<Passage> passages, SourcesPrompt prompt, int maxTokens) {
        List<Candidate> candidates =
                model.candidates(prompt.messages(question, passages), maxTokens, CANDIDATES, WITHIN);
        List<Claim> claims = candidates.stream()
                .flatMap(candidate -> Claim.of(candidate.text(), passages.size()).stream())
                .toList();
        Evidence evidence = Evidence.of(passages, claims);
        if (candidates.size() == 1 || evidence.passages().isEmpty()) {
            Candidate first = candidates.get(0);
            return new Result(List.of(new Contender(first.text(), first.logProbability(), 0)), Optional.empty());
        }
        List<ChatMessage> messages = prompt.messages(question, evidence.passages());
        List<Contender> contenders = new ArrayList<>();
        for (Candidate candidate : candidates) {
            inEvidence(candidate, passages.size(), evidence)
                    .ifPresent(text -> contenders.add(new Contender(
                            candidate.text(), candidate.logProbability(), model.logProbability(messages, text))));
        }
        contenders.sort(Comparator.comparingDouble(Contender::both).reversed());
        return new Result(contenders, Optional.of(messages));
    }

    /** The answer as it is worded over the evidence; empty for one that does not stand there. */
    private static Optional<String> inEvidence(Candidate candidate, int sources, Evidence evidence) {
        String text = CitationMarkers.parse(candidate.text(), sources).text();
        return AbstentionDetector.isAbstention(text)
                ? Optional.of(AbstentionDetector.PHRASE)
                : Claim.of(candidate.text(), sources).flatMap(evidence::answer);
    }
}
