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

    /** What the pixels are worth as intensities, row by row. */
    float[] intensities() throws IOException {
        return values(List.of(Band.BRIGHTNESS)).get(0);
    }

    /** What the pixels are worth in each band, row by row; decoded once. */
    List<float[]> values(List<Band> bands) throws IOException {
        FramePixels stored = tile.isPresent() ? tile.get().pixels() : pixels.frame(frame);
        List<float[]> all = new ArrayList<>();
        for (Band band : bands) {
            PixelValues worth = PixelValues.of(attributes, format(), band);
            float[] values = new float[(int) format().pixels()];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) worth.at(stored, i);
            }
            all.add(values);
        }
        return all;
    }

    /** Whether its pixels have colours. */
    boolean isInColour() {
        return format().photometric().isInColour();
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
