package org.lesionlens.io.dicom;

import java.util.List;
import org.lesionlens.io.file.MalformedFileException;

/**
 * The RescaleIntercept that lossy compression leaves: dcmcjpeg stores a CT slice from its minimum on, which becomes the
 * intercept, and writes none where that is 0. So slices with and without it are of one unit.
 */
final class LossyIntercept {
    private static final List<TransferSyntax> LOSSY =
            List.of(TransferSyntax.JPEG_BASELINE, TransferSyntax.JPEG_EXTENDED, TransferSyntax.JPEG_LS_LOSSY);

    private LossyIntercept() {}

    /** Whether all slices are lossy, and each intercept can be the minimum of one: not below 0, of slope 1. */
    static boolean explains(List<DicomSlice> slices) throws MalformedFileException {
        for (DicomSlice slice : slices) {
            if (!isLossy(slice.attributes()) || !isMinimum(slice)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isMinimum(DicomSlice slice) throws MalformedFileException {
        double intercept = slice.attributes().numberOr(DicomAttribute.RESCALE_INTERCEPT, 0);
        return slice.attributes().numberOr(DicomAttribute.RESCALE_SLOPE, 1) == 1
                && intercept >= 0
                && intercept <= slice.format().highest();
    }

    /** By its encoding, or, where it was decompressed since, by what it says (PS3.3 C.7.6.1.1.5). */
    private static boolean isLossy(DicomFile file) {
        return LOSSY.contains(file.syntax())
                || file.dataSet()
                        .string(DicomAttribute.LOSSY_IMAGE_COMPRESSION)
                        .filter("01"::equals)
                        .isPresent()
                || file.dataSet()
                        .string(DicomAttribute.DERIVATION_DESCRIPTION)
                        .filter(text -> text.matches("(?is).*(lossy compression|pseudo-lossless|near.lossless).*"))
                        .isPresent();
    }
}
