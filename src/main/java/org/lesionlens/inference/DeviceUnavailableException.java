package org.lesionlens.inference;

/** A device that was named outright does not work here. The message says why and what to do. */
public final class DeviceUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** One clear sentence for the user. */
    public DeviceUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
