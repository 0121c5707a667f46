package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.TextHeader;

/**
 * A DICOM file up to its pixel data, and where these lie.
 *
 * @param source its bytes
 * @param syntax how it is encoded
 * @param meta the file meta information, group 0002; empty where the file has none
 * @param dataSet all attributes before the pixel data
 * @param pixels none if there are none
 */
record DicomFile(
        DicomSource source,
        TransferSyntax syntax,
        DicomDataSet meta,
        DicomDataSet dataSet,
        Optional<PixelLocation> pixels) {
    private static final String EXPORT_AGAIN = "export the series again from the scanner or archive";
    private static final int PEEK = 4096;
    private static final int LAST_TAG = 0xffffffff;

    /**
     * Reads everything before the pixel data.
     *
     * @throws MalformedFileException if the file is cut off or damaged, or its transfer syntax cannot be read
     */
    static DicomFile read(Path path) throws IOException {
        return readUpTo(path, LAST_TAG);
    }

    /** Reads no further than a last tag, whatever comes after it. */
    static DicomFile readUpTo(Path path, int lastTag) throws IOException {
        return read(path, lastTag, DicomAttribute::representation);
    }

    /** Reads everything before the pixel data with other names of attributes than those that this program reads. */
    static DicomFile read(Path path, DicomParser.Dictionary dictionary) throws IOException {
        return read(path, LAST_TAG, dictionary);
    }

    private static DicomFile read(Path path, int lastTag, DicomParser.Dictionary dictionary) throws IOException {
        long start = DicomStart.of(path)
                .orElseThrow(() -> new MalformedFileException(
                        path, "has neither DICOM's magic at offset 128 nor elements at offset 0", EXPORT_AGAIN));
        DicomDataSet meta;
        TransferSyntax syntax;
        boolean explicit;
        long dataSetAt;
        try (DicomInput in = new DicomInput(DicomSource.file(path), start)) {
            meta = new DicomParser(in).group(DicomEncoding.META_GROUP);
            byte[] next = in.peek(PEEK);
            syntax = syntax(path, meta, next);
            explicit = isExplicit(syntax, next);
            dataSetAt = in.position();
        }
        boolean deflated = syntax == TransferSyntax.DEFLATED;
        DicomSource source = deflated ? DicomSource.inflate(path, dataSetAt) : DicomSource.file(path);
        try (DicomInput in = new DicomInput(source, deflated ? 0 : dataSetAt)) {
            in.order(syntax.byteOrder());
            DicomParser parser = new DicomParser(in, dictionary);
            DicomDataSet dataSet = parser.dataSet(explicit, lastTag);
            return new DicomFile(source, syntax, meta, dataSet, parser.pixels());
        }
    }

    /** Some writers name an explicit syntax and leave the data set implicit, or the reverse: what is there counts. */
    private static boolean isExplicit(TransferSyntax syntax, byte[] next) {
        return syntax == TransferSyntax.DEFLATED
                || DicomStart.guess(next)
                        .filter(found -> found.byteOrder() == syntax.byteOrder())
                        .orElse(syntax)
                        .isExplicit();
    }

    private static TransferSyntax syntax(Path path, DicomDataSet meta, byte[] next) throws MalformedFileException {
        Optional<String> uid = meta.string(DicomAttribute.TRANSFER_SYNTAX_UID);
        if (uid.isEmpty()) {
            return DicomStart.guess(next)
                    .orElseThrow(() -> new MalformedFileException(
                            path,
                            "has no " + DicomAttribute.TRANSFER_SYNTAX_UID
                                    + ", and its first elements do not show how they are encoded",
                            EXPORT_AGAIN));
        }
        TransferSyntax syntax = TransferSyntax.of(uid.get())
                .orElseThrow(() -> new MalformedFileException(
                        path, "has the unknown transfer syntax " + TextHeader.shown(uid.get()), Remedy.EXPORT.text()));
        if (!syntax.hasReadableDataSet()) {
            throw new MalformedFileException(
                    path, "has transfer syntax " + syntax + ", which cannot be read", syntax.remedy());
        }
        return syntax;
    }

    Path path() {
        return source.path();
    }

    /** The same file with other attributes, as those of one of its frames. */
    DicomFile with(DicomDataSet otherDataSet) {
        return new DicomFile(source, syntax, meta, otherDataSet, pixels);
    }

    /** Whether this is (or, being cut off, was) an image with rows and columns. */
    boolean isImage() {
        return pixels.isPresent() || dataSet.contains(DicomAttribute.ROWS);
    }

    /** The values of ImageType; none if it is missing. */
    List<String> imageType() {
        String text = dataSet.string(DicomAttribute.IMAGE_TYPE).orElse("");
        return Arrays.stream(text.split("\\\\")).map(String::strip).toList();
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
        return new MalformedFileException(path(), problem, EXPORT_AGAIN);
    }

    private MalformedFileException missing(DicomAttribute attribute) {
        return malformed("has no " + attribute);
    }

    /** All numbers of an attribute; none if it is missing or empty. */
    double[] numbers(DicomAttribute attribute) throws MalformedFileException {
        try {
            return dataSet.numbers(attribute);
        } catch (IllegalArgumentException e) {
            throw new MalformedFileException(path(), attribute + " " + e.getMessage(), EXPORT_AGAIN, e);
        }
    }
}
