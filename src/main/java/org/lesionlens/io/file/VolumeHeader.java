package org.lesionlens.io.file;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * What a file or folder says of its volume before its voxels are read.
 *
 * @param format told by content
 * @param size voxels along x, y and z
 */
public record VolumeHeader(VolumeFormat format, long[] size) {
    /** How many voxels that are. */
    public long voxels() {
        return Arrays.stream(size).reduce(1, Math::multiplyExact);
    }

    /** For people: 208 x 208 x 20. */
    public String shownSize() {
        return Arrays.stream(size).mapToObj(Long::toString).collect(Collectors.joining(" x "));
    }
}
