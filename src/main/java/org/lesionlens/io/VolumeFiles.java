package org.lesionlens.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.lesionlens.io.dicom.DicomMask;
import org.lesionlens.io.dicom.DicomOrigin;
import org.lesionlens.io.dicom.DicomSeriesReader;
import org.lesionlens.io.dicom.FoldersBelow;
import org.lesionlens.io.dicom.LoadedSeries;
import org.lesionlens.io.file.IntensityWindow;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.MissingVoxels;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.file.VolumeHeader;
import org.lesionlens.io.metaimage.MetaImageReader;
import org.lesionlens.io.nifti.NiftiReader;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.nrrd.NrrdReader;
import org.lesionlens.io.tiff.ImageDecoder;
import org.lesionlens.io.tiff.PlanarImages;
import org.lesionlens.io.tiff.TiffStack;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Any file or folder that this program reads as a volume, and the results that it writes beside each other.
 *
 * <p>The format is told by content. What comes from a planar image (PNG, JPEG, a TIFF of one page) has images of the
 * same pixels as results; all else has NIfTI results on the grid of the source.
 */
public final class VolumeFiles {
    private static final String READABLE =
            "name a NIfTI (.nii, .nii.gz, .hdr), NRRD or MetaImage file, a DICOM file or folder, a zip, tar or tar.gz of one, "
                    + "or a PNG, JPEG or TIFF image";
    private static final List<String> EXTENSIONS = List.of(
            ".tar.gz",
            ".tgz",
            ".tar",
            ".zip",
            ".nii.gz",
            ".nii",
            ".hdr.gz",
            ".hdr",
            ".img.gz",
            ".img",
            ".nrrd",
            ".nhdr",
            ".mha",
            ".mhd",
            ".dcm",
            ".dicom",
            ".ima",
            ".png",
            ".jpg",
            ".jpeg",
            ".ome.tif",
            ".ome.tiff",
            ".tif",
            ".tiff",
            ".gz");

    private VolumeFiles() {}

    /**
     * Tells the format of a file or folder.
     *
     * @throws MalformedFileException if it is missing, unreadable, empty or of no known format
     */
    public static VolumeFormat format(Path input) throws IOException {
        requireReadable(input);
        if (DicomSeriesReader.isDicom(input)) {
            return VolumeFormat.DICOM;
        }
        if (Files.isDirectory(input) && FoldersBelow.firstDicom(input).isPresent()) {
            return VolumeFormat.DICOM;
        }
        if (Files.isDirectory(input)) {
            throw new MalformedFileException(
                    input, "is a folder without a DICOM file, and so are those inside it", READABLE);
        }
        if (NiftiReader.isNifti(input)) {
            return VolumeFormat.NIFTI;
        }
        if (NrrdReader.isNrrd(input)) {
            return VolumeFormat.NRRD;
        }
        return MetaImageReader.isMetaImage(input) ? VolumeFormat.METAIMAGE : imageFormat(input);
    }

    private static VolumeFormat imageFormat(Path input) throws IOException {
        Optional<ArchiveKind> archive = ArchiveKind.of(input);
        if (archive.isPresent()) {
            throw new MalformedFileException(
                    input, "is an archive (" + archive.get() + ")", "unpack it first and name a file or folder in it");
        }
        byte[] first;
        try (InputStream in = Files.newInputStream(input)) {
            first = in.readNBytes(4);
        }
        String codec = ImageDecoder.codec(first).orElseThrow(() -> ofNoFormat(input));
        return codec.equals("tiff") && TiffStack.isStack(input) ? VolumeFormat.TIFF_STACK : VolumeFormat.IMAGE;
    }

    private static MalformedFileException ofNoFormat(Path input) {
        String name = input.getFileName().toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".img") || name.endsWith(".img.gz")
                ? new MalformedFileException(
                        input,
                        "is of no known format; if it is the second half of a pair, its header (.hdr) is missing",
                        "put both into one folder")
                : new MalformedFileException(input, "is of no known format", READABLE);
    }

    static void requireReadable(Path input) throws IOException {
        if (!Files.exists(input)) {
            throw new MalformedFileException(input, "does not exist", READABLE);
        }
        if (!Files.isReadable(input)) {
            throw new MalformedFileException(input, "cannot be opened", "ask for the right to read it");
        }
        if (Files.isRegularFile(input) && Files.size(input) == 0) {
            throw new MalformedFileException(input, "is empty (0 bytes)", "copy or export it again");
        }
        if (!Files.isRegularFile(input) && !Files.isDirectory(input)) {
            throw new MalformedFileException(input, "is neither a file nor a folder", READABLE);
        }
    }

    /**
     * Reads format and size only.
     *
     * @throws MalformedFileException as {@link #read(Path, ReadOptions)}, as far as headers tell
     */
    public static VolumeHeader header(Path input, ReadOptions options) throws IOException {
        requireReadable(input);
        if (UnpackedArchive.canUnpack(input)) {
            return UnpackedArchive.read(
                    input, content -> header(content, options).unpacked());
        }
        VolumeFormat format = format(input);
        return switch (format) {
            case NIFTI -> options.inTime() ? NiftiReader.sketchOfFrames(input) : NiftiReader.sketch(input);
            case DICOM -> DicomSeriesReader.sketch(input, options);
            case NRRD -> NrrdReader.sketch(input, options.inTime());
            case METAIMAGE -> MetaImageReader.sketch(input, options.inTime());
            case TIFF_STACK, IMAGE ->
                new VolumeHeader(
                        format,
                        Arrays.stream(pictures(input, options.inTime())).boxed().toList(),
                        2,
                        Float.BYTES);
        };
    }

    private static long[] pictures(Path input, boolean inTime) throws IOException {
        return inTime && TiffStack.hasFrames(input) ? TiffStack.sizeOfFrames(input) : PlanarImages.size(input);
    }

    /** Reads a volume as {@link #read(Path, ReadOptions)} does. */
    public static LoadedVolume read(Path input, Optional<String> seriesUid) throws IOException {
        return read(input, new ReadOptions(seriesUid, false));
    }

    /**
     * Reads a volume.
     *
     * @throws MalformedFileException if the file is missing, of no known format, or what its reader refuses
     */
    public static LoadedVolume read(Path input, ReadOptions options) throws IOException {
        requireReadable(input);
        if (UnpackedArchive.canUnpack(input)) {
            return UnpackedArchive.read(input, content -> read(content, options).withoutFile());
        }
        VolumeFormat format = format(input);
        requireNoChoice(input, options, format);
        return format == VolumeFormat.DICOM ? readDicom(input, options) : readOther(input, format, options.inTime());
    }

    private static LoadedVolume readDicom(Path input, ReadOptions options) throws IOException {
        List<String> warnings = new ArrayList<>();
        LoadedSeries read = DicomSeriesReader.load(input, options, warnings::add);
        return LoadedVolume.of(read, read.traits().with(read.volume()), warnings);
    }

    private static LoadedVolume readOther(Path input, VolumeFormat format, boolean inTime) throws IOException {
        List<String> warnings = new ArrayList<>();
        List<IntensityWindow> window = new ArrayList<>();
        AtomicBoolean inColour = new AtomicBoolean();
        Volume volume = switch (format) {
            case NIFTI ->
                inTime
                        ? NiftiReader.readFrames(input, warnings::add, window::add)
                        : NiftiReader.read(input, warnings::add, window::add);
            case NRRD -> inTime ? NrrdReader.readFrames(input, warnings::add) : NrrdReader.read(input, warnings::add);
            case METAIMAGE ->
                inTime ? MetaImageReader.readFrames(input, warnings::add) : MetaImageReader.read(input, warnings::add);
            case TIFF_STACK, IMAGE ->
                inTime && TiffStack.hasFrames(input)
                        ? TiffStack.readFrames(input, warnings::add, () -> inColour.set(true))
                        : PlanarImages.read(input, warnings::add, () -> inColour.set(true));
            case DICOM -> throw new IllegalArgumentException(input + " is DICOM");
        };
        MissingVoxels.require(input, volume, warnings::add);
        List<Double> seconds = inTime ? FramesInTime.seconds(input, format, warnings::add) : List.of();
        return new LoadedVolume(
                volume,
                format,
                window.stream().findFirst(),
                warnings,
                ImageTraits.of(volume, inColour.get()),
                Optional.empty(),
                Optional.empty(),
                seconds);
    }

    /** Only DICOM has series and volumes to choose from. */
    static void requireNoChoice(Path input, ReadOptions options, VolumeFormat format) throws MalformedFileException {
        if (format == VolumeFormat.DICOM) {
            return;
        }
        if (options.seriesUid().isPresent()) {
            throw new MalformedFileException(
                    input,
                    "is no DICOM and has no series " + options.seriesUid().get(),
                    "leave the series UID out");
        }
        if (options.volume().isPresent()) {
            throw new MalformedFileException(
                    input,
                    "is no DICOM and has no volume " + options.volume().getAsInt(),
                    "leave the number of the volume out");
        }
    }

    /** Reads labels as {@link #readLabels(Path, Optional, Consumer)} does; what it warns of is lost. */
    public static LabelMap readLabels(Path input) throws IOException {
        return readLabels(input, warning -> {});
    }

    /**
     * The files that an image lies in: the named one, and those that belong to it or that it names.
     *
     * @param input a file
     * @throws MalformedFileException if it is of no known format, or its header is wrong
     */
    public static List<Path> files(Path input) throws IOException {
        return switch (format(input)) {
            case NIFTI -> NiftiReader.files(input);
            case NRRD -> NrrdReader.files(input);
            case METAIMAGE -> MetaImageReader.files(input);
            case DICOM, TIFF_STACK, IMAGE -> List.of(input);
        };
    }

    /** Whether a file holds the voxels of an image whose header lies beside it, which is the one to be named. */
    public static boolean belongsToHeader(Path input) throws IOException {
        return Files.isRegularFile(input) && NiftiReader.isVoxelsOfPair(input);
    }

    /** Reads labels as {@link #readLabels(Path, Optional, Consumer)} does, contours on the voxels that they were made of. */
    public static LabelMap readLabels(Path input, Consumer<String> warnings) throws IOException {
        return readLabels(input, Optional.empty(), warnings);
    }

    /**
     * Reads a mask or label map; of DICOM a segmentation or an RT structure set ({@link DicomMask}).
     *
     * <p>Whole numbers above 0 are kept, and a single other one is rounded, to at least 1; all others are background. Of colours the
     * largest counts, of a palette the index.
     *
     * @param grid that contours are put on ({@link #isContours}); all else has its own
     * @param warnings is told what was decided that a user may want to know, a sentence each
     * @throws MalformedFileException as {@link #read}, for DICOM that is no mask, for several volumes (NIfTI, NRRD,
     *     MetaImage), for several numbers that are not whole, as probabilities, and for numbers above 65535
     */
    public static LabelMap readLabels(Path input, Optional<VolumeGeometry> grid, Consumer<String> warnings)
            throws IOException {
        VolumeFormat format = format(input);
        requireOneVolume(input, format);
        return switch (format) {
            case NIFTI -> LabelNumbers.of(input, NiftiReader.read(input, warnings), warnings);
            case NRRD -> LabelNumbers.of(input, NrrdReader.read(input, warnings), warnings);
            case METAIMAGE -> LabelNumbers.of(input, MetaImageReader.read(input, warnings), warnings);
            case TIFF_STACK -> LabelNumbers.of(input, TiffStack.readLabels(input), warnings);
            case IMAGE -> LabelNumbers.of(input, PlanarImages.readLabels(input), warnings);
            case DICOM -> DicomMask.read(input, grid, warnings);
        };
    }

    /** Whose labels are, of which day, and in which space; empty if they are not DICOM. */
    public static Optional<DicomOrigin> originOfLabels(Path input) throws IOException {
        return format(input) == VolumeFormat.DICOM ? DicomMask.origin(input) : Optional.empty();
    }

    /** How many volumes a file of NIfTI, NRRD or MetaImage holds; 1 of any other. */
    public static long volumes(Path input) throws IOException {
        return volumes(input, format(input));
    }

    private static long volumes(Path input, VolumeFormat format) throws IOException {
        return switch (format) {
            case NIFTI -> NiftiReader.volumes(input);
            case NRRD -> NrrdReader.volumes(input);
            case METAIMAGE -> MetaImageReader.volumes(input);
            case DICOM, TIFF_STACK, IMAGE -> 1;
        };
    }

    /** Nothing tells which of several is the mask: the first may be the background, or another time. */
    private static void requireOneVolume(Path input, VolumeFormat format) throws IOException {
        long volumes = volumes(input, format);
        if (volumes > 1) {
            throw new MalformedFileException(
                    input,
                    "holds " + volumes + " volumes but a mask must be one",
                    "save the one that is meant as a file of its own");
        }
    }

    /** Whether labels are what an input holds by its own word: a mask of DICOM. */
    public static boolean isLabels(Path input) throws IOException {
        return Files.exists(input) && DicomMask.isIn(input);
    }

    /** Whether a mask is one of contours, which are put on the voxels of another. */
    public static boolean isContours(Path input) throws IOException {
        return DicomSeriesReader.isDicom(input) && DicomMask.isContours(input);
    }

    /** What a case is called: the file's name without its extensions, or the folder's name. */
    public static String caseName(Path input) {
        Path name = input.toAbsolutePath().normalize().getFileName();
        if (name == null) {
            return "root";
        }
        String text = name.toString();
        if (Files.isDirectory(input)) {
            return text;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        return EXTENSIONS.stream()
                .filter(extension -> lower.endsWith(extension) && lower.length() > extension.length())
                .findFirst()
                .map(extension -> text.substring(0, text.length() - extension.length()))
                .orElse(text);
    }

    /**
     * Writes a map of floats.
     *
     * @param name of the file, without extension
     */
    public static Path writeMap(Path folder, String name, Volume map, VolumeFormat source) throws IOException {
        if (source == VolumeFormat.IMAGE) {
            Path target = folder.resolve(name + ".tif");
            PlanarImages.writeProbability(target, new ProbabilityMap(map.voxels(), map.geometry()));
            return target;
        }
        Path target = folder.resolve(name + ".nii.gz");
        NiftiWriter.FAST.writeVolume(target, map);
        return target;
    }
}
