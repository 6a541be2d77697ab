package dev.openbook.rag.index;

import static dev.langchain4j.internal.ValidationUtils.ensureNotEmpty;
import static dev.langchain4j.internal.ValidationUtils.ensureNotNull;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.EmbeddingMatch;
import dev.langchain4j.store.embedding.EmbeddingSearchRequest;
import dev.langchain4j.store.embedding.EmbeddingSearchResult;
import dev.langchain4j.store.embedding.EmbeddingStore;
import dev.langchain4j.store.embedding.filter.Filter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.UUID;
import org.apache.lucene.index.Term;

/**
 * A LangChain4j embedding store in a Lucene index on disk: vectors, text and metadata, found by cosine or by words.
 *
 * <p>Every method that changes something ends in one commit, so what was added survives the process; add in lists, a
 * commit costs milliseconds. Scores are {@code (cosine + 1) / 2} as LangChain4j defines them. All of LangChain4j's
 * filters work on all metadata types. Zero vectors, values that are not finite and other dimensions are refused before
 * they reach the index. Many threads and processes may read while one writes.
 *
 * <p>An index that {@link CorpusIndex} keeps can be opened and searched here; its passages change with the documents only.
 */
public final class LuceneEmbeddingStore implements EmbeddingStore<TextSegment>, AutoCloseable {

    /**
     * Up to this many passages every vector is compared. Beyond, a neighbour graph is followed: exact search of 50,000
     * vectors of 384 dimensions takes tens of milliseconds, and graphs are neither exact nor free to build.
     */
    public static final int EXACT_UP_TO = 50_000;

    private final IndexFolder index;
    private final IndexIdentity identity;

    private LuceneEmbeddingStore(IndexFolder index, IndexIdentity identity) {
        this.index = index;
        this.identity = identity;
    }

    /**
     * Opens the store in {@code folder}, and creates it if there is none.
     *
     * @throws dev.openbook.foundation.InvalidInputException if the index there is damaged or of another identity
     */
    public static LuceneEmbeddingStore open(Path folder, IndexIdentity identity) {
        return open(folder, identity, EXACT_UP_TO);
    }

    static LuceneEmbeddingStore open(Path folder, IndexIdentity identity, int exactUpTo) {
        if (!IndexFolder.exists(folder)) {
            IndexFolder.build(folder, identity, exactUpTo, IndexFolder.disk(), transaction -> new HashMap<>());
        }
        return new LuceneEmbeddingStore(IndexFolder.open(folder, identity, exactUpTo, IndexFolder.disk()), identity);
    }

    /** One commit, for searches beyond LangChain4j's interface; close it. */
    public IndexSnapshot snapshot() {
        return index.snapshot();
    }

    @Override
    public String add(Embedding embedding) {
        return addAll(List.of(embedding)).get(0);
    }

    @Override
    public void add(String id, Embedding embedding) {
        addAll(List.of(id), List.of(embedding), null);
    }

    @Override
    public String add(Embedding embedding, TextSegment segment) {
        String id = UUID.randomUUID().toString();
        addAll(List.of(id), List.of(embedding), Collections.singletonList(segment));
        return id;
    }

    @Override
    public List<String> addAll(List<Embedding> embeddings) {
        List<String> ids = generateIds(embeddings.size());
        addAll(ids, embeddings, null);
        return ids;
    }

    /** Adds passages in one commit; those whose id exists are replaced. {@code segments} may be {@code null}. */
    @Override
    public void addAll(List<String> ids, List<Embedding> embeddings, List<TextSegment> segments) {
        if (ids.size() != embeddings.size() || segments != null && segments.size() != ids.size()) {
            throw new IllegalArgumentException("ids, embeddings and segments must be equally many, but are "
                    + ids.size() + ", " + embeddings.size() + " and " + (segments == null ? "none" : segments.size()));
        }
        if (ids.isEmpty()) {
            return;
        }
        embeddings.forEach(embedding -> Vectors.checkedLength(embedding, identity.dimension()));
        change(transaction -> {
            for (int i = 0; i < ids.size(); i++) {
                TextSegment segment = segments == null ? null : segments.get(i);
                transaction.put(
                        ids.get(i),
                        IndexedPassage.document(ids.get(i), embeddings.get(i), segment, identity.dimension()));
            }
        });
    }

    @Override
    public void removeAll(Collection<String> ids) {
        ensureNotEmpty(ids, "ids");
        change(transaction -> {
            for (String id : ids) {
                transaction.delete(new Term(Fields.ID, id));
            }
        });
    }

    @Override
    public void removeAll(Filter filter) {
        ensureNotNull(filter, "filter");
        change(transaction -> transaction.delete(MetadataFilters.toQuery(filter)));
    }

    @Override
    public void removeAll() {
        change(IndexTransaction::deleteAll);
    }

    @Override
    public EmbeddingSearchResult<TextSegment> search(EmbeddingSearchRequest request) {
        try (IndexSnapshot snapshot = snapshot()) {
            IndexHits hits = snapshot.byVector(
                    request.queryEmbedding(), request.maxResults(), 2 * request.minScore() - 1, request.filter());
            return new EmbeddingSearchResult<>(hits.best().stream()
                    .map(hit -> new EmbeddingMatch<>(
                            (hit.score() + 1) / 2, hit.id(), snapshot.embedding(hit), snapshot.segment(hit)))
                    .toList());
        }
    }

    @Override
    public void close() {
        index.close();
    }

    /** Changes that end in one commit. */
    private interface Change {
        void apply(IndexTransaction transaction) throws java.io.IOException;
    }

    private void change(Change change) {
        index.update(transaction -> {
            try (IndexSnapshot snapshot = snapshot()) {
                if (!snapshot.corpusVersion().isEmpty()) {
                    throw new UnsupportedOperationException(
                            "index " + index.folder() + " mirrors a corpus; change the documents and index them again");
                }
            }
            change.apply(transaction);
            return new HashMap<>();
        });
    }
}
