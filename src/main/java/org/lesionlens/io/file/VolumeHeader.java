package org.lesionlens.io.file;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a file or folder says of its volume before its voxels are read.
 *
 * @param format told by content
 * @param size voxels along x, y and z
 */
public record VolumeHeader(VolumeFormat format, List<Long> size) {
    /** Takes a copy. */
    public VolumeHeader {
        size = List.copyOf(size);
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
