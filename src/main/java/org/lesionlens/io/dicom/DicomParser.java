package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lesionlens.io.file.MalformedFileException;

/**
 * Turns the bytes of a data set (PS3.5 chapter 7) into elements, up to the pixel data, which it locates.
 *
 * <p>Explicit and implicit, little- and big-endian; sequences and items of defined and undefined length, at most
 * {@value #DEEPEST} deep; UN with undefined length, or under a tag known as a sequence, is read as implicit
 * little-endian (PS3.5 6.2.2). Every length is held against the end of what it lies in before memory is allocated.
 * Passed over are values longer than {@value #LONGEST_UNKNOWN} bytes and what lies inside sequences, where the dictionary
 * has no name for them.
 */
final class DicomParser {
    private static final int DEEPEST = 32;
    private static final int LONGEST_UNKNOWN = 1 << 16;
    private static final int MOST_ELEMENTS = 1 << 20;
    private static final int MOST_FRAGMENTS = 1 << 20;

    private final DicomInput in;
    private final Dictionary dictionary;
    private Optional<PixelLocation> pixels = Optional.empty();
    private int kept;

    /** With the attributes that this program reads. */
    DicomParser(DicomInput in) {
        this(in, DicomAttribute::representation);
    }

    DicomParser(DicomInput in, Dictionary dictionary) {
        this.in = in;
        this.dictionary = dictionary;
    }

    /** Which attributes have a name: their representations, where files do not say them. */
    interface Dictionary {
        Optional<ValueRepresentation> representation(int tag);
    }

    /** The pixel data on which reading stopped; none if there are none. */
    Optional<PixelLocation> pixels() {
        return pixels;
    }

    /** What surrounds an element: how it is encoded, where it must end, and whether it is worth keeping. */
    private record Scope(boolean explicit, long end, int depth, boolean delimited, boolean keep) {
        Scope item(boolean explicitItem, long itemEnd, boolean delimitedItem, boolean known) {
            return new Scope(explicitItem, itemEnd, depth + 1, delimitedItem, keep && known);
        }
    }

    /** Reads all elements of a group, little-endian as file meta information is; some writers leave it implicit. */
    DicomDataSet group(int group) throws IOException {
        SortedMap<Integer, DicomElement> elements = new TreeMap<>(Integer::compareUnsigned);
        Scope scope = new Scope(isExplicit(in.peek(6)), in.length(), 0, false, true);
        for (byte[] next = in.peek(4); next.length == 4 && group(next) == group; next = in.peek(4)) {
            element(in.tag(), scope).ifPresent(e -> elements.put(e.tag(), e));
        }
        return new DicomDataSet(elements);
    }

    /** Whether a representation of two capital letters follows the tag; the length of an implicit element is short. */
    private static boolean isExplicit(byte[] first) {
        return first.length < 6 || Character.isUpperCase(first[4]) && Character.isUpperCase(first[5]);
    }

    private static int group(byte[] tag) {
        return ByteBuffer.wrap(tag).order(ByteOrder.LITTLE_ENDIAN).getShort() & 0xffff;
    }

    /** Reads up to the pixel data, or to the first tag above a last one, or to the end. */
    DicomDataSet dataSet(boolean explicit, int lastTag) throws IOException {
        return dataSet(new Scope(explicit, in.length(), 0, false, true), lastTag);
    }

    private DicomDataSet dataSet(Scope scope, int lastTag) throws IOException {
        SortedMap<Integer, DicomElement> elements = new TreeMap<>(Integer::compareUnsigned);
        while (in.position() < scope.end()) {
            int tag = in.tag();
            if (scope.delimited() && tag == DicomEncoding.ITEM_END) {
                in.skip(4);
                return new DicomDataSet(elements);
            }
            if (tag >>> 16 == DicomEncoding.DELIMITER_GROUP) {
                throw in.malformed("stands " + DicomAttribute.text(tag) + " where no item is open");
            }
            if (scope.depth() == 0 && Integer.compareUnsigned(tag, lastTag) > 0) {
                break;
            }
            if (scope.depth() == 0 && isPixelData(tag)) {
                pixels = Optional.of(locate(DicomAttribute.of(tag).orElseThrow(), scope));
                break;
            }
            element(tag, scope).ifPresent(e -> elements.put(tag, e));
        }
        if (scope.delimited()) {
            throw in.malformed("an item ends without its delimiter (FFFE,E00D)");
        }
        return new DicomDataSet(elements);
    }

    private static boolean isPixelData(int tag) {
        return tag == DicomAttribute.PIXEL_DATA.tag
                || tag == DicomAttribute.FLOAT_PIXEL_DATA.tag
                || tag == DicomAttribute.DOUBLE_FLOAT_PIXEL_DATA.tag;
    }

    /** An element; none if it is passed over. */
    private Optional<DicomElement> element(int tag, Scope scope) throws IOException {
        Optional<ValueRepresentation> known = dictionary.representation(tag);
        ValueRepresentation named = known.orElse(ValueRepresentation.UN);
        ValueRepresentation vr = scope.explicit() ? explicitVr(tag) : named;
        boolean longLength = !scope.explicit() || vr.hasLongLength();
        if (scope.explicit() && longLength) {
            in.skip(2);
        }
        long length = longLength ? in.unsignedInt() : in.unsignedShort();
        boolean hiddenSequence = vr == ValueRepresentation.UN && named == ValueRepresentation.SQ;
        if (vr == ValueRepresentation.SQ || hiddenSequence || length == DicomEncoding.UNDEFINED) {
            return Optional.of(sequence(tag, vr == ValueRepresentation.UN, length, scope));
        }
        requireRoom(tag, length, scope.end());
        if (!scope.keep() || known.isEmpty() && length > LONGEST_UNKNOWN) {
            in.skip(length);
            return Optional.empty();
        }
        requireFewEnough();
        return Optional.of(new DicomElement(tag, vr, in.buffer((int) length), List.of()));
    }

    private ValueRepresentation explicitVr(int tag) throws IOException {
        String letters = StandardCharsets.ISO_8859_1.decode(in.buffer(2)).toString();
        if (!letters.matches("[A-Z][A-Z]")) {
            throw in.malformed(DicomAttribute.text(tag) + " has no value representation of two capital letters");
        }
        return ValueRepresentation.of(letters).orElse(ValueRepresentation.UN);
    }

    private void requireRoom(int tag, long length, long end) throws MalformedFileException {
        if (length > end - in.position() || length > Integer.MAX_VALUE - 8) {
            throw in.malformed(DicomAttribute.text(tag) + " says it is " + length + " bytes long but only "
                    + (end - in.position()) + " are left");
        }
    }

    private void requireFewEnough() throws MalformedFileException {
        kept++;
        if (kept > MOST_ELEMENTS) {
            throw in.malformed("has more than " + MOST_ELEMENTS + " elements and items");
        }
    }

    private DicomElement sequence(int tag, boolean unknown, long length, Scope scope) throws IOException {
        if (scope.depth() >= DEEPEST) {
            throw in.malformed("sequences lie more than " + DEEPEST + " deep");
        }
        if (length != DicomEncoding.UNDEFINED) {
            requireRoom(tag, length, scope.end());
        }
        ByteOrder order = in.order();
        in.order(unknown ? ByteOrder.LITTLE_ENDIAN : order);
        boolean explicit = scope.explicit() && !unknown;
        List<DicomDataSet> items = length == DicomEncoding.UNDEFINED
                ? delimitedItems(tag, explicit, scope)
                : items(tag, explicit, in.position() + length, scope);
        in.order(order);
        return new DicomElement(tag, ValueRepresentation.SQ, ByteBuffer.allocate(0), items);
    }

    private List<DicomDataSet> items(int tag, boolean explicit, long end, Scope scope) throws IOException {
        List<DicomDataSet> items = new ArrayList<>();
        while (in.position() < end) {
            item(in.tag(), tag, explicit, end, scope).ifPresent(items::add);
        }
        return items;
    }

    private List<DicomDataSet> delimitedItems(int tag, boolean explicit, Scope scope) throws IOException {
        List<DicomDataSet> items = new ArrayList<>();
        while (in.position() < scope.end()) {
            int itemTag = in.tag();
            if (itemTag == DicomEncoding.SEQUENCE_END) {
                in.skip(4);
                return items;
            }
            item(itemTag, tag, explicit, scope.end(), scope).ifPresent(items::add);
        }
        throw in.malformed("the sequence " + DicomAttribute.text(tag) + " ends without its delimiter (FFFE,E0DD)");
    }

    /** An item; none if it is passed over, as fragments of an icon's encapsulated pixels are. */
    private Optional<DicomDataSet> item(int itemTag, int sequence, boolean explicit, long end, Scope scope)
            throws IOException {
        requireItem(itemTag, sequence);
        boolean keep = scope.keep() && dictionary.representation(sequence).isPresent();
        long length = in.unsignedInt();
        if (keep) {
            requireFewEnough();
        }
        if (length == DicomEncoding.UNDEFINED) {
            DicomDataSet item = dataSet(scope.item(explicit, end, true, keep), -1);
            return keep ? Optional.of(item) : Optional.empty();
        }
        requireRoom(DicomEncoding.ITEM, length, end);
        if (!keep || isPixelData(sequence)) {
            in.skip(length);
            return Optional.empty();
        }
        return Optional.of(dataSet(scope.item(explicit, in.position() + length, false, true), -1));
    }

    private void requireItem(int itemTag, int sequence) throws MalformedFileException {
        if (itemTag != DicomEncoding.ITEM) {
            throw in.malformed("found " + DicomAttribute.text(itemTag) + " where an item (FFFE,E000) of "
                    + DicomAttribute.text(sequence) + " should begin");
        }
    }

    private PixelLocation locate(DicomAttribute attribute, Scope scope) throws IOException {
        ValueRepresentation vr = scope.explicit() ? explicitVr(attribute.tag) : attribute.vr;
        if (scope.explicit()) {
            if (!vr.hasLongLength()) {
                throw in.malformed(attribute + " has value representation " + vr + " but must have OB or OW");
            }
            in.skip(2);
        }
        long length = in.unsignedInt();
        return length == DicomEncoding.UNDEFINED
                ? encapsulated(attribute)
                : PixelLocation.nativeBytes(attribute, vr == ValueRepresentation.OW, in.position(), length);
    }

    /** The basic offset table and the fragments (PS3.5 A.4); a file that ends after a whole fragment is accepted. */
    private PixelLocation encapsulated(DicomAttribute attribute) throws IOException {
        long start = in.position();
        List<Long> offsets = List.of();
        List<PixelLocation.Fragment> fragments = new ArrayList<>();
        boolean first = true;
        while (in.position() < in.length()) {
            int tag = in.tag();
            if (tag == DicomEncoding.SEQUENCE_END) {
                break;
            }
            requireItem(tag, attribute.tag);
            long length = in.unsignedInt();
            requireRoom(DicomEncoding.ITEM, length, in.length());
            if (first) {
                offsets = offsetTable((int) length);
            } else if (length > 0) {
                fragments.add(new PixelLocation.Fragment(in.position(), (int) length, begin(length)));
                in.skip(length);
            }
            if (fragments.size() > MOST_FRAGMENTS) {
                throw in.malformed(attribute + " has more than " + MOST_FRAGMENTS + " fragments");
            }
            first = false;
        }
        return new PixelLocation(attribute, false, start, -1, offsets, fragments);
    }

    private int begin(long length) throws IOException {
        byte[] first = in.peek(2);
        return length < 2 || first.length < 2 ? 0 : (first[0] & 0xff) << 8 | first[1] & 0xff;
    }

    private List<Long> offsetTable(int length) throws IOException {
        if (length % 4 != 0 || length > 4 * MOST_FRAGMENTS) {
            throw in.malformed("the basic offset table is " + length + " bytes long but must be a multiple of 4 and "
                    + "have at most " + MOST_FRAGMENTS + " entries");
        }
        List<Long> offsets = new ArrayList<>();
        for (int i = 0; i < length / 4; i++) {
            offsets.add(in.unsignedInt());
        }
        return offsets;
    }
}
