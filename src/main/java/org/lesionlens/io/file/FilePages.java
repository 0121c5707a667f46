package org.lesionlens.io.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import org.lesionlens.volume.PageSource;
import org.lesionlens.volume.SixteenBits;

/**
 * Voxels that are read from plain files when they are asked for, which must stay as they are until then; no file is kept
 * open.
 *
 * @param voxels how they are stored
 * @param share bytes of voxels in each file
 * @param before bytes of voxels before the first one
 * @param scale what numbers are worth
 * @param stamps of the files
 */
record FilePages(StoredVoxels voxels, long share, long before, SixteenBits scale, List<FileStamp> stamps)
        implements PageSource {
    FilePages {
        stamps = List.copyOf(stamps);
    }

    static FilePages of(StoredVoxels voxels, long share, long before, SixteenBits scale) throws IOException {
        List<FileStamp> stamps = new ArrayList<>();
        for (VoxelFile file : voxels.files()) {
            stamps.add(FileStamp.of(file.path()));
        }
        return new FilePages(voxels, share, before, scale, stamps);
    }

    @Override
    public Object read(long first, int count) throws IOException {
        int bytes = voxels.type().bytes();
        ByteBuffer page = ByteBuffer.allocate(Math.multiplyExact(count, bytes)).order(voxels.order());
        while (page.hasRemaining()) {
            long at = before + first * bytes + page.position();
            int file = Math.toIntExact(at / share);
            page.limit((int) Math.min(page.capacity(), page.position() + share - at % share));
            readFile(file, at % share, page);
            page.limit(page.capacity());
        }
        return values(page, count);
    }

    private void readFile(int number, long at, ByteBuffer page) throws IOException {
        VoxelFile file = voxels.files().get(number);
        try (FileChannel channel = FileChannel.open(file.path())) {
            long from = file.offset() + at;
            for (int found = 0; page.hasRemaining() && found >= 0; from += found) {
                found = channel.read(page, from);
            }
        } catch (NoSuchFileException e) {
            throw stamps.get(number).changed(e);
        }
        stamps.get(number).requireUnchanged();
        if (page.hasRemaining()) {
            throw stamps.get(number).changed(null);
        }
    }

    private Object values(ByteBuffer page, int count) {
        VoxelType type = voxels.type();
        return switch (type) {
            case INT16, UINT16 -> {
                short[] shorts = new short[count];
                page.flip().asShortBuffer().get(shorts);
                yield shorts;
            }
            case INT8, UINT8 -> {
                short[] shorts = new short[count];
                for (int i = 0; i < count; i++) {
                    shorts[i] = (short) type.value(page, i);
                }
                yield shorts;
            }
            default -> {
                float[] floats = new float[count];
                for (int i = 0; i < count; i++) {
                    floats[i] = (float) (scale.slope() * type.value(page, i * type.bytes()) + scale.intercept());
                }
                yield floats;
            }
        };
    }
}
