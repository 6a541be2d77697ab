package dev.openbook.evaluator.arm;

import dev.openbook.foundation.InvalidInputException;

/**
 * A model's server refuses to answer at all: every further question would fail like this one, so the run ends. What was
 * answered stays in the journal, and the same command goes on from there.
 */
public final class ServerException extends InvalidInputException {

    private static final long serialVersionUID = 1L;

    ServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
