package org.lesionlens.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.lesionlens.io.dicom.DicomOrigin;
import org.lesionlens.io.dicom.SourceSeries;
import org.lesionlens.volume.UnsuitableImageException;

/** The space that the positions of something DICOM lie in; its UID leads to the patient, so it is shown to nobody. */
public final class FrameOfReference {
    private final String uid;

    private FrameOfReference(String uid) {
        this.uid = uid;
    }

    /** That of labels; empty if they are not DICOM or do not say. */
    public static Optional<FrameOfReference> ofLabels(Path input) throws IOException {
        return VolumeFiles.originOfLabels(input)
                .flatMap(DicomOrigin::frameOfReference)
                .map(FrameOfReference::new);
    }

    /** That of an image; likewise. */
    public static Optional<FrameOfReference> of(LoadedVolume image) {
        return image.series()
                .map(SourceSeries::frameOfReference)
                .filter(uid -> !uid.isEmpty())
                .map(FrameOfReference::new);
    }

    /** @throws UnsuitableImageException if both are known and differ: nobody knows where one lies in the other */
    public static void requireOne(Optional<FrameOfReference> prediction, Optional<FrameOfReference> reference) {
        if (differ(prediction, reference)) {
            throw new UnsuitableImageException("prediction and reference lie in two frames of reference"
                    + " (FrameOfReferenceUID), so nobody knows where one lies in the other: name the reference of this"
                    + " image, or bring it into the image's space and save it there");
        }
    }

    /** Whether both are known, and two. */
    public static boolean differ(Optional<FrameOfReference> one, Optional<FrameOfReference> other) {
        return one.isPresent()
                && other.filter(frame -> !frame.isThatOf(one.get())).isPresent();
    }

    /** Whether it is the same one. */
    public boolean isThatOf(FrameOfReference other) {
        return uid.equals(other.uid);
    }

    @Override
    public String toString() {
        return "a frame of reference";
    }
}
