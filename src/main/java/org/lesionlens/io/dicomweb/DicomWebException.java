package org.lesionlens.io.dicomweb;

import java.io.IOException;

/**
 * A server does not answer, or not as DICOMweb says.
 *
 * <p>The message is one sentence: the server's name, what was found and expected, what to do.
 */
public final class DicomWebException extends IOException {
    private static final long serialVersionUID = 1;

    private final int status;
    private final boolean passing;

    private DicomWebException(String message, int status, boolean passing) {
        super(message);
        this.status = status;
        this.passing = passing;
    }

    /** What is the same when it is asked for again. */
    static DicomWebException lasting(String message) {
        return new DicomWebException(message, 0, false);
    }

    /** What may be over in a moment. */
    static DicomWebException passing(String message) {
        return new DicomWebException(message, 0, true);
    }

    /** An answer with a status that is no success. */
    static DicomWebException status(int status, String message) {
        boolean passing = status == 408 || status == 429 || status >= 500 && status != 501 && status != 505;
        return new DicomWebException(message, status, passing);
    }

    /** 0 without an answer. */
    int status() {
        return status;
    }

    /** Whether the server wants to know who asks. */
    public boolean wantsCredentials() {
        return status == 401;
    }

    /** Whether it may be over in a moment. */
    public boolean isPassing() {
        return passing;
    }
}
