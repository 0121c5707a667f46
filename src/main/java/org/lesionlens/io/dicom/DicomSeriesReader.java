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
 * <p>A folder stands for the DICOM images at its top level, or where it holds no DICOM file there, for those in the
 * folders inside it; files that are no DICOM images are passed over, but for {@link LostSlices}. A single file stands for
 * itself: one slice, as thick as it says ({@link SliceThickness}), or its frames. Intensities are as
 * {@link GreyValues} says, slice by slice. Axes: x along rows, y along columns, z along the positive normal, or
 * time where frames have no position. Which encodings can be read says {@link TransferSyntax}.
 */
public final class DicomSeriesReader {
    private DicomSeriesReader() {}

    /** Whether a file is DICOM (by its magic, or by elements that make sense), or a folder has one at its top level. */
    public static boolean isDicom(Path fileOrFolder) throws IOException {
        for (Path file : DicomFolder.candidates(fileOrFolder)) {
            if (DicomStart.of(file).isPresent()) {
                return true;
            }
        }
        return false;
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
     * @param listener hears, in sentences without names of patients, what was decided that a user may want to know
     * @param window hears how the middle slice wants to be shown, if it says so
     * @throws MalformedFileException if there are several series and none is named, or no such series, or if the slices
     *     are of a kind that cannot be read, cut off, or no even grid ({@link SliceStack})
     */
    public static Volume read(
            Path fileOrFolder, ReadOptions options, Consumer<String> listener, Consumer<IntensityWindow> window)
            throws IOException {
        Consumer<String> warnings = new OnceEach(listener);
        List<DicomSlice> slices = new ArrayList<>();
        for (DicomFile file : DicomFolder.scan(fileOrFolder).chosen(options.seriesUid(), warnings)) {
            slices.addAll(DicomSlice.of(file, warnings));
        }
        if (slices.stream().allMatch(slice -> slice.plane().isEmpty())) {
            ValuesOfInterest.of(slices.get(slices.size() / 2)).ifPresent(window);
            return unplaced(fileOrFolder, slices, warnings);
        }
        List<DicomSlice> wanted = withoutLocalizers(slices, warnings);
        SliceAgreement.require(fileOrFolder, wanted);
        List<DicomSlice> sorted = RoundedOrientation.corrected(SliceStack.sorted(fileOrFolder, wanted), warnings);
        ValuesOfInterest.of(sorted.get(sorted.size() / 2)).ifPresent(window);
        Optional<MalformedFileException> unevenness = SliceStack.unevenness(fileOrFolder, sorted);
        if (unevenness.isPresent() && !options.resample()) {
            throw unevenness.get();
        }
        return unevenness.isPresent()
                ? resampled(fileOrFolder, sorted, warnings)
                : voxels(
                        fileOrFolder,
                        SliceThickness.told(SliceStack.of(sorted).geometry(), warnings),
                        sorted,
                        warnings);
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
        SlicePadding.of(resampling.fill(Views.flatIterable(volume.voxels()).cursor()), warnings); // NaN in the volume
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
        return voxels(path, geometry, slices, warnings);
    }

    private static Volume voxels(Path path, VolumeGeometry geometry, List<DicomSlice> slices, Consumer<String> warnings)
            throws IOException {
        VoxelRoom.require(path, geometry);
        Volume volume = Volume.allocate(geometry);
        Cursor<FloatType> voxels = Views.flatIterable(volume.voxels()).cursor();
        List<SlicePadding> padding = new ArrayList<>();
        for (DicomSlice slice : slices) {
            float[] intensities = slice.intensities();
            padding.add(SlicePadding.of(slice, intensities));
            for (float intensity : intensities) {
                voxels.next().set(intensity);
            }
        }
        return volume.with(SlicePadding.of(padding, warnings));
    }
}
