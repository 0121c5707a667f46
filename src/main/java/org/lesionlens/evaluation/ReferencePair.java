package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.lesionlens.cases.ReadPart;

/**
 * A reference and the prediction that belongs to it.
 *
 * @param name of the case
 * @param prediction empty if it is missing
 * @param alone whether no other prediction lies in the folder of this one: only then are the files of fixed names in it, as
 *     {@code labels.nii.gz}, of this one
 * @param amongSequences whether the prediction is missing where others are of sequences in time, so that this one would be, too
 */
public record ReferencePair(
        String name, Reference reference, Optional<Path> prediction, boolean alone, boolean amongSequences) {
    /** A pair whose prediction has a folder of its own. */
    ReferencePair(String name, Reference reference, Optional<Path> prediction) {
        this(name, reference, prediction, true, false);
    }

    /** Whether frames in time are compared rather than slices of a volume. */
    boolean isOfSequence() throws IOException {
        return prediction.isPresent() ? ReadPart.isSequence(prediction.get()) : amongSequences;
    }

    /** Whether the prediction is a table of boxes. */
    boolean predictsBoxes() {
        return prediction.filter(ReferencePair::isTable).isPresent();
    }

    /** By its name, as it may be missing. */
    static boolean isTable(Path prediction) {
        return prediction.getFileName().toString().endsWith(".csv");
    }

    /** Whether it is compared by boxes rather than by voxels. */
    boolean isOfBoxes() {
        return reference instanceof Reference.Boxes || predictsBoxes();
    }

    /** What no other prediction may lie in or be, for it to be alone: the folder of a mask, a table of boxes itself. */
    Optional<Path> place() {
        return predictsBoxes() ? prediction : folder();
    }

    /** The folder of the prediction, which may be a folder itself. */
    Optional<Path> folder() {
        return prediction.map(ReferencePair::folder);
    }

    static Path folder(Path prediction) {
        return Files.isDirectory(prediction)
                ? prediction
                : prediction.toAbsolutePath().getParent();
    }

    ReferencePair besideOthers() {
        return new ReferencePair(name, reference, prediction, false, amongSequences);
    }

    ReferencePair besideSequences() {
        return new ReferencePair(name, reference, prediction, alone, prediction.isEmpty());
    }
}
