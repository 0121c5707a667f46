package org.lesionlens.volume;

/**
 * Something that a user can mend: an image, a model, a choice or a machine is not as it must be.
 *
 * <p>The message is one sentence that is shown as it is: what was found, what was expected, what to do. Any other
 * unchecked exception is a fault of the program.
 */
public class UserMessageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UserMessageException(String message) {
        super(message);
    }

    /** The same, with what led to it. */
    public UserMessageException(String message, Throwable cause) {
        super(message, cause);
    }
}
