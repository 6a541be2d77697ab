package dev.openbook.rag.index;

import java.io.IOException;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.KnnVectorsReader;
import org.apache.lucene.codecs.KnnVectorsWriter;
import org.apache.lucene.codecs.hnsw.FlatVectorScorerUtil;
import org.apache.lucene.codecs.lucene99.Lucene99FlatVectorsFormat;
import org.apache.lucene.index.SegmentReadState;
import org.apache.lucene.index.SegmentWriteState;

/**
 * Vectors without a neighbour graph, for indexes small enough to be searched exactly; Lucene finds it by name through
 * its service file.
 *
 * <p>Lucene's own flat format cannot be named in a segment, so this one gives it a name. Leaving the graph out saves its
 * construction at each flush and merge, and every search has one right answer.
 */
public final class ExactVectorsFormat extends KnnVectorsFormat {

    private final Lucene99FlatVectorsFormat flat =
            new Lucene99FlatVectorsFormat(FlatVectorScorerUtil.getLucene99FlatVectorsScorer());

    /** Called by Lucene's service loader. */
    public ExactVectorsFormat() {
        super("OpenbookExactVectors");
    }

    @Override
    public KnnVectorsWriter fieldsWriter(SegmentWriteState state) throws IOException {
        return flat.fieldsWriter(state);
    }

    @Override
    public KnnVectorsReader fieldsReader(SegmentReadState state) throws IOException {
        return flat.fieldsReader(state);
    }

    @Override
    public int getMaxDimensions(String fieldName) {
        return 4096;
    }
}
