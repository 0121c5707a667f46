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
import org.lesionlens.io.IntensityWindow;
import org.lesionlens.io.MalformedFileException;
import org.lesionlens.io.ReadOptions;
import org.lesionlens.io.VoxelRoom;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Reads a DICOM series as a {@link Volume}: slices in files of their own, or the frames of a multi-frame image.
 *
 * <p>A folder stands for the DICOM images at its top level; files that are no DICOM images are passed over. A single
 * file stands for itself: one slice, as thick as SliceThickness says (1 mm if it does not), or its frames. Intensities
 * are as {@link GreyValues} says, slice by slice. Axes: x along rows, y along columns, z along the positive normal, or
 * time where frames have no position. Which encodings can be read says {@link TransferSyntax}.
 */
public final class DicomSeriesReader {
    private DicomSeriesReader() {}

    /** Whether a file is DICOM (by its magic, or by elements that make sense), or a folder has one at its top level. */
    public static boolean isDicom(Path fileOrFolder) throws IOException {
        for (Path file : DicomFolder.candidates(fileOrFolder)) {
            if (beginsAsDicom(file)) {
                return true;
            }
        }
        return false;
    }

    /** Not if it cannot be read: among others it stops none, and alone it is told when it is read. */
    private static boolean beginsAsDicom(Path file) {
        try {
            return DicomStart.of(file).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * The series of a folder (or of one file), in the order of their UIDs.
     *
     * @throws MalformedFileException if there is none that can be read
     */
    public static List<DicomSeries> list(Path fileOrFolder) throws IOException {
        return DicomFolder.scan(fileOrFolder).list();
    }

    /** Reads a series as {@link #read(Path, ReadOptions, Consumer, Consumer)} does; what it warns of is lost. */
    public static Volume read(Path fileOrFolder, Optional<String> seriesUid) throws IOException {
        return read(fileOrFolder, seriesUid, warning -> {});
    }

    /** Reads a series as {@link #read(Path, ReadOptions, Consumer, Consumer)} does, if it is an even grid. */
    public static Volume read(Path fileOrFolder, Optional<String> seriesUid, Consumer<String> warnings)
            throws IOException {
        return read(fileOrFolder, new ReadOptions(seriesUid, false), warnings, window -> {});
    }

    /**
     * Reads a series.
     *
     * @param fileOrFolder one image, or a folder with a series
     * @param options which series, which may be left out where there is only one; whether slices that are no even grid
     *     are interpolated ({@link SliceResampling})
     * @param warnings hears, in sentences without names of patients, what was decided that a user may want to know
     * @param window hears how the middle slice wants to be shown, if it says so
     * @throws MalformedFileException if there are several series and none is named, or no such series, or if the slices
     *     are of a kind that cannot be read, cut off, or no even grid ({@link SliceStack})
     */
    public static Volume read(
            Path fileOrFolder, ReadOptions options, Consumer<String> warnings, Consumer<IntensityWindow> window)
            throws IOException {
        List<DicomSlice> slices = new ArrayList<>();
        for (DicomFile file : DicomFolder.scan(fileOrFolder).chosen(options.seriesUid(), warnings)) {
            slices.addAll(DicomSlice.of(file));
        }
        if (slices.stream().allMatch(slice -> slice.plane().isEmpty())) {
            ValuesOfInterest.of(slices.get(slices.size() / 2)).ifPresent(window);
            return unplaced(fileOrFolder, slices, warnings);
        }
        List<DicomSlice> sorted = SliceStack.sorted(fileOrFolder, withoutLocalizers(slices, warnings));
        ValuesOfInterest.of(sorted.get(sorted.size() / 2)).ifPresent(window);
        Optional<MalformedFileException> unevenness = SliceStack.unevenness(fileOrFolder, sorted);
        if (unevenness.isPresent() && !options.resample()) {
            throw unevenness.get();
        }
        return unevenness.isPresent()
                ? resampled(fileOrFolder, sorted, warnings)
                : voxels(fileOrFolder, SliceStack.of(sorted).geometry(), sorted);
    }

    /**
     * Rows, columns and images of a series, without its pixels; of resampling nothing is known yet.
     *
     * @return columns, rows, images with all their frames
     * @throws MalformedFileException as {@link #read(Path, ReadOptions, Consumer, Consumer)}, of what headers say
     */
    public static long[] size(Path fileOrFolder, ReadOptions options) throws IOException {
        List<DicomFile> files = DicomFolder.scan(fileOrFolder).chosen(options.seriesUid(), warning -> {});
        long images = 0;
        for (DicomFile file : files) {
            images += Math.max(1, Math.round(file.numberOr(DicomAttribute.NUMBER_OF_FRAMES, 1)));
        }
        DicomFile first = files.get(0);
        return new long[] {
            first.requireWhole(DicomAttribute.COLUMNS, 1, PixelFormat.MAX_SIZE),
            first.requireWhole(DicomAttribute.ROWS, 1, PixelFormat.MAX_SIZE),
            images
        };
    }

    private static Volume resampled(Path path, List<DicomSlice> slices, Consumer<String> warnings) throws IOException {
        SliceResampling resampling = new SliceResampling(path, slices, SliceStack.usualStep(slices));
        warnings.accept("the " + slices.size() + " slices are no even grid (unequal steps or gantry tilt): they are "
                + "linearly interpolated onto " + resampling.geometry().size(2) + " even ones");
        VoxelRoom.require(path, resampling.geometry());
        Volume volume = Volume.allocate(resampling.geometry());
        resampling.fill(Views.flatIterable(volume.voxels()).cursor());
        return volume;
    }

    /** Scouts that lie in a series of slices are left out; where there is nothing else they are what is wanted. */
    private static List<DicomSlice> withoutLocalizers(List<DicomSlice> slices, Consumer<String> warnings) {
        List<DicomSlice> others =
                slices.stream().filter(slice -> !slice.isLocalizer()).toList();
        if (others.isEmpty() || others.size() == slices.size()) {
            return slices;
        }
        warnings.accept(slices.size() - others.size() + " of " + slices.size()
                + " images of the series are localizers (ImageType) and are left out");
        return others;
    }

    private static Volume unplaced(Path path, List<DicomSlice> slices, Consumer<String> warnings) throws IOException {
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
        return voxels(path, geometry, slices);
    }

    private static Volume voxels(Path path, VolumeGeometry geometry, List<DicomSlice> slices) throws IOException {
        VoxelRoom.require(path, geometry);
        Volume volume = Volume.allocate(geometry);
        Cursor<FloatType> voxels = Views.flatIterable(volume.voxels()).cursor();
        for (DicomSlice slice : slices) {
            for (float intensity : slice.intensities()) {
                voxels.next().set(intensity);
            }
        }
        return volume;
    }
}
