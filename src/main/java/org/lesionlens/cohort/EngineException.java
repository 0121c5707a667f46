package org.lesionlens.cohort;

import org.lesionlens.volume.UserMessageException;

/** A fault of what runs the cases, not of a case: the run ends, and may be gone on with. */
public final class EngineException extends UserMessageException {
    private static final long serialVersionUID = 1L;

    public EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
