package dev.openbook.rag.chunk;

import dev.langchain4j.data.document.Metadata;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.rag.content.Content;
import dev.langchain4j.rag.content.ContentMetadata;
import dev.openbook.foundation.Sha256;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * Carries passages through LangChain4j: {@link Passage} to {@link TextSegment} and {@link Content}, and back.
 *
 * <p>The segment's text is the verbatim slice; everything else is metadata under the keys below. Segments from elsewhere,
 * without these keys, become passages too: their own text is then the document, so that a citation still slices something
 * that can be looked up.
 */
public final class PassageContent {

    /** The document's id, a string. */
    public static final String DOCUMENT_ID = "document_id";

    /** The corpus version, a string. */
    public static final String VERSION = "version";

    /** The first UTF-16 unit's offset, an integer. */
    public static final String START = "start";

    /** The offset after the last UTF-16 unit, an integer. */
    public static final String END = "end";

    /** The heading path, one heading a line; absent without headings. */
    public static final String HEADINGS = "headings";

    /** The rendering; absent where it equals the text. */
    public static final String RENDERING = "rendering";

    /** Cosine of question and passage vectors, a double; only in retrieved segments. */
    public static final String COSINE = "cosine";

    /** BM25 score, a double; only in retrieved segments. */
    public static final String BM25 = "bm25";

    private PassageContent() {}

    /** The passage as a segment to be stored. */
    public static TextSegment toSegment(Passage passage) {
        return TextSegment.from(passage.text(), metadata(passage));
    }

    /** The passage as retrieved content; the ranking score goes where LangChain4j looks for it. */
    public static Content toContent(RetrievedPassage retrieved) {
        Metadata metadata = metadata(retrieved.passage());
        RetrievalScores scores = retrieved.scores();
        scores.cosine().ifPresent(cosine -> metadata.put(COSINE, cosine));
        scores.bm25().ifPresent(bm25 -> metadata.put(BM25, bm25));
        Map<ContentMetadata, Object> about = new HashMap<>();
        about.put(ContentMetadata.SCORE, scores.ranking());
        about.put(ContentMetadata.EMBEDDING_ID, retrieved.passage().id());
        return Content.from(TextSegment.from(retrieved.passage().text(), metadata), about);
    }

    /** The passage in a segment. */
    public static Passage toPassage(TextSegment segment) {
        Metadata metadata = segment.metadata();
        String text = segment.text();
        if (!metadata.containsKey(DOCUMENT_ID) || !metadata.containsKey(START)) {
            return foreign(segment);
        }
        String headings = metadata.getString(HEADINGS);
        String rendering = metadata.getString(RENDERING);
        String version = metadata.getString(VERSION);
        int start = metadata.getInteger(START);
        return new Passage(
                metadata.getString(DOCUMENT_ID),
                version == null ? "" : version,
                start,
                start + text.length(),
                headings == null || headings.isEmpty() ? List.of() : List.of(headings.split("\n")),
                text,
                rendering == null ? text : rendering);
    }

    /**
     * The passage and its scores in retrieved content.
     *
     * <p>Content with neither cosine nor BM25 comes from a plain embedding store, whose score is (cosine + 1) / 2 by
     * LangChain4j's contract.
     */
    public static RetrievedPassage toRetrieved(Content content) {
        Metadata metadata = content.textSegment().metadata();
        OptionalDouble cosine = number(metadata, COSINE);
        OptionalDouble bm25 = number(metadata, BM25);
        double ranking = content.metadata().get(ContentMetadata.SCORE) instanceof Number score
                ? score.doubleValue()
                : Double.NaN;
        if (cosine.isEmpty() && bm25.isEmpty() && ranking >= 0 && ranking <= 1) {
            cosine = OptionalDouble.of(2 * ranking - 1);
        }
        return new RetrievedPassage(toPassage(content.textSegment()), new RetrievalScores(cosine, bm25, ranking));
    }

    private static Metadata metadata(Passage passage) {
        Metadata metadata = new Metadata()
                .put(DOCUMENT_ID, passage.documentId())
                .put(VERSION, passage.version())
                .put(START, passage.start())
                .put(END, passage.end());
        if (!passage.headings().isEmpty()) {
            metadata.put(HEADINGS, String.join("\n", passage.headings()));
        }
        if (!passage.rendering().equals(passage.text())) {
            metadata.put(RENDERING, passage.rendering());
        }
        return metadata;
    }

    private static Passage foreign(TextSegment segment) {
        String text = segment.text();
        Object name = segment.metadata()
                .toMap()
                .getOrDefault("file_name", segment.metadata().toMap().get("url"));
        Object index = segment.metadata().toMap().get("index");
        String id = name == null
                ? "segment-" + Sha256.of(text).substring(0, 16)
                : index == null ? name.toString() : name + "~" + index;
        return new Passage(id, "", 0, text.length(), List.of(), text);
    }

    private static OptionalDouble number(Metadata metadata, String key) {
        return metadata.toMap().get(key) instanceof Number value
                ? OptionalDouble.of(value.doubleValue())
                : OptionalDouble.empty();
    }
}
