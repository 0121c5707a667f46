package org.lesionlens.model;

/** What a network does. */
public enum Task {
    SEGMENTATION,
    CLASSIFICATION,
    DETECTION
}
