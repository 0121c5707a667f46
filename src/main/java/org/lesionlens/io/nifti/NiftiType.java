package org.lesionlens.io.nifti;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.io.file.VoxelType;

/** NIfTI's codes of the data types that have one number or colour a voxel. */
enum NiftiType {
    UINT8(2, VoxelType.UINT8),
    INT16(4, VoxelType.INT16),
    INT32(8, VoxelType.INT32),
    FLOAT32(16, VoxelType.FLOAT32),
    FLOAT64(64, VoxelType.FLOAT64),
    INT8(256, VoxelType.INT8),
    UINT16(512, VoxelType.UINT16),
    UINT32(768, VoxelType.UINT32),
    INT64(1024, VoxelType.INT64),
    UINT64(1280, VoxelType.UINT64),
    RGB24(128, VoxelType.RGB24),
    RGBA32(2304, VoxelType.RGBA32);

    private static final Map<Integer, String> OTHERS = Map.of(
            1, "1-bit binary",
            32, "complex64",
            1536, "float128",
            1792, "complex128",
            2048, "complex256");

    final int code;
    final VoxelType stored;
    final int bytes;

    NiftiType(int code, VoxelType stored) {
        this.code = code;
        this.stored = stored;
        this.bytes = stored.bytes();
    }

    /** Whether a voxel is a colour, which becomes its brightness. */
    boolean isColour() {
        return this == RGB24 || this == RGBA32;
    }

    static Optional<NiftiType> of(int code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }

    /** What people call a data type that cannot be read. */
    static String nameOf(int code) {
        return OTHERS.getOrDefault(code, "unknown");
    }
}
