package dev.openbook.foundation;

import java.util.List;

/**
 * The user's input is wrong: a file, an option or a setting.
 *
 * <p>Each fault is one line that gives name, rule, value and what to do, for example {@code "questions.jsonl:17: 'answers'
 * must be a list of strings, but is a number"}. All faults of one input are collected before this is thrown. The command
 * line prints the lines without a stack trace and exits with 2.
 */
public class InvalidInputException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> faults;

    /** One fault. */
    public InvalidInputException(String fault) {
        this(List.of(fault), null);
    }

    /** One fault with the error that revealed it. */
    public InvalidInputException(String fault, Throwable cause) {
        this(List.of(fault), cause);
    }

    /**
     * All faults of one input.
     *
     * @param faults at least one line
     */
    public InvalidInputException(List<String> faults) {
        this(faults, null);
    }

    private InvalidInputException(List<String> faults, Throwable cause) {
        super(String.join(System.lineSeparator(), faults), cause);
        if (faults.isEmpty()) {
            throw new IllegalArgumentException("faults must not be empty");
        }
        this.faults = List.copyOf(faults);
    }

    /** The faults, one line each. */
    public List<String> faults() {
        return faults;
    }
}
