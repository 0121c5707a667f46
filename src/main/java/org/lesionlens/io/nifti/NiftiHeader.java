package org.lesionlens.io.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.lesionlens.io.file.IntensityWindow;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What a NIfTI-1 or NIfTI-2 header says about the voxels: how they are stored and where they lie.
 *
 * @param pair whether the voxels lie in a file of their own (.img)
 * @param order byte order of header and voxels
 * @param type how a voxel is stored
 * @param voxelOffset first byte of the voxels, at least 352 (NIfTI-2: 544) if they follow the header
 * @param slope factor from stored numbers to intensities; never 0
 * @param intercept intensity of the stored number 0
 * @param geometry the grid, LPS mm
 * @param volumes how many follow each other (dim 4 to 7)
 * @param time how these follow each other
 * @param window the intensities to be shown (cal_min to cal_max), if the header says so
 */
record NiftiHeader(
        boolean pair,
        ByteOrder order,
        NiftiType type,
        long voxelOffset,
        double slope,
        double intercept,
        VolumeGeometry geometry,
        long volumes,
        NiftiTime time,
        Optional<IntensityWindow> window) {
    static final int BYTES = 348;
    static final int NIFTI_2_BYTES = 540;
    static final int DIM = 40;
    static final int MAGIC = 344;
    static final int NIFTI_2_MAGIC = 4;
    private static final int EXTENDER = 4;
    private static final int FIRST_CIFTI = 3000;
    private static final int LAST_CIFTI = 3099;
    private static final String CONVERT = "convert it to a single NIfTI file (.nii or .nii.gz)";

    /**
     * Reads a header.
     *
     * @param bytes the first {@value #BYTES} (NIfTI-2: {@value #NIFTI_2_BYTES}) bytes of the (decompressed) file, or
     *     fewer if it ends there
     */
    static NiftiHeader parse(Path path, byte[] bytes, Consumer<String> warnings) throws MalformedFileException {
        ByteBuffer header = ByteBuffer.wrap(bytes).order(requireOrder(path, bytes));
        boolean pair = isPair(path, bytes);
        requireNoCifti(path, header);
        NiftiSizes sizes = NiftiSizes.of(path, header, warnings);
        NiftiType type = type(path, header);
        double slope = NiftiField.SCL_SLOPE.number(header);
        boolean scaled = slope != 0 && Double.isFinite(slope) && !type.isColour();
        double intercept = scaled ? NiftiField.SCL_INTER.number(header) : 0;
        if (!Double.isFinite(intercept)) {
            throw new MalformedFileException(
                    path,
                    NiftiField.SCL_INTER.text(header, 0) + " is " + intercept + " but must be finite",
                    "correct the header");
        }
        if (type.isColour()) {
            warnings.accept("the file is in colour: the brightness of its colours is used");
        }
        return new NiftiHeader(
                pair,
                header.order(),
                type,
                pair ? offset(path, header, 0) : offsetInOneFile(path, header, warnings),
                scaled ? slope : 1,
                intercept,
                NiftiOrientation.geometry(path, header, sizes.size(), warnings),
                sizes.volumes(),
                NiftiTime.of(header),
                IntensityWindow.of(NiftiField.CAL_MIN.number(header), NiftiField.CAL_MAX.number(header)));
    }

    /** The length of the header that a file's first bytes announce, 348 or 540, in either byte order; else 0. */
    static int announcedBytes(byte[] first) {
        if (first.length < Integer.BYTES) {
            return 0;
        }
        int big = ByteBuffer.wrap(first).getInt();
        int little = Integer.reverseBytes(big);
        if (big == BYTES || little == BYTES) {
            return BYTES;
        }
        return big == NIFTI_2_BYTES || little == NIFTI_2_BYTES ? NIFTI_2_BYTES : 0;
    }

    private static ByteOrder requireOrder(Path path, byte[] bytes) throws MalformedFileException {
        int announced = announcedBytes(bytes);
        if (announced == 0) {
            throw new MalformedFileException(
                    path, "has no header length of 348 or 540 at offset 0, so it is no NIfTI", CONVERT);
        }
        if (bytes.length < announced) {
            throw new MalformedFileException(
                    path,
                    "found " + bytes.length + " of " + announced + " header bytes",
                    "the file is cut off: copy it again");
        }
        return bytes[0] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** Whether the voxels lie in a file of their own, by the magic. */
    private static boolean isPair(Path path, byte[] bytes) throws MalformedFileException {
        boolean second = bytes.length == NIFTI_2_BYTES;
        int at = second ? NIFTI_2_MAGIC : MAGIC;
        String magic = new String(bytes, at, 4, StandardCharsets.ISO_8859_1);
        if (magic.equals(second ? "ni2\0" : "ni1\0")) {
            return true;
        }
        if (!magic.equals(second ? "n+2\0" : "n+1\0")) {
            throw new MalformedFileException(
                    path,
                    second
                            ? "has no NIfTI-2 magic 'n+2' or 'ni2' at offset 4"
                            : "has no NIfTI-1 magic 'n+1' or 'ni1' at offset 344 (Analyze 7.5 has none and does not say"
                                    + " which side is left)",
                    CONVERT);
        }
        return false;
    }

    private static void requireNoCifti(Path path, ByteBuffer header) throws MalformedFileException {
        int intent = (int) NiftiField.INTENT_CODE.number(header);
        if (intent >= FIRST_CIFTI && intent <= LAST_CIFTI) {
            throw cifti(path, NiftiField.INTENT_CODE.text(header, 0) + " " + intent);
        }
    }

    /** The refusal of what is no image. */
    static MalformedFileException cifti(Path path, String where) {
        return new MalformedFileException(
                path,
                "is CIFTI-2 (" + where + "): values along the brain's surface, not an image",
                "name the image (.nii or .nii.gz) that they were sampled from");
    }

    private static NiftiType type(Path path, ByteBuffer header) throws MalformedFileException {
        int code = (int) NiftiField.DATATYPE.number(header);
        NiftiType type = NiftiType.of(code)
                .orElseThrow(() -> new MalformedFileException(
                        path,
                        NiftiField.DATATYPE.text(header, 0) + " is " + code + ", " + NiftiType.nameOf(code)
                                + ", but must be an integer or float type of 8 to 64 bits",
                        "convert it to grey values, for example int16 or float32"));
        int bits = (int) NiftiField.BITPIX.number(header);
        if (bits != 0 && bits != 8 * type.bytes) {
            throw new MalformedFileException(
                    path,
                    NiftiField.BITPIX.text(header, 0) + " is " + bits + " but datatype " + code + " (" + type + ") has "
                            + 8 * type.bytes,
                    "correct the header");
        }
        return type;
    }

    /** Some programs leave it 0; then the voxels follow the header, if no extension says otherwise. */
    private static long offsetInOneFile(Path path, ByteBuffer header, Consumer<String> warnings)
            throws MalformedFileException {
        int least = header.capacity() + EXTENDER;
        if (NiftiField.VOX_OFFSET.number(header) == 0) {
            warnings.accept(
                    "the header says no place of the voxels (vox_offset is 0): they are read from byte " + least);
            return least;
        }
        return offset(path, header, least);
    }

    private static long offset(Path path, ByteBuffer header, int least) throws MalformedFileException {
        double offset = NiftiField.VOX_OFFSET.number(header);
        if (!(offset >= least && offset <= Integer.MAX_VALUE && offset == Math.rint(offset))) {
            throw new MalformedFileException(
                    path,
                    NiftiField.VOX_OFFSET.text(header, 0) + " is " + offset + " but must be a whole number of at least "
                            + least,
                    "correct the header");
        }
        return (long) offset;
    }
}
