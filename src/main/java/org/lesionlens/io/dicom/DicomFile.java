package org.lesionlens.io.dicom;

import java.nio.file.Path;
import org.lesionlens.io.MalformedFileException;

/**
 * A DICOM file up to its pixel data.
 *
 * @param path where it lies
 * @param syntax how it is encoded
 * @param meta the file meta information, group 0002
 * @param dataSet all attributes before the pixel data
 * @param pixelOffset first byte of the pixel data's value; -1 if there are none (or only floating-point ones)
 * @param pixelLength its declared length in bytes; 4294967295 if it is encapsulated
 */
record DicomFile(
        Path path, TransferSyntax syntax, DicomDataSet meta, DicomDataSet dataSet, long pixelOffset, long pixelLength) {
    private static final String EXPORT_AGAIN = "export the series again from the scanner or archive";

    /** Whether this is (or, being cut off, was) an image with rows and columns. */
    boolean isImage() {
        return pixelOffset >= 0 || dataSet.contains(DicomAttribute.ROWS);
    }

    /** A text that must be there. */
    String require(DicomAttribute attribute) throws MalformedFileException {
        return dataSet.string(attribute).orElseThrow(() -> missing(attribute));
    }

    /** Numbers that must be there, so many of them, all finite. */
    double[] require(DicomAttribute attribute, int count) throws MalformedFileException {
        double[] numbers = numbers(attribute);
        if (numbers.length == 0) {
            throw missing(attribute);
        }
        if (numbers.length != count) {
            throw malformed(attribute + " has " + numbers.length + " values but must have " + count);
        }
        for (double number : numbers) {
            if (!Double.isFinite(number)) {
                throw malformed(attribute + " is " + number + " but must be finite");
            }
        }
        return numbers;
    }

    /** A whole number that must be there and within a range, both ends included. */
    int requireWhole(DicomAttribute attribute, int min, int max) throws MalformedFileException {
        double number = require(attribute, 1)[0];
        if (number != Math.rint(number) || number < min || number > max) {
            throw malformed(attribute + " is " + number + " but must be a whole number from " + min + " to " + max);
        }
        return (int) number;
    }

    /** One number, or a fallback if the attribute is missing or empty. */
    double numberOr(DicomAttribute attribute, double fallback) throws MalformedFileException {
        return numbers(attribute).length == 0 ? fallback : require(attribute, 1)[0];
    }

    MalformedFileException malformed(String problem) {
        return new MalformedFileException(path, problem, EXPORT_AGAIN);
    }

    private MalformedFileException missing(DicomAttribute attribute) {
        return malformed("has no " + attribute);
    }

    private double[] numbers(DicomAttribute attribute) throws MalformedFileException {
        try {
            return dataSet.numbers(attribute);
        } catch (IllegalArgumentException e) {
            throw new MalformedFileException(path, attribute + " " + e.getMessage(), EXPORT_AGAIN, e);
        }
    }
}
