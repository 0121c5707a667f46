package org.lesionlens.inference;

import org.lesionlens.volume.UserMessageException;

/** The memory of a device did not hold what a network needs for so many windows at once: see {@link BatchRetreat}. */
final class DeviceMemoryException extends UserMessageException {
    private static final long serialVersionUID = 1L;

    DeviceMemoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
