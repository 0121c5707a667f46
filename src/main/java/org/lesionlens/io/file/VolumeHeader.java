package org.lesionlens.io.file;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.lesionlens.volume.ImageTraits;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What a file or folder says of its volume before its voxels are read.
 *
 * @param format told by content
 * @param size voxels along x, y and z
 * @param sliceAxis along which slices follow each other, 0 to 2
 * @param scratchBytes that a voxel takes on disk where the volume does not fit the memory: 0 if it is read from its file then
 * @param sketch what else it says; empty of a picture, which has to be read
 */
public record VolumeHeader(
        VolumeFormat format, List<Long> size, int sliceAxis, int scratchBytes, Optional<Sketch> sketch) {
    /**
     * Grid and kind.
     *
     * @param traits without what only voxels tell
     */
    public record Sketch(VolumeGeometry geometry, ImageTraits traits) {}

    /** Takes a copy. */
    public VolumeHeader {
        size = List.copyOf(size);
    }

    /** That of a picture. */
    public VolumeHeader(VolumeFormat format, List<Long> size, int sliceAxis, int scratchBytes) {
        this(format, size, sliceAxis, scratchBytes, Optional.empty());
    }

    /** That of a volume on a grid, of a kind that nobody says. */
    public static VolumeHeader of(VolumeFormat format, VolumeGeometry geometry, int scratchBytes) {
        return new VolumeHeader(
                format,
                Arrays.stream(geometry.size()).boxed().toList(),
                geometry.sliceAxis(),
                scratchBytes,
                Optional.of(new Sketch(geometry, new ImageTraits(Optional.empty(), false, false))));
    }

    /** The same of a kind. */
    public VolumeHeader with(ImageTraits traits) {
        return new VolumeHeader(
                format, size, sliceAxis, scratchBytes, sketch.map(known -> new Sketch(known.geometry(), traits)));
    }

    /** The same for a file that is gone when the voxels are asked for. */
    public VolumeHeader unpacked() {
        return new VolumeHeader(format, size, sliceAxis, scratchBytes == 0 ? Float.BYTES : scratchBytes, sketch);
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
