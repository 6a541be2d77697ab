package dev.openbook.rag.answer;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.TokenCountEstimator;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.openbook.foundation.InvalidInputException;
import dev.openbook.rag.chunk.Passage;
import dev.openbook.rag.chunk.PassageContent;
import dev.openbook.rag.chunk.RetrievalScores;
import dev.openbook.rag.chunk.RetrievedPassage;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Answers from documents, with verbatim quotes.
 *
 * <p>Flow: retrieve → leave out what is under the thresholds → fill the prompt, whole passages only, lowest ranked dropped
 * first → ask → take the citation markers out and check them → narrow each marked source to the sentence or row that
 * supports the answer; without any marker, attribute ({@link PostHocAttributor}). With nothing good enough retrieved, or
 * the model saying that it does not know, the answer abstains and cites nothing.
 */
public final class RagAnswerer implements Answerer {

    private final ContentRetriever retriever;
    private final AnswerModel model;
    private final TokenCountEstimator tokenCounter;
    private final RagSettings settings;
    private final SourcesPrompt prompt;
    private final Decoding decoding;
    private final Optional<SecondReading> secondReading;
    private final PostHocAttributor attributor = new PostHocAttributor();

    /** With the default prompt and decoding. */
    public RagAnswerer(
            ContentRetriever retriever, AnswerModel model, TokenCountEstimator tokenCounter, RagSettings settings) {
        this(retriever, model, tokenCounter, settings, SourcesPrompt.DEFAULT, Decoding.DEFAULT);
    }

    /**
     * An answerer.
     *
     * @param retriever any; passages that {@link PassageContent} made keep their place in their documents
     * @param model any LangChain4j model
     * @param tokenCounter counts as the model does, so that the prompt fits its window
     */
    public RagAnswerer(
            ContentRetriever retriever,
            AnswerModel model,
            TokenCountEstimator tokenCounter,
            RagSettings settings,
            SourcesPrompt prompt,
            Decoding decoding) {
        this(retriever, model, tokenCounter, settings, prompt, decoding, Optional.empty());
    }

    private RagAnswerer(
            ContentRetriever retriever,
            AnswerModel model,
            TokenCountEstimator tokenCounter,
            RagSettings settings,
            SourcesPrompt prompt,
            Decoding decoding,
            Optional<SecondReading> secondReading) {
        this.retriever = Objects.requireNonNull(retriever, "retriever");
        this.model = Objects.requireNonNull(model, "model");
        this.tokenCounter = Objects.requireNonNull(tokenCounter, "tokenCounter");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.prompt = Objects.requireNonNull(prompt, "prompt");
        this.decoding = Objects.requireNonNull(decoding, "decoding");
        this.secondReading = secondReading;
    }

    /**
     * The same, but reading twice where the first reading leaves a doubt; an answer then comes in one piece.
     *
     * @param questionGenerator helps to choose, if there is one
     */
    public RagAnswerer readingTwice(CandidateModel candidates, Optional<LikelihoodModel> questionGenerator) {
        return new RagAnswerer(
                retriever,
                model,
                tokenCounter,
                settings,
                prompt,
                decoding,
                Optional.of(new SecondReading(candidates, questionGenerator, tokenCounter)));
    }

    @Override
    public Answer answer(String question, AnswerObserver observer) {
        long start = System.nanoTime();
        QuestionText asked = QuestionText.of(question);
        if (asked.text().isEmpty()) {
            return notAsked(asked, 0, 0, start, start);
        }
        List<RetrievedPassage> found = retrieve(asked.text());
        long retrieved = System.nanoTime();
        List<RetrievedPassage> good =
                found.stream().filter(passage -> isGoodEnough(passage.scores())).toList();
        int weak = found.size() - good.size();
        List<RetrievedPassage> chosen = good.subList(0, Math.min(settings.maxPassages(), good.size()));
        List<RetrievedPassage> fitting = fitting(asked.text(), chosen);
        int dropped = chosen.size() - fitting.size();
        if (fitting.isEmpty()) {
            return notAsked(asked, dropped, weak, start, retrieved);
        }
        List<Passage> passages = fitting.stream().map(RetrievedPassage::passage).toList();
        observer.onPassages(fitting);
        List<ChatMessage> messages = prompt.messages(asked.text(), passages);
        AnswerModel.Reply reply = secondReading.isPresent()
                ? secondReading.get().ask(asked.text(), passages, prompt, decoding, observer)
                : model.ask(messages, decoding, observer);
        // an answer in one piece has no time between its tokens: its first one comes when it ends
        long end = secondReading.isPresent() ? reply.firstTokenNanos() : System.nanoTime();

        CitationMarkers marked = CitationMarkers.parse(reply.text(), passages.size());
        boolean abstained = AbstentionDetector.isAbstention(marked.text());
        return new Answer(
                marked.text(),
                reply.text(),
                abstained ? List.of() : citations(marked, asked.text(), passages),
                abstained,
                passages,
                dropped,
                marked.unknown(),
                new Timing(retrieved - start, reply.firstTokenNanos() - start, end - start),
                reply.promptTokens() >= 0 ? reply.promptTokens() : tokenCounter.estimateTokenCountInMessages(messages),
                reply.answerTokens() >= 0 ? reply.answerTokens() : tokenCounter.estimateTokenCountInText(reply.text()),
                reply.completion(),
                weak,
                asked.droppedWords());
    }

    private List<RetrievedPassage> retrieve(String question) {
        List<Content> contents;
        try {
            contents = retriever.retrieve(Query.from(question));
        } catch (AnsweringException | InvalidInputException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new AnsweringException("retrieval failed: " + e.getMessage(), e);
        }
        List<RetrievedPassage> passages = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Content content : contents) {
            RetrievedPassage passage = PassageContent.toRetrieved(content);
            if (seen.add(passage.passage().id())) {
                passages.add(passage);
            }
        }
        return passages;
    }

    /** Judged by cosine and BM25, never by a fused rank, which says nothing about how good the best passage is. */
    private boolean isGoodEnough(RetrievalScores scores) {
        boolean unlimited = settings.minCosine().isEmpty() && settings.minBm25().isEmpty();
        return unlimited
                || reaches(scores.cosine(), settings.minCosine())
                || reaches(scores.bm25(), settings.minBm25());
    }

    private static boolean reaches(OptionalDouble score, OptionalDouble limit) {
        return score.isPresent() && limit.isPresent() && score.getAsDouble() >= limit.getAsDouble();
    }

    private List<RetrievedPassage> fitting(String question, List<RetrievedPassage> chosen) {
        for (int count = chosen.size(); count > 0; count--) {
            List<RetrievedPassage> kept = chosen.subList(0, count);
            List<Passage> passages =
                    kept.stream().map(RetrievedPassage::passage).toList();
            int tokens = tokenCounter.estimateTokenCountInMessages(prompt.messages(question, passages));
            if (tokens + decoding.maxTokens() <= settings.contextTokens()) {
                return kept;
            }
        }
        return List.of();
    }

    private List<Citation> citations(CitationMarkers marked, String question, List<Passage> passages) {
        if (marked.markers().isEmpty()) {
            return attributor.attributeSentences(marked.text(), question, passages);
        }
        Set<Citation> citations = new LinkedHashSet<>();
        for (CitationMarkers.Marker marker : marked.markers()) {
            String statement = marker.statement().isEmpty() ? marked.text() : marker.statement();
            citations.add(attributor.narrow(statement, question, passages.get(marker.source())));
        }
        return List.copyOf(citations);
    }

    private static Answer notAsked(QuestionText asked, int dropped, int weak, long start, long retrieved) {
        long now = System.nanoTime() - start;
        return new Answer(
                AbstentionDetector.PHRASE,
                "",
                List.of(),
                true,
                List.of(),
                dropped,
                0,
                new Timing(retrieved - start, now, now),
                0,
                0,
                Completion.NOT_ASKED,
                weak,
                asked.droppedWords());
    }
}
