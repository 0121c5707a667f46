package org.lesionlens.model;

import org.lesionlens.volume.UserMessageException;

/** A model cannot be used: its folder is broken or was changed, or its tensors do not fit. The message says what to do. */
public final class UnsuitableModelException extends UserMessageException {
    private static final long serialVersionUID = 1L;

    /** One clear sentence for the user: model, what was found, what was expected, what to do. */
    public UnsuitableModelException(String message) {
        super(message);
    }

    /** The same, with what led to it. */
    public UnsuitableModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
