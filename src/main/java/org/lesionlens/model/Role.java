package org.lesionlens.model;

import java.util.List;

/** What a model is for. */
public sealed interface Role {
    /** What its answers mean. */
    List<Label> labels();

    /**
     * Outlines what it was trained on.
     *
     * @param labels without the background
     * @param settings what counts as a lesion unless the user says otherwise
     * @param prompt what it must be given besides the image
     */
    record Segments(List<Label> labels, AnalysisSettings settings, Prompt prompt) implements Role {
        /** One that finds lesions by itself. */
        public Segments(List<Label> labels, AnalysisSettings settings) {
            this(labels, settings, Prompt.NONE);
        }
    }

    /**
     * Tells the kind of lesions.
     *
     * @param labels the classes, in the order of the network's answers
     */
    record Classifies(List<Label> labels) implements Role {}

    /**
     * Draws boxes round lesions.
     *
     * @param labels the kinds of boxes, in the order of the network's answers
     * @param detection how these become boxes
     */
    record Detects(List<Label> labels, Detection detection) implements Role {}

    /** The same as a word. */
    default Task task() {
        return this instanceof Segments
                ? Task.SEGMENTATION
                : this instanceof Detects ? Task.DETECTION : Task.CLASSIFICATION;
    }
}
