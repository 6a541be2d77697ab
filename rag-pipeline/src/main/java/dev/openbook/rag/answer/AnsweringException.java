package dev.openbook.rag.answer;

/** A question could not be answered because the retriever or the model failed; never to be taken for an answer. */
public class AnsweringException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** A failure without an underlying error, such as a time limit. */
    public AnsweringException(String message) {
        super(message);
    }

    /** A failure with the error that caused it. */
    public AnsweringException(String message, Throwable cause) {
        super(message, cause);
    }
}
