package org.lesionlens.io.file;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What a file or folder says of its volume before its voxels are read.
 *
 * @param format told by content
 * @param size voxels along x, y and z
 * @param sliceAxis along which slices follow each other, 0 to 2
 * @param scratchBytes that a voxel takes on disk where the volume does not fit the memory: 0 if it is read from its file then
 */
public record VolumeHeader(VolumeFormat format, List<Long> size, int sliceAxis, int scratchBytes) {
    /** Takes a copy. */
    public VolumeHeader {
        size = List.copyOf(size);
    }

    /** That of a volume on a grid. */
    public static VolumeHeader of(VolumeFormat format, VolumeGeometry geometry, int scratchBytes) {
        return new VolumeHeader(
                format, Arrays.stream(geometry.size()).boxed().toList(), geometry.sliceAxis(), scratchBytes);
    }

    /** The same for a file that is gone when the voxels are asked for. */
    public VolumeHeader unpacked() {
        return new VolumeHeader(format, size, sliceAxis, scratchBytes == 0 ? Float.BYTES : scratchBytes);
    }

    /** How many voxels that are. */
    public long voxels() {
        return size.stream().reduce(1L, Math::multiplyExact);
    }

    /** For people: 208 x 208 x 20. */
    public String shownSize() {
        return size.stream().map(String::valueOf).collect(Collectors.joining(" x "));
    }
}
