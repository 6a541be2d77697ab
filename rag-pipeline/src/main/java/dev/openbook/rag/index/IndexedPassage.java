package dev.openbook.rag.index;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.openbook.rag.chunk.PassageContent;
import java.util.Set;
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

    /** Searched as words, and too long for terms: no filters on these. */
    private static final Set<String> UNFILTERED = Set.of(PassageContent.RENDERING, PassageContent.HEADINGS);

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
            Object headings = segment.metadata().toMap().getOrDefault(PassageContent.HEADINGS, "");
            Object text = segment.metadata().toMap().getOrDefault(PassageContent.RENDERING, segment.text());
            document.add(new TextField(Fields.TEXT, text.toString(), Field.Store.NO));
            document.add(new TextField(Fields.HEADINGS, headings.toString(), Field.Store.NO));
            document.add(new TextField(Fields.IDENTIFIERS, headings + "\n" + text, Field.Store.NO));
            Metadata filterable = segment.metadata().copy();
            UNFILTERED.forEach(filterable::remove);
            MetadataFilters.addFields(document, filterable);
        }
        return document;
    }
}
