package org.lesionlens.registration;

import org.lesionlens.volume.UserMessageException;

/** Two images that were laid onto each other as well as can be and do not fit, mostly since they are of two patients. */
public final class MisfitException extends UserMessageException {
    private static final long serialVersionUID = 1L;

    MisfitException(String message) {
        super(message);
    }
}
