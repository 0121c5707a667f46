package org.lesionlens.io.dicom;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A data set or an item of one, read from a file by PS3.5 7.5 alone, without the program's parser: all that is not pixels,
 * sequences in sequences as deep as they are.
 *
 * @param values the bytes of what is no sequence, by tag
 * @param sequences the items of what is one, by tag
 */
public record WrittenDicom(Map<Integer, byte[]> values, Map<Integer, List<WrittenDicom>> sequences) {
    private static final Set<String> LONG = Set.of("OB", "OW", "OF", "OD", "UN", "UT", "UC", "UR", "SQ");
    private static final int META = 132;
    private static final int ITEM = 0xfffee000;
    private static final int ITEM_END = 0xfffee00d;
    private static final int SEQUENCE_END = 0xfffee0dd;

    /** Reads a file of explicit VR little endian. */
    public static WrittenDicom of(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
            return dataSet(bytes.position(META), bytes.limit());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static WrittenDicom dataSet(ByteBuffer bytes, int end) {
        WrittenDicom found = new WrittenDicom(new TreeMap<>(), new TreeMap<>());
        while (bytes.position() < end) {
            int tag = tag(bytes);
            if (tag == ITEM_END) {
                bytes.getInt();
                break;
            }
            byte[] vr = new byte[2];
            bytes.get(vr);
            boolean isLong = LONG.contains(new String(vr, StandardCharsets.US_ASCII));
            int length = isLong ? bytes.position(bytes.position() + 2).getInt() : bytes.getShort() & 0xffff;
            if (vr[0] == 'S' && vr[1] == 'Q') {
                found.sequences.put(tag, items(bytes, length));
            } else {
                byte[] value = new byte[length];
                bytes.get(value);
                found.values.put(tag, value);
            }
        }
        return found;
    }

    private static List<WrittenDicom> items(ByteBuffer bytes, int length) {
        int end = length < 0 ? bytes.limit() : bytes.position() + length;
        List<WrittenDicom> items = new ArrayList<>();
        while (bytes.position() < end) {
            int tag = tag(bytes);
            int size = bytes.getInt();
            if (tag == SEQUENCE_END) {
                break;
            }
            if (tag != ITEM) {
                throw new IllegalStateException(String.format("no item but %08x at %d", tag, bytes.position()));
            }
            items.add(dataSet(bytes, size < 0 ? bytes.limit() : bytes.position() + size));
        }
        return items;
    }

    private static int tag(ByteBuffer bytes) {
        return (bytes.getShort() & 0xffff) << 16 | bytes.getShort() & 0xffff;
    }

    /** Without padding; empty if it is missing. */
    public String text(int tag) {
        return new String(values.getOrDefault(tag, new byte[0]), StandardCharsets.ISO_8859_1)
                .replace('\0', ' ')
                .strip();
    }

    /** Of a DS or IS. */
    public double[] decimals(int tag) {
        return Arrays.stream(text(tag).split("\\\\"))
                .mapToDouble(Double::parseDouble)
                .toArray();
    }

    /** Of an FL. */
    public double[] floats(int tag) {
        ByteBuffer value = ByteBuffer.wrap(values.get(tag)).order(ByteOrder.LITTLE_ENDIAN);
        double[] numbers = new double[value.remaining() / Float.BYTES];
        Arrays.setAll(numbers, i -> value.getFloat());
        return numbers;
    }

    /** Of a US. */
    public int whole(int tag) {
        return ByteBuffer.wrap(values.get(tag)).order(ByteOrder.LITTLE_ENDIAN).getShort() & 0xffff;
    }

    /** The items of a sequence; none if it is missing. */
    public List<WrittenDicom> items(int tag) {
        return sequences.getOrDefault(tag, List.of());
    }

    /** The code in a sequence of one, as {@code DCM:126000}; empty if it is missing. */
    public String code(int tag) {
        return items(tag).isEmpty()
                ? ""
                : items(tag).get(0).text(0x00080102) + ":" + items(tag).get(0).text(0x00080100);
    }

    // What follows is of content items of reports.

    /** ValueType. */
    public String type() {
        return text(0x0040a040);
    }

    /** The concept that an item tells of. */
    public String concept() {
        return code(0x0040a043);
    }

    /** ContentSequence. */
    public List<WrittenDicom> children() {
        return items(0x0040a730);
    }

    /** The items right below this one that tell of a concept. */
    public List<WrittenDicom> children(String concept) {
        return children().stream()
                .filter(child -> child.concept().equals(concept))
                .toList();
    }

    /** The only one. */
    public WrittenDicom child(String concept) {
        List<WrittenDicom> found = children(concept);
        if (found.size() != 1) {
            throw new AssertionError(found.size() + " items tell of " + concept);
        }
        return found.get(0);
    }

    /** Of a NUM. */
    public double number() {
        return items(0x0040a300).get(0).decimals(0x0040a30a)[0];
    }

    /** Of a NUM. */
    public String unit() {
        return items(0x0040a300).get(0).code(0x004008ea);
    }

    /** The measurement groups of a report. */
    public List<WrittenDicom> groups() {
        return child("DCM:126010").children("DCM:125007");
    }
}
