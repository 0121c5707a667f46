package org.lesionlens.io.tiff;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import javax.imageio.stream.FileImageInputStream;
import javax.imageio.stream.ImageInputStream;
import org.lesionlens.io.file.MalformedFileException;

/** The pages of a TIFF: its chain of image file directories (TIFF 6.0, section 2). */
public final class TiffPages {
    private static final int ENTRY = 12;
    private static final int MOST_PAGES = 1 << 20;

    private TiffPages() {}

    /** Whether a file begins like a BigTIFF. */
    public static boolean isBigTiff(byte[] first) {
        return first.length >= 4
                && (first[0] == 'I' && first[1] == 'I' && first[2] == 43 && first[3] == 0
                        || first[0] == 'M' && first[1] == 'M' && first[2] == 0 && first[3] == 43);
    }

    /**
     * How many there are.
     *
     * @throws MalformedFileException if the chain leaves the file or goes round in a circle
     */
    static int count(Path path) throws IOException {
        long length = Files.size(path);
        Set<Long> directories = new HashSet<>();
        try (ImageInputStream in = new FileImageInputStream(path.toFile())) {
            in.setByteOrder(in.read() == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
            in.seek(4);
            for (long next = in.readUnsignedInt(); next != 0; next = in.readUnsignedInt()) {
                if (next + 2 > length || directories.size() == MOST_PAGES || !directories.add(next)) {
                    throw refusal(path, next, directories.size());
                }
                in.seek(next);
                in.seek(next + 2 + ENTRY * (long) in.readUnsignedShort());
            }
        } catch (EOFException e) {
            throw new MalformedFileException(
                    path,
                    "is a TIFF that ends within directory " + directories.size() + " of its pages",
                    "the file is cut off or damaged: copy or export it again",
                    e);
        }
        return directories.size();
    }

    private static MalformedFileException refusal(Path path, long offset, int page) {
        return new MalformedFileException(
                path,
                "is a TIFF whose directory of page " + (page + 1) + " should lie at offset " + offset
                        + ", outside the file or where another one lies",
                "the file is cut off or damaged: copy or export it again");
    }
}
