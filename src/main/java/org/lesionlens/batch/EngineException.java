package org.lesionlens.batch;

/** A fault of what runs the cases, not of a case: the run ends, and may be gone on with. */
final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    EngineException(String message, Throwable cause) {
        super(message, cause);
    }
}
