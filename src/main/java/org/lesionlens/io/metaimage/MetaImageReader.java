package org.lesionlens.io.metaimage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.lesionlens.io.file.GridAxes;
import org.lesionlens.io.file.LengthUnit;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.ManyFiles;
import org.lesionlens.io.file.Packing;
import org.lesionlens.io.file.SiblingFile;
import org.lesionlens.io.file.StoredVoxels;
import org.lesionlens.io.file.TextHeader;
import org.lesionlens.io.file.TextVoxels;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.file.VolumeHeader;
import org.lesionlens.io.file.VoxelFile;
import org.lesionlens.io.file.VoxelRoom;
import org.lesionlens.io.file.VoxelType;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Reads MetaImage, one file (.mha) or a header (.mhd) with one or several files of voxels in the same folder
 * ({@link ManyFiles}), plain, compressed or as text.
 *
 * <p>After the documentation of MetaIO (itk.org/Wiki/ITK/MetaIO/Documentation) and, where that leaves things open, as
 * ITK reads it: world coordinates are LPS, the first numbers of TransformMatrix are the direction of x,
 * CenterOfRotation and AnatomicalOrientation play no part. Voxels are ElementToIntensityFunctionSlope times stored
 * number plus ElementToIntensityFunctionOffset, kept as float. Without ElementSpacing and ElementSize, or in a unit
 * that is no length, the grid is not calibrated. Several numbers a voxel are refused.
 */
public final class MetaImageReader {
    private static final String FIRST_FIELD =
            "(?s)\\s*(ObjectType|ObjectSubType|NDims|Comment|TransformType|Name|ID|ParentID"
                    + "|CompressedData|BinaryData|BinaryDataByteOrderMSB|DimSize)\\s*=.*";
    private static final String LAST_FIELD = "ElementDataFile";
    private static final List<String> POSITIONS = List.of("Offset", "Position", "Origin");
    private static final String CONVERT = "save it as grey values";
    private static final int LOOKED_AT = 64;
    private static final Map<String, VoxelType> TYPES = Map.ofEntries(
            Map.entry("MET_CHAR", VoxelType.INT8),
            Map.entry("MET_UCHAR", VoxelType.UINT8),
            Map.entry("MET_SHORT", VoxelType.INT16),
            Map.entry("MET_USHORT", VoxelType.UINT16),
            Map.entry("MET_INT", VoxelType.INT32),
            Map.entry("MET_UINT", VoxelType.UINT32),
            Map.entry("MET_LONG", VoxelType.INT32),
            Map.entry("MET_ULONG", VoxelType.UINT32),
            Map.entry("MET_LONG_LONG", VoxelType.INT64),
            Map.entry("MET_ULONG_LONG", VoxelType.UINT64),
            Map.entry("MET_FLOAT", VoxelType.FLOAT32),
            Map.entry("MET_DOUBLE", VoxelType.FLOAT64));

    private MetaImageReader() {}

    /** Whether a file begins like MetaImage. */
    public static boolean isMetaImage(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(LOOKED_AT), StandardCharsets.ISO_8859_1).matches(FIRST_FIELD);
        }
    }

    /**
     * Reads a volume, of several the first; a planar file becomes one slice.
     *
     * @param warnings is told, in a sentence each, of volumes that are left out and of what the header does not say
     * @throws MalformedFileException if the header is wrong, does not fit the data, or asks for what cannot be read
     */
    public static Volume read(Path path, Consumer<String> warnings) throws IOException {
        long volumes = volumes(path);
        if (volumes > 1) {
            warnings.accept("the file has " + volumes + " volumes (4D): the first is used");
        }
        return read(path, 0, warnings);
    }

    /** Reads one of several volumes, counted from 0, likewise. */
    public static Volume read(Path path, long number, Consumer<String> warnings) throws IOException {
        TextHeader header = header(path);
        requireGreyImage(header);
        long[] sizes = sizes(header);
        return read(header, geometry(header, size(sizes), warnings), volumes(sizes), number);
    }

    /**
     * Reads a volume whose third axis is time: of several volumes of one slice all of them, along that axis.
     *
     * @throws MalformedFileException also if there are several volumes of several slices
     */
    public static Volume readFrames(Path path, Consumer<String> warnings) throws IOException {
        TextHeader header = header(path);
        requireGreyImage(header);
        return read(header, framesGrid(header, warnings), 1, 0);
    }

    /** The grid of all volumes of one slice along time; that of a single volume. */
    private static VolumeGeometry framesGrid(TextHeader header, Consumer<String> warnings)
            throws MalformedFileException {
        long[] sizes = sizes(header);
        long volumes = volumes(sizes);
        VolumeGeometry geometry = geometry(header, size(sizes), warnings);
        if (volumes > 1 && sizes[2] > 1) {
            throw new MalformedFileException(
                    header.path(),
                    "holds " + volumes + " volumes of " + sizes[2]
                            + " slices but the model sees pictures that follow each other in time",
                    "save one slice of all times, or choose another model");
        }
        return volumes == 1 ? geometry : geometry.inTime(volumes);
    }

    private static Volume read(TextHeader header, VolumeGeometry geometry, long volumes, long number)
            throws IOException {
        double slope = numberOr(header, "ElementToIntensityFunctionSlope", 1);
        double intercept = numberOr(header, "ElementToIntensityFunctionOffset", 0);
        return isBinary(header)
                ? stored(header, geometry, volumes).read(geometry, slope, intercept, number)
                : new TextVoxels(voxelFiles(header, geometry.voxelCount() * volumes), volumes, "DimSize")
                        .read(geometry, slope, intercept, number);
    }

    /**
     * The files that a volume lies in: that of the header, and those that it names.
     *
     * @throws MalformedFileException as {@link #read}, of the header
     */
    public static List<Path> files(Path path) throws IOException {
        TextHeader header = header(path);
        return Stream.concat(Stream.of(path), dataFiles(header, sizes(header)).stream())
                .distinct()
                .toList();
    }

    /**
     * What the header says of the volume.
     *
     * @param inTime whether it is to be read as {@link #readFrames} does
     * @throws MalformedFileException as {@link #read}, of the header
     */
    public static VolumeHeader sketch(Path path, boolean inTime) throws IOException {
        TextHeader header = header(path);
        long[] sizes = sizes(header);
        VolumeGeometry geometry =
                inTime ? framesGrid(header, warning -> {}) : geometry(header, size(sizes), warning -> {});
        int scratch = isBinary(header)
                ? stored(header, geometry, inTime ? 1 : volumes(sizes)).scratchBytes()
                : Float.BYTES;
        return VolumeHeader.of(VolumeFormat.METAIMAGE, geometry, scratch);
    }

    private static boolean isBinary(TextHeader header) throws MalformedFileException {
        return flag(header, "BinaryData", true);
    }

    private static StoredVoxels stored(TextHeader header, VolumeGeometry geometry, long volumes) throws IOException {
        List<VoxelFile> files = voxelFiles(header, geometry.voxelCount() * volumes);
        return new StoredVoxels(files, type(header), order(header), volumes, "DimSize");
    }

    /**
     * How many volumes follow each other, as the header says.
     *
     * @throws MalformedFileException as {@link #read}, of the sizes
     */
    public static long volumes(Path path) throws IOException {
        return volumes(sizes(header(path)));
    }

    private static long volumes(long[] sizes) {
        return sizes.length == 4 ? sizes[3] : 1;
    }

    private static long[] size(long[] sizes) {
        return new long[] {sizes[0], sizes[1], sizes.length > 2 ? sizes[2] : 1};
    }

    private static long[] sizes(TextHeader header) throws MalformedFileException {
        int axes = (int) header.wholeNumbers("NDims", 1, 2, 4)[0];
        long[] sizes = header.wholeNumbers("DimSize", axes, 1, Integer.MAX_VALUE);
        VoxelRoom.requireSensible(
                header.path(), "DimSize", Arrays.stream(sizes).asDoubleStream().toArray());
        return sizes;
    }

    /** The lines up to that of ElementDataFile, after which voxels may follow. */
    private static TextHeader header(Path path) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(TextHeader.LONGEST);
        }
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int at = 0; at < bytes.length && !fields.containsKey(LAST_FIELD); ) {
            int end = at;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            addField(path, fields, new String(bytes, at, end - at, StandardCharsets.UTF_8));
            at = Math.min(end + 1, bytes.length);
            if (fields.containsKey(LAST_FIELD)) {
                return new TextHeader(path, fields, at);
            }
        }
        throw new MalformedFileException(
                path, "has no field ElementDataFile in its first " + bytes.length + " bytes", StoredVoxels.COPY_AGAIN);
    }

    private static void addField(Path path, Map<String, String> fields, String line) throws MalformedFileException {
        int equals = line.indexOf('=');
        if (line.isBlank()) {
            return;
        }
        if (equals < 0) {
            throw new MalformedFileException(
                    path, "has a line without '=' before its field ElementDataFile", StoredVoxels.COPY_AGAIN);
        }
        String name = line.substring(0, equals).strip();
        if (fields.put(name, line.substring(equals + 1).strip()) != null && !name.equalsIgnoreCase("Comment")) {
            throw new MalformedFileException(
                    path, "has the field '" + TextHeader.shown(name) + "' twice", "export it again");
        }
    }

    private static void requireGreyImage(TextHeader header) throws MalformedFileException {
        String object = header.field("ObjectType").orElse("Image");
        if (!object.equals("Image")) {
            throw header.malformed("its field 'ObjectType' is '" + TextHeader.shown(object) + "' but must be Image");
        }
        if (numberOr(header, "ElementNumberOfChannels", 1) != 1) {
            throw new MalformedFileException(
                    header.path(), "has several numbers a voxel (ElementNumberOfChannels)", CONVERT);
        }
    }

    private static boolean flag(TextHeader header, String name, boolean fallback) {
        return header.field(name)
                .map(text -> text.toLowerCase(Locale.ROOT).matches("t(rue)?|1"))
                .orElse(fallback);
    }

    private static double numberOr(TextHeader header, String name, double fallback) throws MalformedFileException {
        double number = header.field(name).isPresent() ? header.numbers(name, 1)[0] : fallback;
        if (!Double.isFinite(number)) {
            throw header.malformed("its field '" + name + "' is " + number + " but must be finite");
        }
        return number;
    }

    private static VolumeGeometry geometry(TextHeader header, long[] size, Consumer<String> warnings)
            throws MalformedFileException {
        String spacingField = header.field("ElementSpacing").isPresent() ? "ElementSpacing" : "ElementSize";
        OptionalDouble unit =
                LengthUnit.millimetres(header.field("DistanceUnits").orElse("mm"));
        if (header.field(spacingField).isEmpty() || unit.isEmpty()) {
            warnings.accept("the file says no voxel size in a unit of length: nothing is measured in mm");
            return VolumeGeometry.uncalibrated(size[0], size[1], size[2]);
        }
        int axes = (int) header.wholeNumbers("NDims", 1, 2, 4)[0];
        double[] spacing = header.numbers(spacingField, axes);
        double[] matrix = matrix(header, axes);
        double[][] steps = new double[3][];
        for (int axis = 0; axis < Math.min(3, axes); axis++) {
            steps[axis] = new double[3];
            for (int row = 0; row < Math.min(3, axes); row++) {
                steps[axis][row] = matrix[axis * axes + row] * spacing[axis];
            }
        }
        VolumeGeometry geometry = new GridAxes(size, steps, origin(header, axes, warnings), unit.getAsDouble())
                .geometry(header.path(), "TransformMatrix, ElementSpacing and Offset");
        return hasPosition(header) ? geometry : geometry.withoutPlace();
    }

    /** Directions of the axes, one after the other; those of the patient if the header says nothing. */
    private static double[] matrix(TextHeader header, int axes) throws MalformedFileException {
        for (String name : new String[] {"TransformMatrix", "Orientation", "Rotation"}) {
            if (header.field(name).isPresent()) {
                return header.numbers(name, axes * axes);
            }
        }
        double[] identity = new double[axes * axes];
        for (int axis = 0; axis < axes; axis++) {
            identity[axis * axes + axis] = 1;
        }
        return identity;
    }

    private static boolean hasPosition(TextHeader header) {
        return POSITIONS.stream().anyMatch(name -> header.field(name).isPresent());
    }

    private static double[] origin(TextHeader header, int axes, Consumer<String> warnings)
            throws MalformedFileException {
        for (String name : POSITIONS) {
            if (header.field(name).isPresent()) {
                return Arrays.copyOf(Arrays.copyOf(header.numbers(name, axes), Math.min(3, axes)), 3);
            }
        }
        warnings.accept(
                "the file says no position in the patient: sizes are in mm, but positions and left and right are unknown");
        return new double[3];
    }

    private static List<VoxelFile> voxelFiles(TextHeader header, long numbers) throws IOException {
        List<Path> data = dataFiles(header, sizes(header));
        List<VoxelFile> files = new ArrayList<>();
        for (Path file : data) {
            files.add(voxelFile(header, file, numbers / data.size()));
        }
        return files;
    }

    /** A HeaderSize of -1 means that the voxels end with the file. */
    private static VoxelFile voxelFile(TextHeader header, Path file, long numbers) throws IOException {
        long start = file.equals(header.path()) ? header.end() : 0;
        long skip = header.field("HeaderSize").isPresent()
                ? header.wholeNumbers("HeaderSize", 1, -1, Integer.MAX_VALUE)[0]
                : 0;
        start = skip < 0
                ? Math.max(start, Files.size(file) - numbers * type(header).bytes())
                : start + skip;
        Packing packing =
                flag(header, "CompressedData", false) ? Packing.gzipOr(Packing.ZLIB, file, start) : Packing.NONE;
        return new VoxelFile(file, packing, start, 0);
    }

    /** That of the header itself where the voxels follow it. */
    private static List<Path> dataFiles(TextHeader header, long[] sizes) throws IOException {
        String name = header.require(LAST_FIELD);
        if (name.equalsIgnoreCase("local")) {
            return List.of(header.path());
        }
        return ManyFiles.areNamed(name)
                ? ManyFiles.of(header, LAST_FIELD, name, sizes)
                : List.of(SiblingFile.of(header.path(), "its field '" + LAST_FIELD + "'", name));
    }

    private static ByteOrder order(TextHeader header) {
        boolean big = flag(header, "BinaryDataByteOrderMSB", flag(header, "ElementByteOrderMSB", false));
        return big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private static VoxelType type(TextHeader header) throws MalformedFileException {
        String name = header.require("ElementType");
        VoxelType type = TYPES.get(name);
        if (type == null) {
            throw header.malformed("its field 'ElementType' is '" + TextHeader.shown(name)
                    + "' but must be one of MET_CHAR to MET_DOUBLE");
        }
        return type;
    }
}
