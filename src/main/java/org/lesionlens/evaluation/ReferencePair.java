package org.lesionlens.evaluation;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A reference and the prediction that belongs to it.
 *
 * @param name of the case
 * @param prediction empty if it is missing
 */
public record ReferencePair(String name, Reference reference, Optional<Path> prediction) {}
