package org.lesionlens.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFDirectory;
import javax.imageio.plugins.tiff.TIFFField;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * The pages of a stack that ImageJ wrote into more than 4 GB: only the first has a directory, the others follow it.
 *
 * @param start of the first page
 */
record ContiguousPages(Path path, long start, VoxelType type, ByteOrder order) {
    /**
     * Finds them.
     *
     * @throws MalformedFileException if they are compressed or coloured, or the file ends before the last of them
     */
    static ContiguousPages of(Path path, TIFFDirectory first, TiffGrid grid, long[] size) throws IOException {
        TIFFField offsets = first.getTIFFField(BaselineTIFFTagSet.TAG_STRIP_OFFSETS);
        VoxelType type = TiffPixels.of(first).plain().orElse(null);
        if (offsets == null || offsets.getCount() == 0 || type == null) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of 1 page whose ImageJ description announces more, but they are not grey and uncompressed",
                    "save it again with ImageJ, in less than 4 GB");
        }
        long start = offsets.getAsLong(0);
        double end = start + (double) size[0] * size[1] * type.bytes() * grid.pages();
        if (end > Files.size(path)) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of 1 page whose ImageJ description announces " + grid.pages() + ", which end at byte "
                            + (long) end + " of " + Files.size(path),
                    StoredVoxels.COPY_AGAIN);
        }
        try (InputStream in = Files.newInputStream(path)) {
            return new ContiguousPages(
                    path, start, type, in.read() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        }
    }

    Volume read(TiffGrid grid, VolumeGeometry geometry) throws IOException {
        Volume volume = Volume.allocate(geometry);
        Cursor<FloatType> voxels = Views.flatIterable(volume.voxels()).cursor();
        byte[] row = new byte[Math.toIntExact(geometry.size(0) * type.bytes())];
        for (int slice = 0; slice < grid.slices(); slice++) {
            long page = grid.page().applyAsInt(slice);
            try (InputStream in = Packing.NONE.open(path, start + page * row.length * geometry.size(1))) {
                for (long y = 0; y < geometry.size(1); y++) {
                    if (in.readNBytes(row, 0, row.length) < row.length) {
                        throw new EOFException(path + " became shorter while it was read");
                    }
                    fill(voxels, ByteBuffer.wrap(row).order(order), grid);
                }
            }
        }
        return volume;
    }

    private void fill(Cursor<FloatType> voxels, ByteBuffer row, TiffGrid grid) {
        for (int at = 0; at < row.capacity(); at += type.bytes()) {
            voxels.next().setReal(grid.slope() * type.value(row, at) + grid.intercept());
        }
    }
}
