package dev.openbook.rag.corpus;

/** Why a file is not part of the corpus. */
public enum SkipReason {
    /** No bytes, or nothing but white space and a byte order mark. */
    EMPTY("empty or only white space"),
    /** The name promises text, the content is not text. */
    BINARY("binary content under a text name"),
    /** Neither Markdown, text, HTML nor PDF by its extension. */
    UNSUPPORTED_TYPE("not Markdown, text, HTML or PDF"),
    /** Larger than the limit of {@link CorpusFolder}. */
    TOO_LARGE("larger than the limit for one file"),
    /** The name, or a folder above it, begins with a dot. */
    HIDDEN("hidden"),
    /** A symbolic link; links are never followed, so none leads out of the folder or in a circle. */
    LINK("symbolic link"),
    /** The operating system did not let it be read, or it vanished meanwhile. */
    UNREADABLE("cannot be read"),
    /** HTML or PDF in which there is no text, such as scanned pages. */
    NO_TEXT("no text in it"),
    /** A PDF that asks for a password. */
    ENCRYPTED("encrypted"),
    /** A PDF whose structure is broken, or which unpacks to more than a document may hold. */
    DAMAGED("damaged");

    private final String description;

    SkipReason(String description) {
        this.description = description;
    }

    /** The reason in a few words, for people. */
    public String description() {
        return description;
    }
}
