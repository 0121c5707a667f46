package org.lesionlens.io.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lesionlens.io.MalformedFileException;

/**
 * Turns the bytes of a Part 10 file (PS3.10) into data sets, up to the pixel data.
 *
 * <p>Explicit and implicit, little-endian; sequences and items of defined and undefined length, at most
 * {@value #DEEPEST} deep. Every length is held against the end of what it lies in before memory is allocated.
 */
final class DicomParser {
    private static final int PREAMBLE = 128;
    private static final byte[] MAGIC = {'D', 'I', 'C', 'M'};
    private static final int META_GROUP = 0x0002;
    private static final int DELIMITER_GROUP = 0xfffe;
    private static final int ITEM = 0xfffee000;
    private static final int ITEM_END = 0xfffee00d;
    private static final int SEQUENCE_END = 0xfffee0dd;
    private static final long UNDEFINED = 0xffffffffL;
    private static final int DEEPEST = 32;

    private final DicomInput in;
    private long pixelOffset = -1;
    private long pixelLength;

    private DicomParser(DicomInput in) {
        this.in = in;
    }

    /** Whether a file has DICOM's magic after a preamble. */
    static boolean isDicom(Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            byte[] first = in.readNBytes(PREAMBLE + MAGIC.length);
            return first.length == PREAMBLE + MAGIC.length
                    && Arrays.equals(first, PREAMBLE, first.length, MAGIC, 0, MAGIC.length);
        }
    }

    /**
     * Reads everything before the pixel data.
     *
     * @throws MalformedFileException if the file is cut off or damaged, or its transfer syntax cannot be read
     */
    static DicomFile parse(Path path) throws IOException {
        try (DicomInput in = new DicomInput(path)) {
            in.skip(PREAMBLE + MAGIC.length);
            return new DicomParser(in).file();
        }
    }

    private DicomFile file() throws IOException {
        SortedMap<Integer, DicomElement> meta = new TreeMap<>(Integer::compareUnsigned);
        while (in.position() < in.length() && in.peekTag() >>> 16 == META_GROUP) {
            int tag = in.tag();
            meta.put(tag, element(tag, true, in.length(), 0));
        }
        DicomDataSet metaInformation = new DicomDataSet(meta);
        TransferSyntax syntax = syntax(metaInformation);
        in.order(syntax.byteOrder());
        DicomDataSet dataSet = dataSet(syntax.isExplicit(), in.length(), 0, false);
        return new DicomFile(in.path(), syntax, metaInformation, dataSet, pixelOffset, pixelLength);
    }

    private TransferSyntax syntax(DicomDataSet meta) throws MalformedFileException {
        String uid = meta.string(DicomAttribute.TRANSFER_SYNTAX_UID)
                .orElseThrow(() -> new MalformedFileException(
                        in.path(), "has no " + DicomAttribute.TRANSFER_SYNTAX_UID, "export it again"));
        TransferSyntax syntax = TransferSyntax.of(uid)
                .orElseThrow(() -> new MalformedFileException(
                        in.path(),
                        "has the unknown transfer syntax " + uid,
                        "convert the files first, for example with gdcmconv --raw IN OUT"));
        if (!syntax.hasReadableDataSet()) {
            throw new MalformedFileException(
                    in.path(), "has transfer syntax " + syntax + ", which cannot be read", syntax.remedy());
        }
        return syntax;
    }

    /** Reads up to an end, or to an item's delimiter, or (at the top) to the pixel data. */
    private DicomDataSet dataSet(boolean explicit, long end, int depth, boolean delimited) throws IOException {
        SortedMap<Integer, DicomElement> elements = new TreeMap<>(Integer::compareUnsigned);
        while (in.position() < end) {
            int tag = in.tag();
            if (delimited && tag == ITEM_END) {
                in.skip(4);
                return new DicomDataSet(elements);
            }
            if (tag >>> 16 == DELIMITER_GROUP) {
                throw in.malformed("stands " + DicomAttribute.text(tag) + " where no item is open");
            }
            if (depth == 0 && isPixelData(tag)) {
                locatePixels(tag, explicit);
                break;
            }
            elements.put(tag, element(tag, explicit, end, depth));
        }
        if (delimited) {
            throw in.malformed("an item ends without its delimiter (FFFE,E00D)");
        }
        return new DicomDataSet(elements);
    }

    private static boolean isPixelData(int tag) {
        return tag == DicomAttribute.PIXEL_DATA.tag
                || tag == DicomAttribute.FLOAT_PIXEL_DATA.tag
                || tag == DicomAttribute.DOUBLE_FLOAT_PIXEL_DATA.tag;
    }

    private void locatePixels(int tag, boolean explicit) throws IOException {
        if (explicit) {
            in.skip(4);
        }
        pixelLength = in.unsignedInt();
        pixelOffset = tag == DicomAttribute.PIXEL_DATA.tag ? in.position() : -1;
    }

    private DicomElement element(int tag, boolean explicit, long end, int depth) throws IOException {
        ValueRepresentation vr = explicit
                ? explicitVr(tag)
                : DicomAttribute.of(tag).map(a -> a.vr).orElse(ValueRepresentation.UN);
        boolean longLength = !explicit || vr.hasLongLength();
        if (explicit && longLength) {
            in.skip(2);
        }
        long length = longLength ? in.unsignedInt() : in.unsignedShort();
        if (vr == ValueRepresentation.SQ || length == UNDEFINED) {
            return sequence(tag, explicit && vr != ValueRepresentation.UN, length, end, depth);
        }
        requireRoom(tag, length, end);
        return new DicomElement(tag, vr, in.buffer((int) length), List.of());
    }

    private ValueRepresentation explicitVr(int tag) throws IOException {
        String letters = StandardCharsets.ISO_8859_1.decode(in.buffer(2)).toString();
        if (!letters.matches("[A-Z][A-Z]")) {
            throw in.malformed(DicomAttribute.text(tag) + " has no value representation of two capital letters");
        }
        return ValueRepresentation.of(letters).orElse(ValueRepresentation.UN);
    }

    private void requireRoom(int tag, long length, long end) throws MalformedFileException {
        if (length > end - in.position() || length > Integer.MAX_VALUE) {
            throw in.malformed(DicomAttribute.text(tag) + " says it is " + length + " bytes long but only "
                    + (end - in.position()) + " are left");
        }
    }

    /** Items up to a length or a delimiter; fragments of encapsulated data come out as items without attributes. */
    private DicomElement sequence(int tag, boolean explicit, long length, long end, int depth) throws IOException {
        if (depth >= DEEPEST) {
            throw in.malformed("sequences lie more than " + DEEPEST + " deep");
        }
        boolean delimited = length == UNDEFINED;
        if (!delimited) {
            requireRoom(tag, length, end);
        }
        long sequenceEnd = delimited ? end : in.position() + length;
        List<DicomDataSet> items = new ArrayList<>();
        while (in.position() < sequenceEnd) {
            int itemTag = in.tag();
            long itemLength = in.unsignedInt();
            if (delimited && itemTag == SEQUENCE_END) {
                return new DicomElement(tag, ValueRepresentation.SQ, ByteBuffer.allocate(0), items);
            }
            if (itemTag != ITEM) {
                throw in.malformed("found " + DicomAttribute.text(itemTag) + " where an item (FFFE,E000) of "
                        + DicomAttribute.text(tag) + " should begin");
            }
            items.add(item(tag, explicit, itemLength, sequenceEnd, depth));
        }
        if (delimited) {
            throw in.malformed("the sequence " + DicomAttribute.text(tag) + " ends without its delimiter (FFFE,E0DD)");
        }
        return new DicomElement(tag, ValueRepresentation.SQ, ByteBuffer.allocate(0), items);
    }

    private DicomDataSet item(int sequence, boolean explicit, long length, long end, int depth) throws IOException {
        if (length == UNDEFINED) {
            return dataSet(explicit, end, depth + 1, true);
        }
        requireRoom(ITEM, length, end);
        if (isPixelData(sequence)) {
            in.skip(length);
            return new DicomDataSet(new TreeMap<>());
        }
        return dataSet(explicit, in.position() + length, depth + 1, false);
    }
}
