package dev.openbook.rag.index;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.similarities.BM25Similarity;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.SmallFloat;

/**
 * A searcher whose BM25 statistics count live passages only, so that an updated index scores exactly like one built
 * afresh (Lucene's own statistics keep counting deleted documents until a merge drops them).
 *
 * <p>Lengths are summed as BM25 itself sees them, from the one-byte norms. The cost is one pass over the norms when a
 * commit is opened and one over the postings of each question term.
 */
final class LiveSearcher extends IndexSearcher {

    /** BM25 (Robertson and Zaragoza 2009) with Anserini's defaults for short passages, k1 0.9 and b 0.4. */
    static final BM25Similarity BM25 = new BM25Similarity(0.9f, 0.4f);

    private final Map<String, CollectionStatistics> statistics = new HashMap<>();

    LiveSearcher(IndexReader reader) throws IOException {
        super(reader);
        setSimilarity(BM25);
        setQueryCache(null); // filters are few, and a cache keyed by reader would outlive the snapshot
        for (String field : new String[] {Fields.TEXT, Fields.HEADINGS, Fields.IDENTIFIERS}) {
            long documents = 0;
            long length = 0;
            for (LeafReaderContext leaf : reader.leaves()) {
                NumericDocValues norms = leaf.reader().getNormValues(field);
                Bits live = leaf.reader().getLiveDocs();
                while (norms != null && norms.nextDoc() != NumericDocValues.NO_MORE_DOCS) {
                    int tokens = SmallFloat.byte4ToInt((byte) norms.longValue());
                    if (tokens > 0 && (live == null || live.get(norms.docID()))) {
                        documents++;
                        length += tokens;
                    }
                }
            }
            if (documents > 0) {
                statistics.put(field, new CollectionStatistics(field, documents, documents, length, length));
            }
        }
    }

    @Override
    public CollectionStatistics collectionStatistics(String field) {
        return statistics.get(field);
    }

    @Override
    public TermStatistics termStatistics(Term term, int docFreq, long totalTermFreq) throws IOException {
        if (!getIndexReader().hasDeletions()) {
            return super.termStatistics(term, docFreq, totalTermFreq);
        }
        int live = 0;
        for (LeafReaderContext leaf : getIndexReader().leaves()) {
            Terms terms = leaf.reader().terms(term.field());
            TermsEnum found = terms == null ? null : terms.iterator();
            if (found == null || !found.seekExact(term.bytes())) {
                continue;
            }
            Bits alive = leaf.reader().getLiveDocs();
            if (alive == null) {
                live += found.docFreq();
                continue;
            }
            PostingsEnum postings = found.postings(null, PostingsEnum.NONE);
            while (postings.nextDoc() != PostingsEnum.NO_MORE_DOCS) {
                live += alive.get(postings.docID()) ? 1 : 0;
            }
        }
        // a term that only deleted passages hold matches nothing; Lucene still asks for positive numbers
        int positive = Math.max(1, live);
        return new TermStatistics(term.bytes(), positive, Math.max(positive, totalTermFreq));
    }
}
