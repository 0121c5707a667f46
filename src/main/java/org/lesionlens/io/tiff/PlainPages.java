package org.lesionlens.io.tiff;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.function.IntToLongFunction;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.Packing;
import org.lesionlens.io.file.StoredVoxels;
import org.lesionlens.io.file.VoxelType;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * Pages of grey numbers that are not compressed, each in one piece, as ImageJ and many others save them: read as they are
 * stored, which no decoder does for those that ImageJ saves with a colour table.
 *
 * @param start of a slice
 */
record PlainPages(Path path, IntToLongFunction start, VoxelType type, ByteOrder order) {
    /** Where a page begins; nowhere if it is compressed, coloured or in several pieces. */
    static OptionalLong start(TiffPage page, TiffPixels pixels) throws IOException {
        boolean whole = page.count(BaselineTIFFTagSet.TAG_STRIP_OFFSETS) == 1
                && !pixels.tiled()
                && page.number(BaselineTIFFTagSet.TAG_FILL_ORDER, 1) == 1;
        return whole && pixels.plain().isPresent()
                ? OptionalLong.of(page.number(BaselineTIFFTagSet.TAG_STRIP_OFFSETS, 0))
                : OptionalLong.empty();
    }

    /**
     * Those of a stack that ImageJ wrote into more than 4 GB: only the first has a directory, the others follow it.
     *
     * @throws MalformedFileException if they are compressed or coloured, or the file ends before the last of them
     */
    static PlainPages following(TiffPage first, TiffGrid grid, ByteOrder order) throws IOException {
        Path path = first.path();
        VoxelType type = TiffPixels.of(first).plain().orElse(null);
        if (first.count(BaselineTIFFTagSet.TAG_STRIP_OFFSETS) == 0 || type == null) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of 1 page whose ImageJ description announces more, but they are not grey and uncompressed",
                    "save it again with ImageJ, in less than 4 GB");
        }
        long start = first.number(BaselineTIFFTagSet.TAG_STRIP_OFFSETS, 0);
        long[] size = first.size();
        double end = start + (double) size[0] * size[1] * type.bytes() * grid.pages();
        if (end > Files.size(path)) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF of 1 page whose ImageJ description announces " + grid.pages() + ", which end at byte "
                            + (long) end + " of " + Files.size(path),
                    StoredVoxels.COPY_AGAIN);
        }
        long page = size[0] * size[1] * type.bytes();
        return new PlainPages(path, slice -> start + grid.page().applyAsInt(slice) * page, type, order);
    }

    Volume read(TiffGrid grid, VolumeGeometry geometry) throws IOException {
        Volume volume = Volume.allocate(geometry);
        Cursor<FloatType> voxels = Views.flatIterable(volume.voxels()).cursor();
        byte[] row = new byte[Math.toIntExact(geometry.size(0) * type.bytes())];
        for (int slice = 0; slice < grid.slices(); slice++) {
            try (InputStream in = Packing.NONE.open(path, start.applyAsLong(slice))) {
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
