package org.lesionlens.io.nifti;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.lesionlens.io.MalformedFileException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What a NIfTI-1 header says about the voxels: how they are stored and where they lie.
 *
 * @param order byte order of header and voxels
 * @param type how a voxel is stored
 * @param voxelOffset first byte of the voxels, at least 352
 * @param slope factor from stored numbers to intensities; never 0
 * @param intercept intensity of the stored number 0
 * @param geometry the grid, LPS mm
 */
record NiftiHeader(
        ByteOrder order, NiftiType type, long voxelOffset, double slope, double intercept, VolumeGeometry geometry) {
    static final int BYTES = 348;
    static final int NIFTI_2_BYTES = 540;
    static final int FIRST_VOXEL = 352;
    static final int DIM = 40;
    static final int DATATYPE = 70;
    static final int BITPIX = 72;
    static final int PIXDIM = 76;
    static final int VOX_OFFSET = 108;
    static final int SLOPE = 112;
    static final int INTERCEPT = 116;
    static final int UNITS = 123;
    static final int MAGIC = 344;
    private static final String CONVERT = "convert it to a single NIfTI-1 file (.nii or .nii.gz)";

    /**
     * Reads a header.
     *
     * @param bytes the first {@value #BYTES} bytes of the (decompressed) file, or fewer if it ends there
     */
    static NiftiHeader parse(Path path, byte[] bytes) throws MalformedFileException {
        ByteBuffer header = ByteBuffer.wrap(bytes).order(requireOrder(path, bytes));
        requireMagic(path, bytes);
        long[] size = size(path, header);
        NiftiType type = type(path, header);
        float slope = header.getFloat(SLOPE);
        boolean scaled = slope != 0 && Float.isFinite(slope);
        float intercept = scaled ? header.getFloat(INTERCEPT) : 0;
        if (!Float.isFinite(intercept)) {
            throw new MalformedFileException(
                    path, "scl_inter (offset 116) is " + intercept + " but must be finite", "correct the header");
        }
        VolumeGeometry geometry = NiftiOrientation.geometry(path, header, size);
        return new NiftiHeader(
                header.order(), type, voxelOffset(path, header), scaled ? slope : 1, intercept, geometry);
    }

    /** How many bytes the voxels take. */
    long voxelBytes() {
        return Math.multiplyExact(geometry.voxelCount(), type.bytes);
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
        if (announced == NIFTI_2_BYTES) {
            throw new MalformedFileException(path, "is NIfTI-2 (header of 540 bytes), which cannot be read", CONVERT);
        }
        if (announced != BYTES) {
            throw new MalformedFileException(
                    path, "has no header length of 348 at offset 0, so it is not NIfTI-1", CONVERT);
        }
        if (bytes.length < BYTES) {
            throw new MalformedFileException(
                    path, "found " + bytes.length + " of 348 header bytes", "the file is cut off: copy it again");
        }
        return bytes[0] == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    private static void requireMagic(Path path, byte[] bytes) throws MalformedFileException {
        String magic = new String(bytes, MAGIC, 4, StandardCharsets.ISO_8859_1);
        if (magic.equals("ni1\0")) {
            throw new MalformedFileException(path, "is the header of a .hdr/.img pair, which cannot be read", CONVERT);
        }
        if (!magic.equals("n+1\0")) {
            throw new MalformedFileException(
                    path,
                    "has no NIfTI-1 magic 'n+1' at offset 344 (Analyze 7.5 has none and no orientation)",
                    CONVERT);
        }
    }

    private static long[] size(Path path, ByteBuffer header) throws MalformedFileException {
        int dimensions = header.getShort(DIM);
        if (dimensions < 1 || dimensions > 7) {
            throw new MalformedFileException(
                    path, "dim[0] (offset 40) is " + dimensions + " but must be 1 to 7", "correct the header");
        }
        long[] size = {1, 1, 1};
        for (int i = 1; i <= dimensions; i++) {
            int n = header.getShort(DIM + 2 * i);
            if (n < 1) {
                throw new MalformedFileException(
                        path,
                        "dim[" + i + "] (offset " + (DIM + 2 * i) + ") is " + n + " but must be at least 1",
                        "correct the header");
            }
            if (i > 3 && n > 1) {
                throw new MalformedFileException(
                        path,
                        "has " + dimensions + " dimensions (dim[" + i + "] is " + n + ") but must be one 3D volume",
                        "save the volume that you want to its own file, for example with fslroi or nibabel's slicer");
            }
            if (i <= 3) {
                size[i - 1] = n;
            }
        }
        return size;
    }

    private static NiftiType type(Path path, ByteBuffer header) throws MalformedFileException {
        int code = header.getShort(DATATYPE);
        NiftiType type = NiftiType.of(code)
                .orElseThrow(() -> new MalformedFileException(
                        path,
                        "datatype (offset 70) is " + code + ", " + NiftiType.nameOf(code)
                                + ", but must be an integer or float type of 8 to 64 bits",
                        "convert it to grey values, for example int16 or float32"));
        int bits = header.getShort(BITPIX);
        if (bits != 0 && bits != 8 * type.bytes) {
            throw new MalformedFileException(
                    path,
                    "bitpix (offset 72) is " + bits + " but datatype " + code + " (" + type + ") has " + 8 * type.bytes,
                    "correct the header");
        }
        return type;
    }

    private static long voxelOffset(Path path, ByteBuffer header) throws MalformedFileException {
        float offset = header.getFloat(VOX_OFFSET);
        if (!(offset >= FIRST_VOXEL && offset <= Integer.MAX_VALUE && offset == Math.rint(offset))) {
            throw new MalformedFileException(
                    path,
                    "vox_offset (offset 108) is " + offset + " but must be a whole number of at least 352",
                    "correct the header");
        }
        return (long) offset;
    }
}
