package org.lesionlens.io.dicom;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The private image header of Siemens MR (0029,xx10), creator "SIEMENS CSA HEADER": named lists of texts.
 *
 * <p>Little-endian: in its second form "SV10" and four bytes first; the number of entries and four bytes; then of each entry
 * 64 bytes of name, 4 of multiplicity, 8 of types, the number of its texts and 4 bytes, and of each text four numbers, the
 * second of which (in the first form: the first, less the number of texts of the first entry) is its length, and the text,
 * filled up to a multiple of 4.
 */
final class CsaHeader {
    private static final String CREATOR = "SIEMENS CSA HEADER";
    private static final byte[] SECOND_FORM = "SV10".getBytes(StandardCharsets.US_ASCII);
    private static final int CREATORS = 0x00290010;
    private static final int LAST_CREATOR = 0x002900ff;
    private static final int IMAGE_HEADER = 0x10;
    private static final int NAME_BYTES = 64;
    private static final int MOST_ENTRIES = 1024;
    private static final int MOST_TEXTS = 4096;

    private CsaHeader() {}

    /** The entries of a file's header that have texts, by name; empty if it has none, or one that breaks off at once. */
    static Map<String, List<String>> of(DicomDataSet dataSet) {
        for (int tag = CREATORS; tag <= LAST_CREATOR; tag++) {
            Optional<DicomElement> creator = dataSet.element(tag);
            if (creator.isPresent() && text(creator.get().value()).equals(CREATOR)) {
                int block = (tag & 0xff) << 8;
                return dataSet.element(tag & 0xffff0000 | block | IMAGE_HEADER)
                        .map(element -> entries(element.value()))
                        .orElse(Map.of());
            }
        }
        return Map.of();
    }

    private static Map<String, List<String>> entries(ByteBuffer value) {
        ByteBuffer in = value.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        Map<String, List<String>> entries = new TreeMap<>();
        if (in.remaining() < 16) {
            return entries;
        }
        boolean second = in.duplicate().limit(in.position() + 4).equals(ByteBuffer.wrap(SECOND_FORM));
        in.position(in.position() + (second ? 8 : 0));
        int count = in.getInt();
        in.getInt();
        int textsOfFirst = -1;
        for (int entry = 0; entry < count && entry < MOST_ENTRIES && in.remaining() >= NAME_BYTES + 20; entry++) {
            String name = text(bytes(in, NAME_BYTES));
            bytes(in, 12);
            int texts = in.getInt();
            in.getInt();
            textsOfFirst = textsOfFirst < 0 ? texts : textsOfFirst;
            List<String> found = texts(in, Math.min(texts, MOST_TEXTS), second ? -1 : textsOfFirst);
            if (!found.isEmpty()) {
                entries.put(name, found);
            }
        }
        return entries;
    }

    /** Those that are not empty; as many as there are where the header breaks off. */
    private static List<String> texts(ByteBuffer in, int count, int lessInFirstForm) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count && in.remaining() >= 16; i++) {
            int first = in.getInt();
            int second = in.getInt();
            bytes(in, 8);
            int length = lessInFirstForm < 0 ? second : first - lessInFirstForm;
            if (length < 0 || length > in.remaining()) {
                in.position(in.limit());
                break;
            }
            String text = text(bytes(in, length));
            bytes(in, Math.min((4 - length % 4) % 4, in.remaining()));
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static ByteBuffer bytes(ByteBuffer in, int count) {
        ByteBuffer part = in.slice(in.position(), count);
        in.position(in.position() + count);
        return part;
    }

    private static String text(ByteBuffer bytes) {
        String text = StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString();
        int end = text.indexOf('\0');
        return (end < 0 ? text : text.substring(0, end)).strip();
    }
}
