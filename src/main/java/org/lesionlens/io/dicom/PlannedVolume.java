package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.io.dicom.codec.Photometric;
import org.lesionlens.io.file.Colourfulness;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.VoxelRoom;
import org.lesionlens.volume.FlatVoxels;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;
import org.lesionlens.volume.VoxelMemory;

/**
 * Slices that were proved to be one volume, and the grid that they are read onto; their pixels are still in their files.
 *
 * @param path what messages about several files are about
 * @param slices in the order of z; at least one
 * @param resampling what puts slices that are no even grid onto one
 */
record PlannedVolume(
        Path path, List<DicomSlice> slices, VolumeGeometry geometry, Optional<SliceResampling> resampling) {
    /** Slices of which one in colour makes an image one in colour. */
    private static final int SLICES_TO_SEE = 9;

    /**
     * Checks all that can be told without pixels; those of slices at one place are compared.
     *
     * @param chosen the slices of one volume, or images without a place
     * @param resample whether slices that are no even grid are interpolated
     * @param warnings is told what was decided that a user may want to know
     * @throws MalformedFileException if the slices are several images, do not agree or are no even grid
     */
    static PlannedVolume of(Path path, List<DicomSlice> chosen, boolean resample, Consumer<String> warnings)
            throws IOException {
        if (chosen.get(0).plane().isEmpty()) {
            return unplaced(path, chosen, warnings);
        }
        SliceAgreement.require(path, chosen, warnings);
        List<DicomSlice> sorted =
                RoundedOrientation.corrected(SliceStack.sorted(path, SliceCopies.leftOut(chosen, warnings)), warnings);
        Optional<MalformedFileException> unevenness = SliceStack.unevenness(path, sorted);
        if (unevenness.isPresent() && !resample) {
            throw unevenness.get();
        }
        if (unevenness.isPresent()) {
            return resampled(path, sorted, warnings);
        }
        VolumeGeometry geometry = SliceThickness.told(SliceStack.of(sorted).geometry(), warnings);
        return new PlannedVolume(path, sorted, geometry, Optional.empty());
    }

    private static PlannedVolume resampled(Path path, List<DicomSlice> slices, Consumer<String> warnings)
            throws MalformedFileException {
        SliceResampling resampling = new SliceResampling(path, slices, SliceStack.usualStep(slices));
        warnings.accept("the " + slices.size() + " slices are no even grid (unequal steps or gantry tilt): they are "
                + "linearly interpolated onto " + resampling.geometry().size(2) + " even ones");
        return new PlannedVolume(path, slices, resampling.geometry(), Optional.of(resampling));
    }

    private static PlannedVolume unplaced(Path path, List<DicomSlice> slices, Consumer<String> warnings)
            throws MalformedFileException {
        DicomSlice first = slices.get(0);
        if (slices.size() > first.pixels().frames()) {
            throw new MalformedFileException(
                    path,
                    "holds several images without " + DicomAttribute.IMAGE_POSITION_PATIENT + ", as "
                            + first.name() + " and "
                            + slices.get(slices.size() - 1).name(),
                    "name one of these files");
        }
        VolumeGeometry geometry = UnplacedImage.geometry(
                first.attributes(), first.format(), first.pixels().frames(), warnings);
        return new PlannedVolume(path, slices, geometry, Optional.empty());
    }

    DicomSlice middle() {
        return slices.get(slices.size() / 2);
    }

    /** Whether the pixels of all slices have colours. */
    boolean isInColour() {
        return slices.stream().allMatch(DicomSlice::isInColour);
    }

    /** Whether one of a few slices, spread over all, has colours of 8 bits, and more than a coloured mark. */
    boolean isColourful() throws IOException {
        int few = Math.min(slices.size(), SLICES_TO_SEE);
        for (int i = 0; isInColour() && i < few; i++) {
            if (isColourful(slices.get((2 * i + 1) * slices.size() / (2 * few)))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isColourful(DicomSlice slice) throws IOException {
        boolean isDeep = slice.format().photometric() != Photometric.PALETTE_COLOR
                && slice.format().bits() > Byte.SIZE;
        if (isDeep || ColourValues.splitsPairs(slice.attributes(), slice.format())) {
            return false;
        }
        List<float[]> colours = slice.values(Band.COLOURS);
        return Colourfulness.isIn(
                colours.get(0).length,
                pixel -> (int) colours.get(0)[pixel] << 16
                        | (int) colours.get(1)[pixel] << 8
                        | (int) colours.get(2)[pixel]);
    }

    /** Reads a volume for each band; pixels that are decoded are decoded once for all of them. */
    List<Volume> read(List<Band> bands, Consumer<String> warnings) throws IOException {
        VoxelRoom.require(path, geometry);
        for (DicomSlice slice : slices) {
            slice.pixels().doubts(slice.frame()).forEach(warnings);
        }
        if (resampling.isPresent()) {
            return resampled(bands, resampling.get(), warnings);
        }
        return isReadLater() && !VoxelMemory.holds(bands.size() * geometry.voxelCount())
                ? readLater(bands, warnings)
                : readNow(bands, warnings);
    }

    private List<Volume> resampled(List<Band> bands, SliceResampling even, Consumer<String> warnings)
            throws IOException {
        List<Volume> volumes = new ArrayList<>();
        for (Band band : bands) {
            Volume volume = Volume.allocate(geometry);
            Cursor<FloatType> voxels = Views.flatIterable(volume.voxels()).cursor();
            SlicePadding.of(even.fill(voxels, band), warnings); // NaN in the volume
            volumes.add(volume);
        }
        return volumes;
    }

    private List<Volume> readLater(List<Band> bands, Consumer<String> warnings) throws IOException {
        List<Volume> volumes = new ArrayList<>();
        for (Band band : bands) {
            volumes.add(DicomPages.volume(slices, geometry, band, warnings));
        }
        return volumes;
    }

    private List<Volume> readNow(List<Band> bands, Consumer<String> warnings) throws IOException {
        List<Volume> volumes =
                bands.stream().map(band -> Volume.allocate(geometry)).toList();
        List<SlicePadding> padding = new ArrayList<>();
        long first = 0;
        for (DicomSlice slice : slices) {
            List<float[]> values = slice.values(bands);
            padding.add(SlicePadding.of(slice, values.get(0))); // of colours none
            for (int i = 0; i < bands.size(); i++) {
                FlatVoxels.write(volumes.get(i).voxels(), first, values.get(i), values.get(i).length);
            }
            first += values.get(0).length;
        }
        Padding all = SlicePadding.of(padding, warnings);
        return volumes.stream().map(volume -> volume.with(all)).toList();
    }

    /** What a voxel takes on disk where the volume does not fit the memory. */
    int scratchBytes() {
        boolean narrow = resampling.isEmpty() && slices.get(0).format().bytes() <= Short.BYTES;
        return isReadLater() ? 0 : narrow ? Short.BYTES : Float.BYTES;
    }

    /** Whether the voxels are read from their files when they are asked for, if they do not fit the memory. */
    private boolean isReadLater() {
        return resampling.isEmpty() && DicomPages.canRead(slices);
    }
}
