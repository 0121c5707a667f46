package org.lesionlens.io.dicom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.io.MalformedFileException;

/**
 * A slice whose pixels are still in its file: a file of its own, or a frame.
 *
 * @param attributes the file with the attributes of this frame
 * @param pixels the frames of the file
 * @param frame which of them, from 0
 * @param plane where the slice lies in the patient; none where an image need not say and does not
 */
record DicomSlice(DicomFile attributes, PixelData pixels, int frame, Optional<ImagePlane> plane) {
    /** The slices of a file, one a frame. */
    static List<DicomSlice> of(DicomFile file) throws IOException {
        requireNoMosaic(file);
        PixelData pixels = PixelData.of(file);
        List<DicomFile> frames = FunctionalGroups.in(file)
                ? FunctionalGroups.frames(file, pixels.frames())
                : java.util.Collections.nCopies(pixels.frames(), file);
        Optional<ImagePlane> first = ImagePlane.of(frames.get(0));
        if (pixels.frames() > 1 && first.isPresent() && !FunctionalGroups.in(file)) {
            throw new MalformedFileException(
                    file.path(),
                    DicomAttribute.NUMBER_OF_FRAMES + " is " + pixels.frames()
                            + " but there is one position for all of them (no PerFrameFunctionalGroupsSequence)",
                    "convert it to NIfTI, for example with dcm2niix");
        }
        List<DicomSlice> slices = new ArrayList<>();
        for (DicomFile frame : frames) {
            slices.add(new DicomSlice(frame, pixels, slices.size(), ImagePlane.of(frame)));
        }
        return slices;
    }

    private static void requireNoMosaic(DicomFile file) throws MalformedFileException {
        if (file.imageType().contains("MOSAIC")) {
            throw new MalformedFileException(
                    file.path(),
                    "is a Siemens mosaic (" + DicomAttribute.IMAGE_TYPE + "): many slices side by side in one image",
                    "convert it to NIfTI, for example with dcm2niix");
        }
    }

    PixelFormat format() {
        return pixels.format();
    }

    /** The plane of a slice that is known to have one. */
    ImagePlane position() {
        return plane.orElseThrow();
    }

    /** What the pixels are worth, row by row. */
    float[] intensities() throws IOException {
        FramePixels stored = pixels.frame(frame);
        GreyValues grey = GreyValues.of(attributes, format());
        float[] intensities = new float[(int) format().pixels()];
        for (int i = 0; i < intensities.length; i++) {
            intensities[i] = (float) grey.at(stored, i);
        }
        return intensities;
    }

    boolean isLocalizer() {
        return attributes.imageType().contains("LOCALIZER");
    }

    /** File name and frame, for messages about several files of one folder. */
    String name() {
        String file = attributes.path().getFileName().toString();
        return pixels.frames() > 1 ? file + " frame " + (frame + 1) : file;
    }
}
