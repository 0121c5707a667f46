package org.lesionlens.io.dicom;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.lesionlens.io.file.MalformedFileException;

/**
 * A table of DICOM: what stored numbers stand for (PS3.3 C.11.1.1, C.7.6.3.1.5).
 */
final class LookupTable {
    private static final int MOST_ENTRIES = 65536;

    /** The stored number of the first entry; lower ones take the first entry, higher ones the last. */
    private final int first;

    private final int bits;
    private final double[] entries;

    private LookupTable(int first, int bits, double[] entries) {
        this.first = first;
        this.bits = bits;
        this.entries = entries;
    }

    /** Reads a table. */
    static LookupTable of(DicomFile file, DicomAttribute descriptor, DicomAttribute data, boolean signed)
            throws MalformedFileException {
        double[] three = file.require(descriptor, 3);
        int count = three[0] == 0 ? MOST_ENTRIES : (int) three[0] & 0xffff;
        int bits = (int) three[2];
        if (bits < 1 || bits > 16) {
            throw file.malformed(descriptor + " says its entries have " + bits + " bits but must say 1 to 16");
        }
        ByteBuffer bytes =
                file.dataSet().bytes(data).orElseThrow(() -> file.malformed("has " + descriptor + " but no " + data));
        int first = signed ? (short) three[1] : (int) three[1] & 0xffff;
        return new LookupTable(first, bits, entries(file, data, bytes, count));
    }

    /** Words, or bytes where there are too few for words. */
    private static double[] entries(DicomFile file, DicomAttribute data, ByteBuffer bytes, int count)
            throws MalformedFileException {
        if (bytes.remaining() < count) {
            throw file.malformed(data + " is " + bytes.remaining() + " bytes long but its descriptor says it has "
                    + count + " entries");
        }
        boolean words = bytes.remaining() >= 2 * count;
        double[] entries = new double[count];
        for (int i = 0; i < count; i++) {
            entries[i] = words ? bytes.getShort(2 * i) & 0xffff : bytes.get(i) & 0xff;
        }
        return entries;
    }

    /** How many an entry has. */
    int bits() {
        return bits;
    }

    double largest() {
        return Arrays.stream(entries).max().orElseThrow();
    }

    double at(double stored) {
        return entries[(int) Math.max(0, Math.min(entries.length - 1, stored - first))];
    }
}
