package org.lesionlens.model;

/** What a user gives a segmenter besides the image. */
public enum Prompt {
    /** Nothing: it finds lesions by itself. */
    NONE,
    /** A box round each finding; the network's last channel is 1 inside of it and 0 outside. */
    BOX
}
