package org.lesionlens.fiji.image;

import ij.ImagePlus;
import ij.measure.Calibration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.lesionlens.fiji.image.PixelSamples.Corner;
import org.lesionlens.io.file.LengthUnit;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A DICOM image that ImageJ's own importer opened: it lies where the headers in the labels of its slices say.
 *
 * <p>ImageJ keeps these labels when the pixels of the slices are cropped, flipped or turned, and sets the distance of the
 * slices wrongly where they are not axial. So the labels tell where slices lie and how far apart, and {@link PixelSamples}
 * what became of their pixels; they are taken when LesionLens first sees the image, from its files if these are there.
 *
 * @param image the image
 * @param headers what its headers tell
 */
record ImportedStack(ImagePlus image, HeaderGrid headers) {
    /** The image property of the grid that the samples are of, see {@link GridProperty}. */
    private static final String SEEN = "LesionLens.dicom";

    private static final String REMADE = "comes from DICOM that ImageJ opened but its slices have no header";
    private static final String SAMPLES = "LesionLens.dicompixels";
    private static final PixelSamples NONE = new PixelSamples(List.of());
    private static final double SAME_VOXEL = 0.02;

    /**
     * What is known of an image; empty if neither its slices nor itself have a DICOM header, and it was made from none that
     * LesionLens saw.
     *
     * @throws org.lesionlens.volume.UserMessageException if its slices lie unevenly or tilted
     */
    static Optional<ImportedStack> of(ImagePlus image) {
        return HeaderGrid.of(image)
                .or(() -> isFromDicom(image) ? Optional.of(HeaderGrid.untold(REMADE)) : Optional.empty())
                .map(headers -> new ImportedStack(image, headers));
    }

    private static boolean isFromDicom(ImagePlus image) {
        return CarriedGrid.property(image, SEEN).isPresent()
                || image.getProperty("Info") instanceof String info
                        && SliceHeader.parse(info).isPresent();
    }

    /**
     * The grid of the image, as stored; by its calibration, as lost, if that is not known.
     *
     * @throws org.lesionlens.volume.UserMessageException if it was flipped or turned
     */
    StackGrid find() {
        Optional<VolumeGeometry> whole = headers.geometry();
        if (whole.isEmpty()) {
            return lost(headers.unknown());
        }
        Optional<PixelSamples> samples = samples(whole.get());
        samples.orElse(NONE)
                .requireNotTurned(image, whole.get().size(0), whole.get().size(1));
        if (!hasPixelSize(whole.get())) {
            return lost("has another pixel size than its DICOM header says");
        }
        return corner(whole.get(), samples)
                .map(this::part)
                .orElseGet(() -> lost("was changed in width or height, and nobody knows what was cut off"));
    }

    /** The grid that the image was cut out of, of the slices that it has; empty if it was not, or that is unknown. */
    Optional<WholeGrid> whole() {
        VolumeGeometry whole = headers.geometry().orElse(null);
        if (whole == null || isWhole(whole)) {
            return Optional.empty();
        }
        return corner(whole, samples(whole))
                .map(corner -> new WholeGrid(
                        whole, List.of((long) corner.column(), (long) corner.row(), 0L), Optional.empty()));
    }

    /** Whether the files of its slices are there. */
    boolean hasFiles() {
        return ImportedFiles.areThere(image, headers.headers());
    }

    /** Its whole slices as they were scanned, from their files; empty if these are not there. */
    Optional<Volume> scanned() {
        VolumeGeometry whole = headers.geometry().orElse(null);
        return whole == null
                ? Optional.empty()
                : ImportedFiles.open(image, headers.headers()).map(files -> {
                    files.setCalibration(image.getCalibration());
                    return FijiVolumes.read(files, StackGrid.stored(whole), 1, 1);
                });
    }

    private boolean isWhole(VolumeGeometry whole) {
        return image.getWidth() == whole.size(0) && image.getHeight() == whole.size(1);
    }

    private Optional<Corner> corner(VolumeGeometry whole, Optional<PixelSamples> samples) {
        return isWhole(whole)
                ? Optional.of(new Corner(0, 0))
                : samples.flatMap(found -> found.cornerOf(image, (int) whole.size(0), (int) whole.size(1)));
    }

    private StackGrid part(Corner corner) {
        VolumeGeometry whole = headers.geometry().orElseThrow();
        long[] first = {corner.column(), corner.row(), 0};
        long[] counts = {image.getWidth(), image.getHeight(), image.getNSlices()};
        return StackGrid.stored(whole.part(first, counts, new long[] {1, 1, 1}));
    }

    /** The distance of slices that ImageJ calculates is right for axial ones only, so it does not count. */
    private boolean hasPixelSize(VolumeGeometry whole) {
        Calibration calibration = image.getCalibration();
        OptionalDouble unit = LengthUnit.millimetres(calibration.getUnit());
        return unit.isPresent()
                && CarriedGrid.same(calibration.pixelWidth * unit.getAsDouble(), whole.spacingMm(0))
                && CarriedGrid.same(calibration.pixelHeight * unit.getAsDouble(), whole.spacingMm(1));
    }

    /** With the distance of slices that the headers tell, if they do: the one that ImageJ calculates may be wrong. */
    private StackGrid lost(String why) {
        StackGrid grid = StackGrid.calibrated(image, why);
        VolumeGeometry geometry = grid.geometry();
        if (!geometry.calibrated() || headers.geometry().isEmpty() && grid.slices() == 1) {
            return grid;
        }
        if (headers.geometry().isEmpty()) {
            return new StackGrid(geometry.withoutDepth(), false, why);
        }
        double depth = headers.geometry().get().spacingMm(2);
        return new StackGrid(
                VolumeGeometry.unplaced(geometry.size(), geometry.spacingMm(0), geometry.spacingMm(1), depth)
                        .acquiredInSlices(),
                false,
                why);
    }

    /** Samples of the slices that the image has, in their order; empty if it was cropped before anybody took some. */
    private Optional<PixelSamples> samples(VolumeGeometry whole) {
        Optional<PixelSamples> seen = seen(whole);
        return seen.isPresent() ? seen : firstSight(whole);
    }

    private Optional<PixelSamples> seen(VolumeGeometry whole) {
        Optional<VolumeGeometry> seen = CarriedGrid.property(image, SEEN).flatMap(GridProperty::read);
        if (seen.isEmpty() || seen.get().size(0) != whole.size(0) || seen.get().size(1) != whole.size(1)) {
            return Optional.empty();
        }
        List<Integer> kept = new ArrayList<>();
        for (int slice = 0; slice < image.getNSlices(); slice++) {
            double[] index = seen.get().toIndex(headers.headers().get(slice).position());
            long place = Math.round(index[2]);
            double beside = Math.hypot(Math.hypot(index[0], index[1]), index[2] - place);
            if (beside > SAME_VOXEL || place < 0 || place >= seen.get().size(2)) {
                return Optional.empty();
            }
            kept.add((int) place);
        }
        return Optional.of(
                PixelSamples.read(CarriedGrid.property(image, SAMPLES).orElse(""))
                        .ofSlices(kept));
    }

    private Optional<PixelSamples> firstSight(VolumeGeometry whole) {
        Optional<ImagePlus> scanned = image.getStack().isVirtual()
                ? Optional.of(image)
                : ImportedFiles.open(image, headers.headers()).or(() -> Optional.of(image));
        if (scanned.get() == image && !isWhole(whole)) {
            return Optional.empty();
        }
        PixelSamples samples = PixelSamples.of(scanned.get());
        image.setProp(SEEN, GridProperty.write(whole));
        image.setProp(SAMPLES, samples.write());
        return Optional.of(samples);
    }
}
