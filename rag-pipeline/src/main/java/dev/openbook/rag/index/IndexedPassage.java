package dev.openbook.rag.index;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.util.BytesRef;

/** The fields of a passage in the index. */
final class IndexedPassage {

    /** The metadata key of what is searched in place of the text, where a segment has one. */
    static final String RENDERING_KEY = "rendering";

    /** The metadata key whose value is searched as the heading path, where a segment has one. */
    static final String HEADINGS_KEY = "headings";

    private IndexedPassage() {}

    /** {@code segment} may be {@code null}: then the vector alone is kept. */
    static Document document(String id, Embedding embedding, TextSegment segment, int dimension) {
        Document document = new Document();
        document.add(new StringField(Fields.ID, id, Field.Store.NO));
        document.add(new BinaryDocValuesField(Fields.ID, new BytesRef(id)));
        document.add(new StoredField(Fields.RECORD, StoredSegment.write(segment)));
        double length = Vectors.checkedLength(embedding, dimension);
        document.add(new KnnFloatVectorField(Fields.VECTOR, embedding.vector(), VectorSimilarityFunction.COSINE));
        document.add(new NumericDocValuesField(Fields.LENGTH, Double.doubleToLongBits(length)));
        if (segment != null) {
            Object headings = segment.metadata().toMap().getOrDefault(HEADINGS_KEY, "");
            Object text = segment.metadata().toMap().getOrDefault(RENDERING_KEY, segment.text());
            document.add(new TextField(Fields.TEXT, text.toString(), Field.Store.NO));
            document.add(new TextField(Fields.HEADINGS, headings.toString(), Field.Store.NO));
            document.add(new TextField(Fields.IDENTIFIERS, headings + "\n" + text, Field.Store.NO));
            MetadataFilters.addFields(document, segment.metadata());
        }
        return document;
    }
}
