package org.lesionlens.io.nrrd;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.lesionlens.io.file.FrameSteps;
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
import org.lesionlens.io.file.VoxelType;
import org.lesionlens.volume.Volume;

/**
 * Reads NRRD as {@link Volume}s: encodings raw, text, gzip and bzip2, data attached or in one or several other files of
 * the same folder ({@link ManyFiles}).
 *
 * <p>Voxels are the stored numbers as float (whole numbers above 2^24 are rounded). The grid is that of the file
 * ({@link NrrdGrid}). Several numbers a voxel and hexadecimal data are refused.
 */
public final class NrrdReader {
    private static final String MAGIC = "NRRD000";
    private static final String DATA_FILE = "data file";
    private static final List<String> DATA_FILES = List.of(DATA_FILE, "datafile");
    private static final List<String> TEXT = List.of("text", "txt", "ascii");
    private static final String CONVERT = "save it with the encoding raw or gzip";
    private static final Map<String, VoxelType> TYPES = types();

    private NrrdReader() {}

    /** Whether a file begins like NRRD. */
    public static boolean isNrrd(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            return new String(in.readNBytes(MAGIC.length()), StandardCharsets.ISO_8859_1).equals(MAGIC);
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
        Volume first = read(path, 0, warnings);
        if (volumes > 1) {
            warnings.accept("the file has " + volumes + " volumes: the first is used");
        }
        return first;
    }

    /** Reads one of several volumes, counted from 0, likewise. */
    public static Volume read(Path path, long number, Consumer<String> warnings) throws IOException {
        TextHeader header = header(path);
        return read(header, NrrdGrid.of(header, warnings), number);
    }

    /**
     * Reads a volume whose third axis is time: of several volumes of one slice all of them, along that axis.
     *
     * @throws MalformedFileException also if there are several volumes of several slices, or of axes that are no time
     */
    public static Volume readFrames(Path path, Consumer<String> warnings) throws IOException {
        TextHeader header = header(path);
        return read(header, NrrdGrid.of(header, warnings).inTime(header), 0);
    }

    /**
     * How the frames that {@link #readFrames} reads follow each other.
     *
     * @throws MalformedFileException as {@link #read}, of the header
     */
    public static FrameSteps frameSteps(Path path) throws IOException {
        TextHeader header = header(path);
        return NrrdGrid.of(header, warning -> {}).frameSteps(header);
    }

    private static Volume read(TextHeader header, NrrdGrid grid, long number) throws IOException {
        return isText(header)
                ? new TextVoxels(voxelFiles(header, grid), grid.volumes(), "sizes").read(grid.geometry(), 1, 0, number)
                : stored(header, grid).read(grid.geometry(), 1, 0, number);
    }

    private static StoredVoxels stored(TextHeader header, NrrdGrid grid) throws IOException {
        List<VoxelFile> files = voxelFiles(header, grid);
        VoxelType type = type(header);
        return new StoredVoxels(files, type, order(header, type), grid.volumes(), "sizes");
    }

    /**
     * The files that a volume lies in: that of the header, and those that it names.
     *
     * @throws MalformedFileException as {@link #read}, of the header
     */
    public static List<Path> files(Path path) throws IOException {
        TextHeader header = header(path);
        List<Path> files = new ArrayList<>(List.of(path));
        files.addAll(dataFiles(header, NrrdGrid.sizes(header)));
        return files;
    }

    /**
     * What the header says of the volume.
     *
     * @param inTime whether it is to be read as {@link #readFrames} does
     * @throws MalformedFileException as {@link #read}, of the header
     */
    public static VolumeHeader sketch(Path path, boolean inTime) throws IOException {
        TextHeader header = header(path);
        NrrdGrid volumes = NrrdGrid.of(header, warning -> {});
        NrrdGrid grid = inTime ? volumes.inTime(header) : volumes;
        int scratch = isText(header) ? Float.BYTES : stored(header, grid).scratchBytes();
        return VolumeHeader.of(VolumeFormat.NRRD, grid.geometry(), scratch);
    }

    /**
     * How many volumes follow each other, as the header says.
     *
     * @throws MalformedFileException as {@link #read}, of the header
     */
    public static long volumes(Path path) throws IOException {
        return NrrdGrid.of(header(path), warning -> {}).volumes();
    }

    private static TextHeader header(Path path) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(path)) {
            bytes = in.readNBytes(TextHeader.LONGEST);
        }
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        int number = 1;
        for (int at = end(bytes, 0); at < bytes.length; number++) {
            int end = end(bytes, at);
            String line = new String(bytes, at, end - at, StandardCharsets.UTF_8).strip();
            at = end;
            if (line.isEmpty()) {
                return new TextHeader(path, fields, at);
            }
            addField(path, fields, line, number + 1);
            if (field(fields).filter(ManyFiles::isList).isPresent()) {
                return new TextHeader(path, fields, at);
            }
        }
        TextHeader whole = new TextHeader(path, fields, bytes.length);
        if (bytes.length == TextHeader.LONGEST || field(fields).isEmpty()) {
            throw whole.malformed("has no empty line after its header, in " + bytes.length + " bytes");
        }
        return whole;
    }

    /** The offset after the line that begins at one. */
    private static int end(byte[] bytes, int at) {
        int end = at;
        while (end < bytes.length && bytes[end] != '\n') {
            end++;
        }
        return Math.min(end + 1, bytes.length);
    }

    /** Comments and key/value pairs are passed over: they may say who the patient is. */
    private static void addField(Path path, Map<String, String> fields, String line, int number)
            throws MalformedFileException {
        int colon = line.indexOf(':');
        if (line.startsWith("#") || line.startsWith(":=", Math.max(colon, 0))) {
            return;
        }
        if (colon < 0) {
            throw new MalformedFileException(
                    path, "line " + number + " of its header is no 'field: value'", "export it again");
        }
        String name = line.substring(0, colon).strip();
        if (fields.put(name, line.substring(colon + 1).strip()) != null) {
            throw new MalformedFileException(
                    path, "has the field '" + TextHeader.shown(name) + "' twice", "export it again");
        }
    }

    /** What the header says of files of data; what follows a list of them is no field. */
    private static Optional<String> field(Map<String, String> fields) {
        return DATA_FILES.stream().filter(fields::containsKey).map(fields::get).findFirst();
    }

    /** None if the data follow the header. */
    private static List<Path> dataFiles(TextHeader header, long[] sizes) throws IOException {
        Optional<String> name = field(header.fields());
        if (name.isEmpty()) {
            return List.of();
        }
        return ManyFiles.areNamed(name.get())
                ? ManyFiles.of(header, DATA_FILE, name.get(), sizes)
                : List.of(SiblingFile.of(header.path(), "its field '" + DATA_FILE + "'", name.get()));
    }

    private static List<VoxelFile> voxelFiles(TextHeader header, NrrdGrid grid) throws IOException {
        Packing packing = packing(header);
        requireNoLineSkip(header);
        long skip = byteSkip(header, packing);
        List<Path> data = dataFiles(header, NrrdGrid.sizes(header));
        if (data.isEmpty()) {
            return List.of(voxelFile(header, packing, skip, header.path(), grid.numbers()));
        }
        List<VoxelFile> files = new ArrayList<>();
        for (Path file : data) {
            files.add(voxelFile(header, packing, skip, file, grid.numbers() / data.size()));
        }
        return files;
    }

    /** A skip of -1 means that the voxels end with the file. */
    private static VoxelFile voxelFile(TextHeader header, Packing packing, long skip, Path file, long numbers)
            throws IOException {
        long start = file.equals(header.path()) ? header.end() : 0;
        if (skip < 0) {
            return new VoxelFile(
                    file,
                    packing,
                    Math.max(start, Files.size(file) - numbers * type(header).bytes()),
                    0);
        }
        boolean plain = packing == Packing.NONE;
        return new VoxelFile(file, packing, plain ? start + skip : start, plain ? 0 : skip);
    }

    private static boolean isText(TextHeader header) throws MalformedFileException {
        return TEXT.contains(header.require("encoding").toLowerCase(Locale.ROOT));
    }

    private static VoxelType type(TextHeader header) throws MalformedFileException {
        String name = header.require("type").toLowerCase(Locale.ROOT);
        VoxelType type = TYPES.get(name);
        if (type == null) {
            throw header.malformed("its field 'type' is '" + TextHeader.shown(name)
                    + "' but must be an integer or floating-point type of 8 to 64 bits");
        }
        return type;
    }

    private static Packing packing(TextHeader header) throws MalformedFileException {
        String encoding = header.require("encoding").toLowerCase(Locale.ROOT);
        return switch (encoding) {
            case "raw" -> Packing.NONE;
            case "text", "txt", "ascii" -> Packing.NONE;
            case "gzip", "gz" -> Packing.GZIP;
            case "bzip2", "bz2" -> Packing.BZIP2;
            default ->
                throw new MalformedFileException(
                        header.path(),
                        "its field 'encoding' is '" + TextHeader.shown(encoding)
                                + "' but must be raw, text, gzip or bzip2",
                        CONVERT);
        };
    }

    private static ByteOrder order(TextHeader header, VoxelType type) throws MalformedFileException {
        if (type.bytes() == 1) {
            return ByteOrder.LITTLE_ENDIAN;
        }
        String endian = header.require("endian").toLowerCase(Locale.ROOT);
        return switch (endian) {
            case "little" -> ByteOrder.LITTLE_ENDIAN;
            case "big" -> ByteOrder.BIG_ENDIAN;
            default ->
                throw header.malformed(
                        "its field 'endian' is '" + TextHeader.shown(endian) + "' but must be little or big");
        };
    }

    /** Bytes of the unpacked data before the first voxel; -1 for data that end with the (plain) file. */
    private static long byteSkip(TextHeader header, Packing packing) throws MalformedFileException {
        String name = header.field("byte skip").isPresent() ? "byte skip" : "byteskip";
        if (header.field(name).isEmpty()) {
            return 0;
        }
        boolean fromTheEnd = packing == Packing.NONE && !isText(header);
        return header.wholeNumbers(name, 1, fromTheEnd ? -1 : 0, Integer.MAX_VALUE)[0];
    }

    private static void requireNoLineSkip(TextHeader header) throws MalformedFileException {
        String lines = header.field("line skip", "lineskip").orElse("0");
        if (!lines.equals("0")) {
            throw new MalformedFileException(
                    header.path(),
                    "its field 'line skip' is '" + TextHeader.shown(lines) + "' but must be 0",
                    "save the data without lines before them");
        }
    }

    private static Map<String, VoxelType> types() {
        Map<String, VoxelType> types = new HashMap<>();
        add(types, VoxelType.INT8, "signed char", "int8", "int8_t");
        add(types, VoxelType.UINT8, "uchar", "unsigned char", "uint8", "uint8_t");
        add(types, VoxelType.INT16, "short", "short int", "signed short", "signed short int", "int16", "int16_t");
        add(types, VoxelType.UINT16, "ushort", "unsigned short", "unsigned short int", "uint16", "uint16_t");
        add(types, VoxelType.INT32, "int", "signed int", "int32", "int32_t");
        add(types, VoxelType.UINT32, "uint", "unsigned int", "uint32", "uint32_t");
        add(types, VoxelType.INT64, "longlong", "long long", "long long int", "signed long long");
        add(types, VoxelType.INT64, "signed long long int", "int64", "int64_t");
        add(types, VoxelType.UINT64, "ulonglong", "unsigned long long", "unsigned long long int", "uint64", "uint64_t");
        add(types, VoxelType.FLOAT32, "float");
        add(types, VoxelType.FLOAT64, "double");
        return types;
    }

    private static void add(Map<String, VoxelType> types, VoxelType type, String... names) {
        for (String name : names) {
            types.put(name, type);
        }
    }
}
