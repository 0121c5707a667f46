package org.lesionlens.io.dicom;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.io.dicom.codec.FramePixels;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;

/**
 * A slice whose pixels are still in its file: a file of its own, a frame, or a part of a mosaic.
 *
 * @param attributes the file with the attributes of this frame
 * @param pixels the frames of the file
 * @param frame which of them, from 0
 * @param plane where the slice lies in the patient; none where an image need not say and does not
 * @param tile which part of the frame it is; none if it is all of it
 */
record DicomSlice(
        DicomFile attributes, PixelData pixels, int frame, Optional<ImagePlane> plane, Optional<Mosaic.Tile> tile) {
    /** The slices of a file, one a frame; warns of what their places rest on if that is not what files should say. */
    static List<DicomSlice> of(DicomFile file, Consumer<String> warnings) throws IOException {
        if (Mosaic.is(file)) {
            return Mosaic.slices(file);
        }
        PixelData pixels = PixelData.of(file);
        List<DicomSlice> slices = new ArrayList<>();
        for (DicomFile frame : frames(file, pixels.frames(), warnings)) {
            slices.add(new DicomSlice(frame, pixels, slices.size(), ImagePlane.of(frame), Optional.empty()));
        }
        return slices;
    }

    private static List<DicomFile> frames(DicomFile file, int count, Consumer<String> warnings)
            throws MalformedFileException {
        if (FunctionalGroups.in(file)) {
            return FunctionalGroups.frames(file, count);
        }
        if (NuclearFrames.areSlices(file)) {
            return NuclearFrames.of(file, count, warnings);
        }
        return count > 1 ? StackedFrames.of(file, count, warnings) : List.of(file);
    }

    PixelFormat format() {
        return tile.map(Mosaic.Tile::format).orElse(pixels.format());
    }

    /** The same slice in another plane. */
    DicomSlice in(ImagePlane other) {
        return new DicomSlice(attributes, pixels, frame, Optional.of(other), tile);
    }

    /** The plane of a slice that is known to have one. */
    ImagePlane position() {
        return plane.orElseThrow();
    }

    /** What the pixels are worth, row by row. */
    float[] intensities() throws IOException {
        FramePixels stored = tile.isPresent() ? tile.get().pixels() : pixels.frame(frame);
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
