package org.lesionlens.cohort.spark;

import org.lesionlens.volume.UserMessageException;

/** A fault of what runs the cases, not of a case: the run ends, and may be gone on with. */
final class EngineException extends UserMessageException {
    private static final long serialVersionUID = 1L;

    EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
