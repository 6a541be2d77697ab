package dev.openbook.rag.index;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.store.embedding.filter.Filter;
import dev.openbook.rag.chunk.PassageContent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.lucene.codecs.perfield.PerFieldKnnVectorsFormat;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.FieldInfo;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.Explanation;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.apache.lucene.util.FixedBitSet;

/**
 * One commit of an index, searched by words and by vector; two searches of one snapshot see the same passages.
 *
 * <p>Vectors are compared exactly, one by one, up to {@value LuceneEmbeddingStore#EXACT_UP_TO} passages; beyond that a
 * neighbour graph (HNSW, Malkov and Yashunin 2018) proposes at least 100 candidates. Both give the cosine. Close it, or
 * the files it reads stay on disk.
 */
public final class IndexSnapshot implements AutoCloseable {

    private static final int GRAPH_CANDIDATES = 100;

    private final LiveSearcher searcher;
    private final int dimension;
    private final boolean exact;
    private final int passages;
    private final Map<String, String> commitData;
    private boolean closed;

    IndexSnapshot(LiveSearcher searcher, int dimension, int exactUpTo) throws IOException {
        this.searcher = searcher;
        this.dimension = dimension;
        this.commitData =
                ((DirectoryReader) searcher.getIndexReader()).getIndexCommit().getUserData();
        int count = 0;
        for (LeafReaderContext leaf : searcher.getLeafContexts()) {
            FloatVectorValues vectors = leaf.reader().getFloatVectorValues(Fields.VECTOR);
            Bits live = leaf.reader().getLiveDocs();
            if (vectors != null && live == null) {
                count += vectors.size();
            } else if (vectors != null) {
                while (vectors.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                    count += live.get(vectors.docID()) ? 1 : 0;
                }
            }
        }
        this.passages = count;
        this.exact = count <= exactUpTo;
    }

    /** The corpus version all passages belong to; empty for a store that mirrors no corpus. */
    public String corpusVersion() {
        return commitData.getOrDefault(IndexIdentity.CORPUS_VERSION, "");
    }

    /** SHA-256 over the ids and hashes of the corpus's documents; empty for a store that mirrors no corpus. */
    public String corpusSha256() {
        return commitData.getOrDefault(IndexIdentity.CORPUS_SHA256, "");
    }

    /** How many passages can be found. */
    public int passages() {
        return passages;
    }

    /**
     * Ranks passages by the cosine between their vectors and {@code query}.
     *
     * @param depth how many at most
     * @param minimumCosine passages below are left out
     * @param filter on metadata, or {@code null}
     * @throws IllegalArgumentException if the vector has another dimension, no direction, or a value that is not finite
     */
    public IndexHits byVector(Embedding query, int depth, double minimumCosine, Filter filter) {
        return read(() -> {
            float[] direction = Vectors.direction(query, dimension);
            Weight accepted =
                    filter == null ? null : weight(MetadataFilters.toQuery(filter), ScoreMode.COMPLETE_NO_SCORES);
            IndexHits.Collector hits = new IndexHits.Collector();
            for (LeafReaderContext leaf : searcher.getLeafContexts()) {
                Bits acceptable = accepted == null ? leaf.reader().getLiveDocs() : matching(accepted, leaf);
                if (exact || !hasGraph(leaf.reader())) {
                    scan(leaf, direction, acceptable, hits);
                } else {
                    followGraph(leaf, direction, depth, acceptable, hits);
                }
            }
            return hits.finish(depth, minimumCosine, ids());
        });
    }

    /**
     * Ranks passages by BM25 on text, headings and identifiers.
     *
     * @param depth how many at most
     * @param filter on metadata, or {@code null}
     */
    public IndexHits byWords(WordQuestion question, WordWeights weights, int depth, Filter filter) {
        if (question.isEmpty()) {
            return IndexHits.none();
        }
        return read(() -> {
            Weight weight = weight(query(question, weights), ScoreMode.COMPLETE);
            Weight accepted =
                    filter == null ? null : weight(MetadataFilters.toQuery(filter), ScoreMode.COMPLETE_NO_SCORES);
            IndexHits.Collector hits = new IndexHits.Collector();
            for (LeafReaderContext leaf : searcher.getLeafContexts()) {
                Scorer scorer = weight.scorer(leaf);
                if (scorer == null) {
                    continue;
                }
                Bits acceptable = accepted == null ? leaf.reader().getLiveDocs() : matching(accepted, leaf);
                DocIdSetIterator matches = scorer.iterator();
                for (int doc = matches.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = matches.nextDoc()) {
                    if (acceptable == null || acceptable.get(doc)) {
                        hits.add(leaf.docBase + doc, scorer.score());
                    }
                }
            }
            return hits.finish(depth, 0, ids());
        });
    }

    /** The cosine between a found passage and a question, whichever search found it. */
    public double cosine(Embedding query, IndexHit hit) {
        return read(() -> {
            LeafReaderContext leaf = leafOf(hit);
            float[] direction = Vectors.direction(query, dimension);
            int doc = hit.ordinal() - leaf.docBase;
            NumericDocValues lengths = DocValues.getNumeric(leaf.reader(), Fields.LENGTH);
            lengths.advanceExact(doc);
            return (double) Vectors.cosine(direction, vector(leaf.reader(), doc), lengths.longValue());
        });
    }

    /**
     * The text and metadata of a found passage; {@code null} where only a vector was stored.
     *
     * <p>In the index of a corpus its version is that of the snapshot: a document that did not change is not rewritten,
     * but it is part of the new version.
     */
    public TextSegment segment(IndexHit hit) {
        return read(() -> {
            TextSegment segment = StoredSegment.read(
                    searcher.storedFields().document(hit.ordinal()).getBinaryValue(Fields.RECORD));
            if (segment != null && !corpusVersion().isEmpty()) {
                segment.metadata().put(PassageContent.VERSION, corpusVersion());
            }
            return segment;
        });
    }

    /** The vector of a found passage, as it was given. */
    public Embedding embedding(IndexHit hit) {
        return read(() -> {
            LeafReaderContext leaf = leafOf(hit);
            return new Embedding(vector(leaf.reader(), hit.ordinal() - leaf.docBase));
        });
    }

    /** Derives the BM25 score of a found passage, one line for each term that matches, heaviest first. */
    public List<String> explainWords(WordQuestion question, WordWeights weights, IndexHit hit) {
        return read(() -> {
            Explanation explanation = searcher.explain(query(question, weights), hit.ordinal());
            List<Explanation> terms = new ArrayList<>();
            collectTerms(explanation, terms);
            terms.sort((a, b) ->
                    Double.compare(b.getValue().doubleValue(), a.getValue().doubleValue()));
            return terms.stream().map(IndexSnapshot::plain).toList();
        });
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            read(() -> {
                searcher.getIndexReader().decRef();
                return null;
            });
        }
    }

    /** The vector of a passage that is still there and whose embedded text has this hash, or {@code null}. */
    float[] vectorOf(String embeddedSha256) {
        return read(() -> {
            for (LeafReaderContext leaf : searcher.getLeafContexts()) {
                PostingsEnum found =
                        leaf.reader().postings(new Term(Fields.EMBEDDED, embeddedSha256), PostingsEnum.NONE);
                Bits live = leaf.reader().getLiveDocs();
                while (found != null && found.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                    // a deleted passage's vector may or may not be gone: an update's cost must not depend on that
                    if (live == null || live.get(found.docID())) {
                        return vector(leaf.reader(), found.docID());
                    }
                }
            }
            return null;
        });
    }

    /** The marker of every indexed document. */
    List<String> markers() {
        return read(() -> {
            List<String> markers = new ArrayList<>();
            for (LeafReaderContext leaf : searcher.getLeafContexts()) {
                BinaryDocValues values = DocValues.getBinary(leaf.reader(), Fields.MARKER);
                Bits live = leaf.reader().getLiveDocs();
                while (values.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                    if (live == null || live.get(values.docID())) {
                        markers.add(values.binaryValue().utf8ToString());
                    }
                }
            }
            return markers;
        });
    }

    private static void scan(LeafReaderContext leaf, float[] direction, Bits acceptable, IndexHits.Collector hits)
            throws IOException {
        FloatVectorValues vectors = leaf.reader().getFloatVectorValues(Fields.VECTOR);
        if (vectors == null) {
            return;
        }
        NumericDocValues lengths = DocValues.getNumeric(leaf.reader(), Fields.LENGTH);
        for (int doc = vectors.nextDoc(); doc != DocIdSetIterator.NO_MORE_DOCS; doc = vectors.nextDoc()) {
            if (acceptable == null || acceptable.get(doc)) {
                lengths.advanceExact(doc);
                hits.add(leaf.docBase + doc, Vectors.cosine(direction, vectors.vectorValue(), lengths.longValue()));
            }
        }
    }

    private void followGraph(
            LeafReaderContext leaf, float[] direction, int depth, Bits acceptable, IndexHits.Collector hits)
            throws IOException {
        int candidates = Math.max(depth, GRAPH_CANDIDATES);
        ScoreDoc[] nearest = leaf.reader()
                .searchNearestVectors(Fields.VECTOR, direction, candidates, acceptable, Integer.MAX_VALUE)
                .scoreDocs;
        FixedBitSet found = new FixedBitSet(leaf.reader().maxDoc());
        for (ScoreDoc candidate : nearest) {
            found.set(candidate.doc);
        }
        scan(leaf, direction, found, hits); // the same arithmetic as the exact search
    }

    private static boolean hasGraph(LeafReader leaf) {
        FieldInfo field = leaf.getFieldInfos().fieldInfo(Fields.VECTOR);
        return field != null
                && !new ExactVectorsFormat()
                        .getName()
                        .equals(field.getAttribute(PerFieldKnnVectorsFormat.PER_FIELD_FORMAT_KEY));
    }

    private static Bits matching(Weight weight, LeafReaderContext leaf) throws IOException {
        FixedBitSet matching = new FixedBitSet(leaf.reader().maxDoc());
        Scorer scorer = weight.scorer(leaf);
        if (scorer != null) {
            matching.or(scorer.iterator());
        }
        Bits live = leaf.reader().getLiveDocs();
        if (live != null) {
            for (int doc = 0; doc < live.length(); doc++) {
                if (!live.get(doc)) {
                    matching.clear(doc);
                }
            }
        }
        return matching;
    }

    private static Query query(WordQuestion question, WordWeights weights) {
        BooleanQuery.Builder query = new BooleanQuery.Builder();
        add(query, Fields.TEXT, question.words(), weights.text());
        add(query, Fields.HEADINGS, question.words(), weights.headings());
        add(query, Fields.IDENTIFIERS, question.identifiers(), weights.identifiers());
        return query.build();
    }

    private static void add(BooleanQuery.Builder query, String field, Map<String, Integer> terms, double weight) {
        if (weight > 0) {
            terms.forEach((term, count) -> query.add(
                    new BoostQuery(new TermQuery(new Term(field, term)), (float) (weight * count)), Occur.SHOULD));
        }
    }

    private Weight weight(Query query, ScoreMode mode) throws IOException {
        return searcher.createWeight(searcher.rewrite(query), mode, 1);
    }

    private LeafReaderContext leafOf(IndexHit hit) {
        List<LeafReaderContext> leaves = searcher.getLeafContexts();
        return leaves.get(ReaderUtil.subIndex(hit.ordinal(), leaves));
    }

    private static float[] vector(LeafReader leaf, int doc) throws IOException {
        FloatVectorValues vectors = leaf.getFloatVectorValues(Fields.VECTOR);
        vectors.advance(doc);
        return vectors.vectorValue().clone();
    }

    private IndexHits.Ids ids() {
        return ordinal -> {
            List<LeafReaderContext> leaves = searcher.getLeafContexts();
            LeafReaderContext leaf = leaves.get(ReaderUtil.subIndex(ordinal, leaves));
            BinaryDocValues values = DocValues.getBinary(leaf.reader(), Fields.ID);
            values.advanceExact(ordinal - leaf.docBase);
            BytesRef id = values.binaryValue();
            return id.utf8ToString();
        };
    }

    private static void collectTerms(Explanation explanation, List<Explanation> terms) {
        if (!explanation.isMatch()) {
            return;
        }
        if (explanation.getDescription().startsWith("weight(")) {
            terms.add(explanation);
            return;
        }
        for (Explanation detail : explanation.getDetails()) {
            collectTerms(detail, terms);
        }
    }

    /** {@code weight(text:power in 12) […]} with its tree becomes one readable line. */
    private static String plain(Explanation term) {
        String description = term.getDescription();
        String fieldAndTerm = description.substring("weight(".length(), description.lastIndexOf(" in "));
        int colon = fieldAndTerm.indexOf(':');
        return String.format(
                Locale.ROOT,
                "%.4f  '%s' in %s = boost %s x idf %s x tf %s",
                term.getValue().doubleValue(),
                fieldAndTerm.substring(colon + 1),
                fieldAndTerm.substring(0, colon),
                factor(term, "boost", "1"),
                factor(term, "idf", "?"),
                factor(term, "tf", "?"));
    }

    private static String factor(Explanation explanation, String name, String otherwise) {
        for (Explanation detail : explanation.getDetails()) {
            if (detail.getDescription().startsWith(name)) {
                return String.format(Locale.ROOT, "%.4f", detail.getValue().doubleValue());
            }
            String deeper = factor(detail, name, null);
            if (deeper != null) {
                return deeper;
            }
        }
        return otherwise;
    }

    /** A read of this snapshot. */
    private interface Reading<T> {
        T run() throws IOException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.run();
        } catch (IOException e) {
            throw new UncheckedIOException("index cannot be read: " + e.getMessage(), e);
        }
    }
}
