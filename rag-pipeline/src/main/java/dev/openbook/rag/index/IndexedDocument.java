package dev.openbook.rag.index;

import dev.openbook.rag.corpus.SkipReason;
import java.util.Optional;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.util.BytesRef;

/**
 * What the index remembers of a document beside its passages, so that the next update knows what changed.
 *
 * @param id the document's id
 * @param sha256 of the bytes it was made from
 * @param skipped why it has no passages, if it has none
 */
record IndexedDocument(String id, String sha256, Optional<SkipReason> skipped) {

    Document toMarker() {
        String marker = sha256 + " " + skipped.map(SkipReason::name).orElse("-") + " " + id;
        Document document = new Document();
        document.add(new StringField(Fields.DOCUMENT, id, Field.Store.NO));
        document.add(new BinaryDocValuesField(Fields.MARKER, new BytesRef(marker)));
        return document;
    }

    static IndexedDocument fromMarker(String marker) {
        String[] parts = marker.split(" ", 3);
        return new IndexedDocument(
                parts[2],
                parts[0],
                parts[1].equals("-") ? Optional.empty() : Optional.of(SkipReason.valueOf(parts[1])));
    }
}
