package org.lesionlens.io.dicom;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Tells DICOM by its first bytes: preamble and magic (PS3.10 7.1), or, without them, elements that make sense. */
final class DicomStart {
    private static final int FIRST_GROUP = 0x0008;
    private static final int LAST_GROUP = 0x0028;
    private static final int LONGEST_FIRST_VALUE = 1024;
    private static final int LOOKED_AT = 4096;

    private DicomStart() {}

    /** The offset of the first element; none if the file is no DICOM. */
    static Optional<Long> of(Path path) throws IOException {
        byte[] first;
        try (InputStream in = Files.newInputStream(path)) {
            first = in.readNBytes(LOOKED_AT);
        }
        byte[] magic = DicomEncoding.magic();
        int magicEnd = DicomEncoding.PREAMBLE + magic.length;
        if (first.length >= magicEnd
                && Arrays.equals(first, DicomEncoding.PREAMBLE, magicEnd, magic, 0, magic.length)) {
            return Optional.of((long) magicEnd);
        }
        return beginsWithMeta(first) || guess(first).isPresent() ? Optional.of(0L) : Optional.empty();
    }

    /** Some writers leave file meta information implicit, also without its length. */
    private static boolean beginsWithMeta(byte[] first) {
        return first.length >= 8
                && new Head(ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN), 0, true).group()
                        == DicomEncoding.META_GROUP
                && first[3] == 0
                && (representation(first, 4).isPresent()
                        || makesSense(first, TransferSyntax.IMPLICIT_LITTLE, DicomEncoding.META_GROUP));
    }

    /** The encoding in which two elements follow each other as they should, from the first of some bytes on. */
    static Optional<TransferSyntax> guess(byte[] bytes) {
        return Arrays.stream(new TransferSyntax[] {
                    TransferSyntax.EXPLICIT_LITTLE, TransferSyntax.EXPLICIT_BIG, TransferSyntax.IMPLICIT_LITTLE
                })
                .filter(syntax -> makesSense(bytes, syntax, FIRST_GROUP))
                .findFirst();
    }

    private static boolean makesSense(byte[] bytes, TransferSyntax syntax, int group) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(syntax.byteOrder());
        Head first = new Head(buffer, 0, syntax.isExplicit());
        if (!first.isWhole() || first.group() != group || first.length() > LONGEST_FIRST_VALUE) {
            return false;
        }
        Head second = new Head(buffer, first.end(), syntax.isExplicit());
        return second.isWhole()
                && Integer.compareUnsigned(second.tag(), first.tag()) > 0
                && second.group() <= LAST_GROUP;
    }

    private static Optional<ValueRepresentation> representation(byte[] bytes, int at) {
        return ValueRepresentation.of(new String(bytes, at, 2, StandardCharsets.ISO_8859_1));
    }

    /** Tag and length of an element. */
    private record Head(ByteBuffer bytes, int at, boolean explicit) {
        boolean isWhole() {
            return at + 12 <= bytes.capacity()
                    && (!explicit || representation(bytes.array(), at + 4).isPresent());
        }

        int group() {
            return bytes.getShort(at) & 0xffff;
        }

        int tag() {
            return group() << 16 | bytes.getShort(at + 2) & 0xffff;
        }

        private boolean isLong() {
            return explicit
                    && representation(bytes.array(), at + 4).orElseThrow().hasLongLength();
        }

        long length() {
            int value =
                    isLong() ? bytes.getInt(at + 8) : explicit ? bytes.getShort(at + 6) & 0xffff : bytes.getInt(at + 4);
            return Integer.toUnsignedLong(value);
        }

        int end() {
            return at + (isLong() ? 12 : 8) + (int) length();
        }
    }
}
