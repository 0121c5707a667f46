package org.lesionlens.io.tiff;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.StoredVoxels;

/**
 * The pages of a TIFF or BigTIFF: its chain of image file directories (TIFF 6.0, section 2).
 *
 * <p>All directories that the decoder will read are walked here first, those below pages too, so that a small file makes
 * it allocate little.
 */
final class TiffPages implements Closeable {
    private static final int BIG = 43;
    private static final int MOST_PAGES = 1 << 20;
    private static final int MOST_NESTED = 16;
    private static final long VALUES_ON_TRUST = 16 << 20;
    private static final int MOST_SHARED = 8;
    private static final int ENTRY_IN_MEMORY = 64;

    /** Pages of lower resolution, Exif, GPS and Exif's interoperability: directories below a page. */
    private static final int[] BELOW = {330, 34665, 34853, 40965};

    private final Path path;
    private final ImageInputStream in;
    private final boolean big;
    private final List<Long> directories = new ArrayList<>();
    private final Set<Long> seen = new HashSet<>();
    private long announced;

    /**
     * Opens a file.
     *
     * @throws MalformedFileException if the chain leaves the file or goes round in a circle, or announces what the file
     *     cannot have
     */
    TiffPages(Path path) throws IOException {
        this.path = path;
        in = new FileImageInputStream(path.toFile());
        try {
            in.setByteOrder(in.read() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            in.seek(2);
            big = in.readUnsignedShort() == BIG;
            in.seek(big ? 8 : 4);
            walk(big ? in.readLong() : in.readUnsignedInt());
        } catch (EOFException e) {
            in.close();
            throw new MalformedFileException(
                    path,
                    "is a TIFF that ends within directory " + directories.size() + " of its pages",
                    StoredVoxels.COPY_AGAIN,
                    e);
        } catch (IOException | RuntimeException e) {
            in.close();
            throw e;
        }
    }

    private void walk(long first) throws IOException {
        for (long next = first; next != 0 || directories.isEmpty(); ) {
            if (next <= 0 || next + 2 > in.length() || directories.size() == MOST_PAGES || !seen.add(next)) {
                throw malformed(
                        path,
                        "directory of page " + (directories.size() + 1) + " should lie at offset " + next
                                + ", outside the file or where another one lies");
            }
            directories.add(next);
            TiffPage page = page(directories.size() - 1);
            requireLittle(page, 0);
            next = page.next();
        }
    }

    private void requireLittle(TiffPage page, int nested) throws IOException {
        for (TiffPage.Entry entry : page.entries().values()) {
            announced += ENTRY_IN_MEMORY + entry.bytes();
        }
        if (announced > VALUES_ON_TRUST + MOST_SHARED * in.length() || nested > MOST_NESTED) {
            throw malformed(
                    path,
                    "directories announce " + announced + " bytes, " + nested + " levels deep, but the file has only "
                            + in.length());
        }
        for (int tag : BELOW) {
            for (long below : page.has(tag) ? page.numbers(tag) : new long[0]) {
                if (below > 0 && below < in.length() && seen.add(below)) {
                    requireLittle(TiffPage.at(path, in, below, big, page.number()), nested + 1);
                }
            }
        }
    }

    int count() {
        return directories.size();
    }

    /** A page, from 0. */
    TiffPage page(int page) throws IOException {
        return TiffPage.at(path, in, directories.get(page), big, page);
    }

    ByteOrder order() {
        return in.getByteOrder();
    }

    static MalformedFileException malformed(Path path, String problem) {
        return new MalformedFileException(path, "is a TIFF whose " + problem, StoredVoxels.COPY_AGAIN);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
