package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.io.file.IntensityWindow;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.file.VolumeHeader;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Reads a DICOM series as a {@link Volume}: slices in files of their own, or the frames of a multi-frame image.
 *
 * <p>A folder stands for the DICOM images at its top level, or where it holds no DICOM image there, for those in the
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

    /** The same of images: a mask, a report or contours, by their SOPClassUID, are none. */
    public static boolean holdsImage(Path fileOrFolder) throws IOException {
        return DicomFolder.candidates(fileOrFolder).stream().anyMatch(StoredKind::mayBeImage);
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
     * @param listener is told, in sentences without names of patients, what was decided that a user may want to know
     * @param window is told how the middle slice wants to be shown, if it says so
     * @throws MalformedFileException if there are several series or volumes and none is named, or no such series or
     *     volume, or if the slices are of a kind that cannot be read, cut off, or no even grid ({@link SliceStack})
     */
    public static Volume read(
            Path fileOrFolder, ReadOptions options, Consumer<String> listener, Consumer<IntensityWindow> window)
            throws IOException {
        LoadedSeries loaded = load(fileOrFolder, options, listener);
        loaded.window().ifPresent(window);
        return loaded.volume();
    }

    /** Reads a series as {@link #read(Path, ReadOptions, Consumer, Consumer)} does, with what its headers say of it. */
    public static LoadedSeries load(Path fileOrFolder, ReadOptions options, Consumer<String> listener)
            throws IOException {
        return load(fileOrFolder, options, planned -> List.of(Band.BRIGHTNESS), listener)
                .get(0);
    }

    /**
     * The same of the colours red, green and blue, one after the other ({@link ColourValues}).
     *
     * @throws IllegalArgumentException if it is not {@linkplain #isInColour in colour}
     */
    public static List<LoadedSeries> loadColours(Path fileOrFolder, ReadOptions options, Consumer<String> listener)
            throws IOException {
        return load(fileOrFolder, options, planned -> Band.COLOURS, listener);
    }

    /** The same as people want to see it: the colours of one that is in colour, as photographs are, else how bright it is. */
    public static List<LoadedSeries> loadShown(Path fileOrFolder, ReadOptions options, Consumer<String> listener)
            throws IOException {
        return load(
                fileOrFolder,
                options,
                planned -> planned.isColourful() ? Band.COLOURS : List.of(Band.BRIGHTNESS),
                listener);
    }

    private interface Bands {
        List<Band> of(PlannedVolume planned) throws IOException;
    }

    private static List<LoadedSeries> load(
            Path fileOrFolder, ReadOptions options, Bands bands, Consumer<String> listener) throws IOException {
        Consumer<String> warnings = new OnceEach(listener);
        SeriesContent series = content(fileOrFolder, options, warnings);
        SeriesVolume chosen = series.chosen(options.volume());
        Optional<DicomVolume> part = series.volumes().size() > 1
                ? Optional.of(chosen.described(options.volume().orElseThrow()))
                : Optional.empty();
        PlannedVolume planned = PlannedVolume.of(fileOrFolder, chosen.slices(), options.resample(), warnings);
        List<Band> read = bands.of(planned);
        List<Volume> volumes = planned.read(read, warnings);
        ImageTraits traits = traits(planned, read.equals(List.of(Band.BRIGHTNESS)) && planned.isColourful());
        Optional<IntensityWindow> window = ValuesOfInterest.of(planned.middle());
        SourceSeries source =
                SourceSeries.of(planned.slices(), planned.resampling().isPresent());
        List<Double> seconds = FrameTimes.of(
                        planned.middle().attributes(), planned.slices().size())
                .seconds();
        return volumes.stream()
                .map(volume -> new LoadedSeries(volume, window, part, traits, source, seconds))
                .toList();
    }

    /**
     * Whether the pixels of a volume have colours, by its headers.
     *
     * @throws MalformedFileException as {@link #read(Path, ReadOptions, Consumer, Consumer)}, of what headers say
     */
    public static boolean isInColour(Path fileOrFolder, ReadOptions options) throws IOException {
        return planned(fileOrFolder, options).isInColour();
    }

    private static ImageTraits traits(PlannedVolume planned, boolean inColour) {
        return new ImageTraits(
                text(planned, DicomAttribute.MODALITY),
                text(planned, DicomAttribute.BODY_PART_EXAMINED),
                inColour,
                false);
    }

    private static Optional<String> text(PlannedVolume planned, DicomAttribute attribute) {
        return planned.middle()
                .attributes()
                .dataSet()
                .string(attribute)
                .map(String::strip)
                .filter(text -> !text.isEmpty());
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
     * What headers say of a volume, without its pixels: the grid that its slices are interpolated onto, if they are.
     *
     * @throws MalformedFileException as {@link #read(Path, ReadOptions, Consumer, Consumer)}, of what headers say
     */
    public static VolumeHeader sketch(Path fileOrFolder, ReadOptions options) throws IOException {
        PlannedVolume planned = planned(fileOrFolder, options);
        return VolumeHeader.of(VolumeFormat.DICOM, planned.geometry(), planned.scratchBytes())
                .with(traits(planned, false)); // of pixels nothing is known
    }

    /** The grid of a volume, likewise. */
    static VolumeGeometry geometry(Path fileOrFolder, ReadOptions options) throws IOException {
        return planned(fileOrFolder, options).geometry();
    }

    private static PlannedVolume planned(Path fileOrFolder, ReadOptions options) throws IOException {
        List<DicomSlice> slices = content(fileOrFolder, options, warning -> {})
                .chosen(options.volume())
                .slices();
        return PlannedVolume.of(fileOrFolder, slices, options.resample(), warning -> {});
    }
}
