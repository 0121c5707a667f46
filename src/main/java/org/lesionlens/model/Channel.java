package org.lesionlens.model;

import java.util.Optional;

/**
 * One of the images that a network sees together, as the first of T1, T2 and FLAIR.
 *
 * @param name by which a user says which image it is
 * @param modality DICOM modality; empty if nobody says
 */
public record Channel(String name, Optional<String> modality) {}
