package dev.openbook.rag.index;

/** The names of the index's own fields; metadata fields carry a prefix with a colon and cannot collide. */
final class Fields {
    /** Term and doc value: the id of a passage. */
    static final String ID = "id";
    /** Stored bytes: text and metadata, see {@link StoredSegment}. */
    static final String RECORD = "record";
    /** The vector as it was given. */
    static final String VECTOR = "vector";
    /** Double doc value: the vector's Euclidean length. */
    static final String LENGTH = "length";
    /** The passage's words. */
    static final String TEXT = "text";
    /** The words of the headings above the passage. */
    static final String HEADINGS = "headings";
    /** Versions, part numbers and other compounds of text and headings, whole. */
    static final String IDENTIFIERS = "identifiers";
    /** Term: the document a passage or marker belongs to. */
    static final String DOCUMENT = "document";
    /** Binary doc value of the one marker per document, see {@link IndexedDocument}. */
    static final String MARKER = "marker";
    /** Term: SHA-256 of the embedded text, so that its vector can be used again. */
    static final String EMBEDDED = "embedded";

    private Fields() {}
}
