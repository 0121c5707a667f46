package org.lesionlens.volume;

/** An image that was read, but that cannot be analysed or compared: it is empty, too large, elsewhere, ... */
public final class UnsuitableImageException extends UserMessageException {
    private static final long serialVersionUID = 1L;

    public UnsuitableImageException(String message) {
        super(message);
    }

    /** The same, told of the file that it is about. */
    public UnsuitableImageException(String message, UnsuitableImageException cause) {
        super(message, cause);
    }
}
