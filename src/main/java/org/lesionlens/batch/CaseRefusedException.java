package org.lesionlens.batch;

/** A case that is given up to protect the others. */
final class CaseRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorClass errorClass;

    CaseRefusedException(ErrorClass errorClass, String message) {
        super(message);
        this.errorClass = errorClass;
    }

    ErrorClass errorClass() {
        return errorClass;
    }
}
