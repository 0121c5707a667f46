package org.lesionlens.volume;

/** A choice of the user that cannot be met: an option, a key of a macro, a name, a folder. */
public final class UsageException extends UserMessageException {
    private static final long serialVersionUID = 1L;

    public UsageException(String message) {
        super(message);
    }
}
