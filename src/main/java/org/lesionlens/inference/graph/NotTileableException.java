package org.lesionlens.inference.graph;

/** A network cannot be looked at in passes over tiles; the message says where and why, in words for users. */
final class NotTileableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotTileableException(String message) {
        super(message);
    }
}
