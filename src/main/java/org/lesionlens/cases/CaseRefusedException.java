package org.lesionlens.cases;

import org.lesionlens.volume.UserMessageException;

/** A case that is given up to protect the others. */
public final class CaseRefusedException extends UserMessageException {
    private static final long serialVersionUID = 1L;

    private final ErrorClass errorClass;

    public CaseRefusedException(ErrorClass errorClass, String message) {
        super(message);
        this.errorClass = errorClass;
    }

    public ErrorClass errorClass() {
        return errorClass;
    }
}
