package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.TokenCountEstimator;
import dev.openbook.rag.answer.CandidateModel.Candidate;
import dev.openbook.rag.answer.Evidence.Claim;
import dev.openbook.rag.chunk.Passage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Reads twice where the first reading leaves a doubt.
 *
 * <p>The first reading, of whole passages, gives the likeliest answers instead of one. Where several are in reach, the
 * sentences in which each of them stands are read alone ({@link Evidence}): is that what was asked for? An answer is worth
 * log p(answer | passages) + {@value #WEIGHT} (log p(answer | its evidence) - log p(declining | its evidence)): how likely it is
 * at first, and the odds that its own evidence tells it. To decline is one of the answers, with even odds; a bias on it counts in
 * the first reading. A sure answer costs no second reading.
 *
 * <p>Among answers a question generator helps to choose, if there is one: {@value #QUESTION_WEIGHT} log p(question | evidence,
 * answer) comes on top of what each is worth ({@link QuestionGenerationPrompt}). Whether to decline is not its matter, as no
 * evidence asks for a question that nothing answers.
 */
public final class SecondReading {

    /** More candidates hold the right answer hardly more often. */
    public static final int CANDIDATES = 4;

    /** In natural logarithms: what is less likely than the best by more than this is no candidate. */
    public static final double WITHIN = 4;

    /** What the odds of the second reading count beside the first; chosen on development questions (docs/decisions.md). */
    static final double WEIGHT = 0.7;

    /** What the question's likelihood counts; it is spread over some fifteen tokens. Chosen likewise. */
    static final double QUESTION_WEIGHT = 0.2;

    private final CandidateModel model;
    private final Optional<LikelihoodModel> questionGenerator;
    private final TokenCountEstimator tokenCounter;

    /**
     * Reads with a model.
     *
     * @param questionGenerator tells how likely a question is; of the same tokenizer
     * @param tokenCounter counts as the model does
     */
    SecondReading(CandidateModel model, Optional<LikelihoodModel> questionGenerator, TokenCountEstimator tokenCounter) {
        this.model = model;
        this.questionGenerator = questionGenerator;
        this.tokenCounter = tokenCounter;
    }

    /**
     * An answer in the race.
     *
     * @param candidate the answer with the number of its source in the first prompt, and its log-probability there
     * @param told what it claims and the evidence in which that stands; empty for declining
     * @param support the logarithm of the odds that its evidence tells it rather than nothing; 0 for declining
     */
    record Contender(Candidate candidate, Optional<Told> told, double support) {

        /** What it is worth by both readings. */
        double worth() {
            return candidate.logProbability() + WEIGHT * support;
        }
    }

    /** A claim and the evidence in which it stands. */
    record Told(Claim claim, Passage evidence) {}

    /**
     * What came of it.
     *
     * @param chosen the answer to give
     * @param contenders all that were in the race, in the order of the first reading; one where it left no doubt
     * @param prompts those of the second reading, empty where there was none
     */
    record Result(Candidate chosen, List<Contender> contenders, Collection<List<ChatMessage>> prompts) {

        Result {
            contenders = List.copyOf(contenders);
            prompts = List.copyOf(prompts);
        }

        /** Where there was nothing to read again: no doubt, or no evidence of any answer. */
        static Result unread(Candidate candidate) {
            return new Result(candidate, List.of(new Contender(candidate, Optional.empty(), 0)), List.of());
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
        Candidate chosen = result.get().chosen();
        String text = said(chosen);
        observer.onText(text);
        int prompted = tokenCounter.estimateTokenCountInMessages(prompt.messages(question, passages))
                + result.get().prompts().stream()
                        .mapToInt(tokenCounter::estimateTokenCountInMessages)
                        .sum();
        return new AnswerModel.Reply(
                text,
                end,
                chosen.ends() ? Completion.COMPLETE : Completion.LENGTH,
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
        List<List<ChatMessage>> prompts = new ArrayList<>();
        Optional<List<Contender>> contenders = contenders(candidates, question, passages, prompt, prompts, cancelled);
        if (contenders.isEmpty() || prompts.isEmpty()) {
            return contenders.map(nothingToRead -> Result.unread(candidates.get(0)));
        }
        return choose(question, contenders.get(), prompts, cancelled)
                .map(chosen -> new Result(chosen.candidate(), contenders.get(), prompts));
    }

    /** Declining, and the answers that stand somewhere; empty where it was cancelled. */
    private Optional<List<Contender>> contenders(
            List<Candidate> candidates,
            String question,
            List<Passage> passages,
            SourcesPrompt prompt,
            List<List<ChatMessage>> prompts,
            BooleanSupplier cancelled) {
        Map<Passage, Double> declining = new HashMap<>();
        List<Contender> contenders = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (cancelled.getAsBoolean()) {
                return Optional.empty();
            }
            if (declines(candidate)) {
                contenders.add(new Contender(candidate, Optional.empty(), 0));
                continue;
            }
            told(candidate, passages).ifPresent(told -> {
                List<ChatMessage> messages = prompt.messages(question, List.of(told.evidence()));
                if (!declining.containsKey(told.evidence())) { // answers may share their evidence
                    prompts.add(messages);
                    declining.put(told.evidence(), model.logProbability(messages, AbstentionDetector.PHRASE));
                }
                double support = model.logProbability(messages, told.claim().marked()) - declining.get(told.evidence());
                contenders.add(new Contender(candidate, Optional.of(told), support));
            });
        }
        return Optional.of(contenders);
    }

    private static Optional<Told> told(Candidate candidate, List<Passage> passages) {
        return Claim.of(candidate.text(), passages.size())
                .flatMap(claim -> Evidence.of(passages, claim).map(evidence -> new Told(claim, evidence)));
    }

    /**
     * What is worth most by both readings, unless that is one of several answers: then the question generator has its say
     * among them. Empty where it was cancelled.
     */
    private Optional<Contender> choose(
            String question, List<Contender> contenders, List<List<ChatMessage>> prompts, BooleanSupplier cancelled) {
        Contender best = Collections.max(contenders, Comparator.comparingDouble(Contender::worth));
        List<Contender> answers = contenders.stream()
                .filter(contender -> contender.told().isPresent())
                .toList();
        if (questionGenerator.isEmpty() || best.told().isEmpty() || answers.size() == 1) {
            return Optional.of(best);
        }
        Map<Contender, Double> worth = new HashMap<>();
        for (Contender answer : answers) {
            if (cancelled.getAsBoolean()) {
                return Optional.empty();
            }
            Told told = answer.told().orElseThrow();
            List<ChatMessage> messages = QuestionGenerationPrompt.messages(
                    told.evidence(), told.claim().text());
            prompts.add(messages);
            worth.put(
                    answer,
                    answer.worth() + QUESTION_WEIGHT * questionGenerator.get().logProbability(messages, question));
        }
        return answers.stream().max(Comparator.comparingDouble(worth::get));
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
