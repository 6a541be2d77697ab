package dev.openbook.rag.retrieve;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.retriever.ContentRetriever;
import dev.langchain4j.rag.query.Query;
import dev.openbook.rag.chunk.PassageContent;
import dev.openbook.rag.chunk.RetrievalScores;
import dev.openbook.rag.chunk.RetrievedPassage;
import dev.openbook.rag.index.IndexHit;
import dev.openbook.rag.index.IndexHits;
import dev.openbook.rag.index.IndexSnapshot;
import dev.openbook.rag.index.WordQuestion;
import dev.openbook.rag.retrieve.ReciprocalRankFusion.Fused;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Supplier;

/**
 * Finds passages by words (BM25), by meaning (cosine of embeddings), or by both, fused by reciprocal rank.
 *
 * <p>Flow: one snapshot of the index for the whole question; the question cut to a length worth reading; analysed words
 * and an embedding; two rankings; {@link ReciprocalRankFusion}; the best passages with cosine and BM25 beside the score
 * they were ordered by. Only cosine and BM25 say how well a passage fits; a fused score says only which is before which.
 * Syntax in a question is text.
 */
public final class HybridRetriever implements ContentRetriever {

    private final Supplier<IndexSnapshot> index;
    private final EmbeddingModel embedder;
    private final RetrievalSettings settings;

    /**
     * A retriever.
     *
     * @param index gives the newest snapshot, for example {@code corpusIndex::snapshot}
     * @param embedder the model the index was made with
     */
    public HybridRetriever(Supplier<IndexSnapshot> index, EmbeddingModel embedder, RetrievalSettings settings) {
        this.index = index;
        this.embedder = embedder;
        this.settings = settings;
    }

    /** The settings it was made with. */
    public RetrievalSettings settings() {
        return settings;
    }

    @Override
    public List<Content> retrieve(Query query) {
        return search(query.text()).passages().stream()
                .map(PassageContent::toContent)
                .toList();
    }

    /** Finds the best passages; none for a question without a visible character. */
    public Retrieval search(String question) {
        try (IndexSnapshot snapshot = index.get()) {
            Search search = new Search(snapshot, question);
            List<RetrievedPassage> passages = new ArrayList<>();
            for (Fused fused : search.ranking) {
                TextSegment segment = snapshot.segment(fused.hit());
                if (segment != null) {
                    passages.add(new RetrievedPassage(PassageContent.toPassage(segment), search.scores(fused)));
                }
            }
            return new Retrieval(snapshot.corpusVersion(), passages, search.droppedCharacters, search.words.dropped());
        }
    }

    /** Derives the scores of the passages found, for a person to read. */
    public String explain(String question) {
        try (IndexSnapshot snapshot = index.get()) {
            Search search = new Search(snapshot, question);
            StringBuilder text = new StringBuilder();
            line(text, "Searched %d passages%s, %s.", snapshot.passages(), version(snapshot), describeMode());
            line(
                    text,
                    "Words: %s",
                    search.words.isEmpty()
                            ? "none left after stop words"
                            : String.join(" ", search.words.words().keySet()));
            if (!search.words.identifiers().isEmpty()) {
                line(
                        text,
                        "Identifiers: %s",
                        String.join(" ", search.words.identifiers().keySet()));
            }
            if (search.droppedCharacters > 0 || search.words.dropped() > 0) {
                line(
                        text,
                        "The question is too long: its last %d characters and %d distinct words were not used.",
                        search.droppedCharacters,
                        search.words.dropped());
            }
            int place = 0;
            for (Fused fused : search.ranking) {
                explain(++place, fused, search, text);
            }
            if (place == 0) {
                line(text, "Nothing was found.");
            }
            return text.toString();
        }
    }

    private void explain(int place, Fused fused, Search search, StringBuilder text) {
        RetrievalScores scores = search.scores(fused);
        line(text, "");
        line(text, "%d. %s", place, fused.hit().id());
        scores.cosine()
                .ifPresent(cosine -> line(text, "   cosine %.4f%s", cosine, rank(fused.vectorRank(), "by vector")));
        scores.bm25().ifPresent(bm25 -> {
            line(text, "   BM25 %.4f%s", bm25, rank(fused.wordRank(), "by words"));
            search.snapshot
                    .explainWords(search.words, settings.words(), fused.hit())
                    .forEach(term -> line(text, "     %s", term));
        });
        if (settings.mode() == RetrievalMode.HYBRID) {
            List<String> shares = new ArrayList<>();
            if (fused.wordRank() > 0) {
                shares.add(share(settings.wordWeight(), fused.wordRank()));
            }
            if (fused.vectorRank() > 0) {
                shares.add(share(settings.vectorWeight(), fused.vectorRank()));
            }
            line(text, "   fused %.6f = %s", fused.score(), String.join(" + ", shares));
        }
    }

    private String share(double weight, int rank) {
        return String.format(Locale.ROOT, "%s/(%d + %d)", weight, settings.rankConstant(), rank);
    }

    private String describeMode() {
        return switch (settings.mode()) {
            case BM25 -> "by words";
            case VECTOR -> "by vector";
            case HYBRID -> "by words and by vector, fused by reciprocal rank with k = " + settings.rankConstant();
        };
    }

    private static String version(IndexSnapshot snapshot) {
        return snapshot.corpusVersion().isEmpty() ? "" : " of corpus version " + snapshot.corpusVersion();
    }

    private String rank(int rank, String ranking) {
        return rank > 0 ? ", rank " + rank + " " + ranking : ", beyond the first " + settings.depth() + " " + ranking;
    }

    private static void line(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    /** Whether embedders have anything to read: at least one character that is neither blank nor invisible. */
    private static boolean isVisible(String text) {
        return text.codePoints().anyMatch(c -> switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.SPACE_SEPARATOR,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.NON_SPACING_MARK,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE -> false;
            default -> true;
        });
    }

    /** One question against one snapshot. */
    private final class Search {
        final IndexSnapshot snapshot;
        final int droppedCharacters;
        final WordQuestion words;
        final List<Fused> ranking;
        private final IndexHits byWords;
        private final IndexHits byVector;
        private final Embedding vector;

        Search(IndexSnapshot snapshot, String question) {
            this.snapshot = snapshot;
            String read = cut(question);
            droppedCharacters = question.length() - read.length();
            words = WordQuestion.analyse(read, settings.maxQuestionTerms());
            boolean byMeaning = settings.mode() != RetrievalMode.BM25 && isVisible(read);
            vector = byMeaning ? embedder.embed(read).content() : null;
            byWords = settings.mode() == RetrievalMode.VECTOR
                    ? IndexHits.none()
                    : snapshot.byWords(words, settings.words(), settings.depth(), null);
            byVector = vector == null ? IndexHits.none() : snapshot.byVector(vector, settings.depth(), -1, null);
            List<Fused> all = ReciprocalRankFusion.fuse(byWords.best(), byVector.best(), settings);
            ranking = all.subList(0, Math.min(settings.maxResults(), all.size()));
        }

        RetrievalScores scores(Fused fused) {
            IndexHit hit = fused.hit();
            OptionalDouble cosine = vector == null
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(byVector.scoreOf(hit.ordinal()).orElseGet(() -> snapshot.cosine(vector, hit)));
            OptionalDouble bm25 = settings.mode() == RetrievalMode.VECTOR
                    ? OptionalDouble.empty()
                    : OptionalDouble.of(byWords.scoreOf(hit.ordinal()).orElse(0));
            double ranking =
                    switch (settings.mode()) {
                        case BM25 -> bm25.getAsDouble();
                        case VECTOR -> (cosine.getAsDouble() + 1) / 2;
                        case HYBRID -> fused.score();
                    };
            return new RetrievalScores(cosine, bm25, ranking);
        }

        /** At most the limit, at the end of a word where there is one. */
        private String cut(String question) {
            int limit = settings.maxQuestionCharacters();
            if (question.length() <= limit) {
                return question;
            }
            int end = limit;
            while (end > limit / 2 && !Character.isWhitespace(question.charAt(end))) {
                end--;
            }
            return question.substring(0, end > limit / 2 ? end : limit);
        }
    }
}
