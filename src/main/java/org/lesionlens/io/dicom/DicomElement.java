package org.lesionlens.io.dicom;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * One attribute of a data set.
 *
 * @param tag group in the upper and element in the lower 16 bits
 * @param vr UN where the file does not say and the dictionary does not know
 * @param value the undecoded bytes, with the byte order of the file; empty for sequences
 * @param items the items of a sequence; empty for all else
 */
record DicomElement(int tag, ValueRepresentation vr, ByteBuffer value, List<DicomDataSet> items) {
    DicomElement {
        value = value.asReadOnlyBuffer().order(value.order());
        items = List.copyOf(items);
    }
}
