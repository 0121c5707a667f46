package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
            if (beginsAsDicom(file)) {
                return true;
            }
        }
        return false;
    }

    /** Not if it cannot be read: among others it stops none, and alone it is told when it is read. A pipe would block. */
    private static boolean beginsAsDicom(Path file) {
        try {
            return Files.isRegularFile(file) && DicomStart.of(file).isPresent();
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
     * @param options which series, and which volume of it ({@link SeriesVolumes}), which may be left out where there is
     *     only one; whether slices that are no even grid are interpolated ({@link SliceResampling})
     * @param listener hears, in sentences without names of patients, what was decided that a user may want to know
     * @param window hears how the middle slice wants to be shown, if it says so
     * @throws MalformedFileException if there are several series or volumes and none is named, or no such series or
     *     volume, or if the slices are of a kind that cannot be read, cut off, or no even grid ({@link SliceStack})
     */
    public static Volume read(
            Path fileOrFolder, ReadOptions options, Consumer<String> listener, Consumer<IntensityWindow> window)
            throws IOException {
        return read(fileOrFolder, options, listener, window, part -> {});
    }

    /**
     * The same.
     *
     * @param part hears which volume was read, where the series holds several
     */
    public static Volume read(
            Path fileOrFolder,
            ReadOptions options,
            Consumer<String> listener,
            Consumer<IntensityWindow> window,
            Consumer<DicomVolume> part)
            throws IOException {
        Consumer<String> warnings = new OnceEach(listener);
        SeriesContent series = content(fileOrFolder, options, warnings);
        SeriesVolume chosen = series.chosen(options.volume());
        if (series.isUnplaced()) {
            ValuesOfInterest.of(chosen.slices().get(chosen.slices().size() / 2)).ifPresent(window);
            return unplaced(fileOrFolder, chosen.slices(), warnings);
        }
        if (series.volumes().size() > 1) {
            part.accept(chosen.described(options.volume().orElseThrow()));
        }
        SliceAgreement.require(fileOrFolder, chosen.slices(), warnings);
        List<DicomSlice> sorted = RoundedOrientation.corrected(
                SliceStack.sorted(fileOrFolder, SliceCopies.leftOut(chosen.slices(), warnings)), warnings);
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

    private static SeriesContent content(Path fileOrFolder, ReadOptions options, Consumer<String> warnings)
            throws IOException {
        List<DicomFile> files = DicomFolder.scan(fileOrFolder).chosen(options.seriesUid(), warnings);
        return SeriesContent.of(fileOrFolder, files, warnings);
    }

    /**
     * The volumes of a series, in ascending order of what tells them apart; usually one.
     *
     * @param options which series, where there are several
     * @throws MalformedFileException as {@link #read(Path, ReadOptions, Consumer, Consumer)}, of what headers say
     */
    public static List<DicomVolume> volumes(Path fileOrFolder, ReadOptions options) throws IOException {
        return content(fileOrFolder, options, warning -> {}).described();
    }

    /**
     * The series of a folder (or of one file), in the order of their UIDs, with how many volumes each holds; 1 for one that
     * cannot be read.
     *
     * @throws MalformedFileException if there is none that can be read
     */
    public static Map<DicomSeries, Integer> volumeCounts(Path fileOrFolder) throws IOException {
        DicomFolder folder = DicomFolder.scan(fileOrFolder);
        Map<DicomSeries, Integer> counts = new LinkedHashMap<>();
        for (DicomSeries series : folder.list()) {
            counts.put(series, volumeCount(fileOrFolder, folder.series().get(series.uid())));
        }
        return counts;
    }

    private static int volumeCount(Path path, List<DicomFile> files) throws IOException {
        try {
            return SeriesContent.of(path, files, warning -> {}).volumes().size();
        } catch (MalformedFileException e) {
            return 1; // told when it is read
        }
    }

    /**
     * Columns, rows and slices of a volume, without its pixels; of resampling nothing is known yet.
     *
     * @return columns, rows, slices
     * @throws MalformedFileException as {@link #read(Path, ReadOptions, Consumer, Consumer)}, of what headers say
     */
    public static long[] size(Path fileOrFolder, ReadOptions options) throws IOException {
        SeriesContent series = content(fileOrFolder, options, warning -> {});
        List<DicomSlice> slices = series.chosen(options.volume()).slices();
        PixelFormat format = slices.get(0).format();
        int count = series.isUnplaced()
                ? slices.size()
                : SliceCopies.leftOut(slices, warning -> {}).size();
        return new long[] {format.columns(), format.rows(), count};
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
