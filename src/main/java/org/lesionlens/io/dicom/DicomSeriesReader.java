package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.io.MalformedFileException;
import org.lesionlens.volume.Volume;

/**
 * Reads a DICOM series as a {@link Volume}: uncompressed grey slices, Explicit or Implicit VR Little Endian.
 *
 * <p>A folder stands for the DICOM images at its top level; files that are no DICOM images are passed over. A single
 * file stands for itself: one slice, as thick as SliceThickness says (1 mm if it does not). Intensities are
 * RescaleSlope times stored number plus RescaleIntercept, slice by slice. Axes: x along rows, y along columns, z along
 * the positive normal.
 */
public final class DicomSeriesReader {
    private static final String DICOMDIR = "1.2.840.10008.1.3.10";

    private DicomSeriesReader() {}

    /** Whether a file is DICOM (preamble and magic), or a folder has such a file at its top level. */
    public static boolean isDicom(Path fileOrFolder) throws IOException {
        for (Path file : candidates(fileOrFolder)) {
            if (DicomParser.isDicom(file)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The series of a folder (or of one file), in the order of their UIDs.
     *
     * @throws MalformedFileException if a DICOM file is cut off or damaged, or there is none
     */
    public static List<DicomSeries> list(Path fileOrFolder) throws IOException {
        return filesBySeries(fileOrFolder).entrySet().stream()
                .map(entry -> describe(entry.getKey(), entry.getValue()))
                .toList();
    }

    /**
     * Reads a series.
     *
     * @param fileOrFolder one slice, or a folder with a series
     * @param seriesUid which series; may be left out where there is only one
     * @throws MalformedFileException if there are several series and none is named, or no such series, or if the slices
     *     are compressed, in colour, cut off, or no even grid ({@link SliceStack})
     */
    public static Volume read(Path fileOrFolder, Optional<String> seriesUid) throws IOException {
        List<DicomSlice> slices = new ArrayList<>();
        for (DicomFile file : chosen(fileOrFolder, seriesUid)) {
            slices.add(DicomSlice.of(file));
        }
        return voxels(SliceStack.of(fileOrFolder, slices));
    }

    private static Volume voxels(SliceStack stack) throws IOException {
        Volume volume = Volume.allocate(stack.geometry());
        Cursor<FloatType> voxels = Views.flatIterable(volume.voxels()).cursor();
        for (DicomSlice slice : stack.slices()) {
            ByteBuffer pixels = slice.pixels();
            PixelFormat format = slice.format();
            int count = format.rows() * format.columns();
            for (int i = 0; i < count; i++) {
                voxels.next().set(format.intensity(pixels, i));
            }
        }
        return volume;
    }

    private static List<DicomFile> chosen(Path path, Optional<String> uid) throws IOException {
        Map<String, List<DicomFile>> series = filesBySeries(path);
        if (uid.isEmpty() && series.size() > 1) {
            throw new MalformedFileException(
                    path,
                    "holds " + series.size() + " series: " + listing(series),
                    "choose one of them by its UID (--series UID)");
        }
        if (uid.isPresent() && !series.containsKey(uid.get())) {
            throw new MalformedFileException(
                    path, "holds no series " + uid.get() + " but " + listing(series), "choose one of these UIDs");
        }
        return uid.isPresent()
                ? series.get(uid.get())
                : series.values().iterator().next();
    }

    private static String listing(Map<String, List<DicomFile>> series) {
        return series.entrySet().stream()
                .map(entry -> describe(entry.getKey(), entry.getValue()).toString())
                .collect(Collectors.joining("; ", "[", "]"));
    }

    private static DicomSeries describe(String uid, List<DicomFile> files) {
        DicomDataSet first = files.get(0).dataSet();
        String description = first.string(DicomAttribute.SERIES_DESCRIPTION).orElse("");
        String modality = first.string(DicomAttribute.MODALITY).orElse("");
        return new DicomSeries(uid, number(first), description.replaceAll("\\p{Cntrl}", " "), modality, files.size());
    }

    private static OptionalInt number(DicomDataSet dataSet) {
        String text = dataSet.string(DicomAttribute.SERIES_NUMBER).orElse("");
        return text.matches("[-+]?[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    private static Map<String, List<DicomFile>> filesBySeries(Path fileOrFolder) throws IOException {
        Map<String, List<DicomFile>> series = new TreeMap<>();
        for (Path path : candidates(fileOrFolder)) {
            if (DicomParser.isDicom(path)) {
                DicomFile file = DicomParser.parse(path);
                if (file.isImage() && !isDirectoryRecord(file)) {
                    String uid = file.require(DicomAttribute.SERIES_INSTANCE_UID);
                    series.computeIfAbsent(uid, key -> new ArrayList<>()).add(file);
                }
            }
        }
        if (series.isEmpty()) {
            throw new MalformedFileException(
                    fileOrFolder, "holds no DICOM image", "name a DICOM image or the folder that holds a series");
        }
        return series;
    }

    private static boolean isDirectoryRecord(DicomFile file) {
        return file.meta()
                .string(DicomAttribute.MEDIA_STORAGE_SOP_CLASS_UID)
                .filter(DICOMDIR::equals)
                .isPresent();
    }

    private static List<Path> candidates(Path fileOrFolder) throws IOException {
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(fileOrFolder);
        }
        try (Stream<Path> files = Files.list(fileOrFolder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
