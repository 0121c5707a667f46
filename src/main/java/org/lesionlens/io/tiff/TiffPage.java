package org.lesionlens.io.tiff;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;
import javax.imageio.plugins.tiff.TIFFTag;
import javax.imageio.stream.ImageInputStream;
import org.lesionlens.io.file.MalformedFileException;

/**
 * What a page of a TIFF or BigTIFF says of itself: its directory (TIFF 6.0, section 2), whose values are read as they are
 * asked for.
 *
 * @param entries of each tag the first
 * @param next where the next directory lies; 0 after the last
 */
record TiffPage(Path path, ImageInputStream in, int number, Map<Integer, Entry> entries, long next) {
    private static final int ENTRY = 12;
    private static final int ENTRY_OF_BIG = 20;
    private static final int LONG8 = 16;
    private static final int IFD8 = 18;
    private static final int[] BYTES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

    /** A tag's values: their type, how many there are, and where the first lies. */
    record Entry(int type, long count, long at) {
        long bytes() {
            return count * BYTES[type];
        }
    }

    /** Reads a directory; one that the file cannot have is cut off. */
    static TiffPage at(Path path, ImageInputStream in, long offset, boolean big, int number) throws IOException {
        int size = big ? ENTRY_OF_BIG : ENTRY;
        in.seek(offset);
        long count = big ? in.readLong() : in.readUnsignedShort();
        long first = in.getStreamPosition();
        if (count < 0 || count > 0xffff || count * size > in.length() - first) {
            throw new EOFException(count + " entries");
        }
        byte[] bytes = new byte[(int) count * size + (big ? 8 : 4)];
        in.readFully(bytes);
        ByteBuffer directory = ByteBuffer.wrap(bytes).order(in.getByteOrder());
        Map<Integer, Entry> entries = new TreeMap<>();
        for (int i = 0; i < count; i++) {
            int tag = directory.getShort(i * size) & 0xffff;
            entries.putIfAbsent(tag, entry(directory, i * size, first, big, path));
        }
        int link = bytes.length - (big ? 8 : 4);
        return new TiffPage(path, in, number, entries, offset(directory, link, big));
    }

    private static long offset(ByteBuffer directory, int at, boolean big) {
        return big ? directory.getLong(at) : directory.getInt(at) & 0xffffffffL;
    }

    /** Values that fit into the entry lie there. Of a BigTIFF the decoder skips others than these wrongly. */
    private static Entry entry(ByteBuffer directory, int start, long first, boolean big, Path path)
            throws MalformedFileException {
        int type = directory.getShort(start + 2) & 0xffff;
        long count = offset(directory, start + 4, big);
        boolean known = type < BYTES.length && BYTES[type] > 0;
        int value = start + (big ? 12 : 8);
        long offset = offset(directory, value, big);
        boolean negative = (type == LONG8 || type == IFD8) && count == 1 && offset < 0;
        if (count < 0 || count > Integer.MAX_VALUE || big && (!known || negative)) {
            throw TiffPages.malformed(
                    path,
                    "directory has " + count + " values of type " + type + " for tag "
                            + (directory.getShort(start) & 0xffff));
        }
        boolean inside = known && count * BYTES[type] <= (big ? 8 : 4);
        return new Entry(known ? type : 0, count, inside ? first + value : offset);
    }

    boolean has(int tag) {
        return entries.containsKey(tag);
    }

    /** How many values a tag has; 0 without it. */
    long count(int tag) {
        return has(tag) ? entries.get(tag).count() : 0;
    }

    /** The first whole number of a tag, or another one without it. */
    long number(int tag, long fallback) throws IOException {
        return count(tag) == 0 ? fallback : numbers(tag, 1)[0];
    }

    /** All whole numbers of a tag; none without it. */
    long[] numbers(int tag) throws IOException {
        return numbers(tag, count(tag));
    }

    private long[] numbers(int tag, long count) throws IOException {
        if (count == 0) {
            return new long[0];
        }
        ByteBuffer b = values(tag, count);
        IntStream all = IntStream.range(0, (int) count);
        LongStream numbers = switch (entries.get(tag).type()) {
            case TIFFTag.TIFF_BYTE -> all.mapToLong(i -> b.get(i) & 0xff);
            case TIFFTag.TIFF_SHORT -> all.mapToLong(i -> b.getShort(2 * i) & 0xffff);
            case TIFFTag.TIFF_LONG, TIFFTag.TIFF_IFD_POINTER -> all.mapToLong(i -> b.getInt(4 * i) & 0xffffffffL);
            case LONG8, IFD8 -> all.mapToLong(i -> b.getLong(8 * i));
            default ->
                throw malformed(
                        "has no whole numbers but the type " + entries.get(tag).type() + " for tag " + tag);
        };
        return numbers.toArray();
    }

    /** The fraction or number of a tag; NaN without it. */
    double ratio(int tag) throws IOException {
        if (count(tag) == 0) {
            return Double.NaN;
        }
        ByteBuffer b = values(tag, 1);
        return switch (entries.get(tag).type()) {
            case TIFFTag.TIFF_RATIONAL -> (double) (b.getInt(0) & 0xffffffffL) / (b.getInt(4) & 0xffffffffL);
            case TIFFTag.TIFF_FLOAT -> b.getFloat(0);
            case TIFFTag.TIFF_DOUBLE -> b.getDouble(0);
            default -> number(tag, 1);
        };
    }

    /** What the page is described as; empty if it is not. */
    String description() throws IOException {
        int tag = BaselineTIFFTagSet.TAG_IMAGE_DESCRIPTION;
        if (count(tag) == 0) {
            return "";
        }
        String text = StandardCharsets.UTF_8.decode(values(tag, count(tag))).toString();
        return text.contains("\0") ? text.substring(0, text.indexOf('\0')) : text;
    }

    /** Columns and rows. */
    long[] size() throws IOException {
        long[] size = {number(BaselineTIFFTagSet.TAG_IMAGE_WIDTH, 0), number(BaselineTIFFTagSet.TAG_IMAGE_LENGTH, 0)};
        if (size[0] < 1 || size[1] < 1) {
            throw malformed("is " + size[0] + " x " + size[1] + " pixels (tags 256, 257)");
        }
        return size;
    }

    /** Where its strips or tiles begin; nowhere if it does not say. */
    long[] blocks() throws IOException {
        return numbers(
                has(BaselineTIFFTagSet.TAG_TILE_OFFSETS)
                        ? BaselineTIFFTagSet.TAG_TILE_OFFSETS
                        : BaselineTIFFTagSet.TAG_STRIP_OFFSETS);
    }

    private ByteBuffer values(int tag, long count) throws IOException {
        Entry entry = entries.get(tag);
        long bytes = count * BYTES[entry.type()];
        if (entry.at() < 0 || entry.at() > in.length() - bytes || bytes > Integer.MAX_VALUE - 8) {
            throw malformed("should have " + bytes + " bytes for tag " + tag + " at offset " + entry.at()
                    + " but the file has only " + in.length());
        }
        byte[] values = new byte[(int) bytes];
        in.seek(entry.at());
        in.readFully(values);
        return ByteBuffer.wrap(values).order(in.getByteOrder());
    }

    private MalformedFileException malformed(String problem) {
        return TiffPages.malformed(path, "page " + (number + 1) + " " + problem);
    }
}
