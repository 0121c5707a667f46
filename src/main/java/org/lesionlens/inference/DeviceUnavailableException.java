package org.lesionlens.inference;

import org.lesionlens.volume.UserMessageException;

/** A device that was named outright does not work here. The message says why and what to do. */
public final class DeviceUnavailableException extends UserMessageException {
    private static final long serialVersionUID = 1L;

    /** One clear sentence for the user. */
    public DeviceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
