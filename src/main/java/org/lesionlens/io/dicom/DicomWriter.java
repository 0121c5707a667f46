package org.lesionlens.io.dicom;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.lesionlens.io.file.AtomicFile;

/**
 * Writes Part 10 files (PS3.10 chapter 7): file meta information with its group length, then a data set as explicit VR
 * little endian, or as the transfer syntax of its pixels wants it.
 *
 * <p>Sequences and items end with delimiters, so that they may be of any length. A value too long for the two bytes of its
 * representation's length is written as UN (PS3.5 6.2.2), or the data set as implicit VR.
 */
final class DicomWriter {
    private static final String IMPLEMENTATION = "2.25.305364210384184417613976726644893710101";
    private static final String IMPLEMENTATION_NAME = "LESIONLENS";
    private static final int LONGEST_SHORT = 0xfffe;

    private final OutputStream out;
    private final boolean explicit;
    private final ByteOrder order;

    private DicomWriter(OutputStream out, TransferSyntax syntax) {
        this.out = out;
        this.explicit = syntax.isExplicit();
        this.order = syntax.byteOrder();
    }

    /**
     * Pixel data that are made while they are written.
     *
     * @param syntax of the file
     * @param vr OB or OW; OF and OD of numbers with a point
     * @param length in bytes, even; {@link DicomEncoding#UNDEFINED} of encapsulated fragments
     * @param content as many bytes, or the fragments with their delimiter
     */
    record Pixels(TransferSyntax syntax, ValueRepresentation vr, long length, AtomicFile.Content content) {}

    /**
     * Writes a file, which appears whole or not at all.
     *
     * @param dataSet with SOPClassUID and SOPInstanceUID
     * @throws IllegalArgumentException if one of these is missing
     */
    static void write(Path target, DicomDataSet dataSet, Optional<Pixels> pixels) throws IOException {
        write(target, dataSet, pixels, pixels.map(Pixels::syntax).orElse(TransferSyntax.EXPLICIT_LITTLE));
    }

    /**
     * Writes a file without pixels whose values may be longer than an explicit representation's length can say: if one is, as
     * implicit VR little endian, since many readers make nothing of UN.
     */
    static void writeLong(Path target, DicomDataSet dataSet) throws IOException {
        boolean implicit = hasLongValue(dataSet);
        write(
                target,
                dataSet,
                Optional.empty(),
                implicit ? TransferSyntax.IMPLICIT_LITTLE : TransferSyntax.EXPLICIT_LITTLE);
    }

    private static boolean hasLongValue(DicomDataSet dataSet) {
        return dataSet.elements().stream()
                .anyMatch(element ->
                        isTooLong(element) || element.items().stream().anyMatch(DicomWriter::hasLongValue));
    }

    private static boolean isTooLong(DicomElement element) {
        return !element.vr().hasLongLength() && element.value().remaining() > LONGEST_SHORT;
    }

    private static void write(Path target, DicomDataSet dataSet, Optional<Pixels> pixels, TransferSyntax syntax)
            throws IOException {
        DicomDataSet meta = meta(dataSet, syntax);
        AtomicFile.write(target, out -> {
            out.write(new byte[DicomEncoding.PREAMBLE]);
            out.write(DicomEncoding.magic());
            new DicomWriter(out, TransferSyntax.EXPLICIT_LITTLE).dataSet(meta);
            if (syntax == TransferSyntax.DEFLATED) {
                deflated(out, stream -> new DicomWriter(stream, syntax).all(dataSet, pixels));
            } else {
                new DicomWriter(out, syntax).all(dataSet, pixels);
            }
        });
    }

    /** Of even length (PS3.5 A.5). */
    private static void deflated(OutputStream out, AtomicFile.Content content) throws IOException {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            DeflaterOutputStream stream = new DeflaterOutputStream(out, deflater);
            content.writeTo(stream);
            stream.finish();
            if (deflater.getBytesWritten() % 2 != 0) {
                out.write(0);
            }
        } finally {
            deflater.end();
        }
    }

    private void all(DicomDataSet dataSet, Optional<Pixels> pixels) throws IOException {
        dataSet(dataSet);
        if (pixels.isPresent()) {
            pixels(pixels.get());
        }
    }

    private static DicomDataSet meta(DicomDataSet dataSet, TransferSyntax syntax) {
        DicomDataSet group = DicomDataSet.of(
                DicomElement.bytes(DicomAttribute.FILE_META_INFORMATION_VERSION, (byte) 0, (byte) 1),
                DicomElement.text(
                        DicomAttribute.MEDIA_STORAGE_SOP_CLASS_UID, required(dataSet, DicomAttribute.SOP_CLASS_UID)),
                DicomElement.text(
                        DicomAttribute.MEDIA_STORAGE_SOP_INSTANCE_UID,
                        required(dataSet, DicomAttribute.SOP_INSTANCE_UID)),
                DicomElement.text(DicomAttribute.TRANSFER_SYNTAX_UID, syntax.uid()),
                DicomElement.text(DicomAttribute.IMPLEMENTATION_CLASS_UID, IMPLEMENTATION),
                DicomElement.text(DicomAttribute.IMPLEMENTATION_VERSION_NAME, IMPLEMENTATION_NAME));
        int length = group.elements().stream().mapToInt(DicomWriter::length).sum();
        return DicomDataSet.of(DicomElement.numbers(DicomAttribute.FILE_META_INFORMATION_GROUP_LENGTH, length))
                .with(List.of(group));
    }

    private static String required(DicomDataSet dataSet, DicomAttribute attribute) {
        return dataSet.string(attribute)
                .orElseThrow(() -> new IllegalArgumentException("the data set has no " + attribute));
    }

    /** Of an element that is no sequence, with its head. */
    private static int length(DicomElement element) {
        int value = element.value().remaining();
        return (element.vr().hasLongLength() ? 12 : 8) + value + value % 2;
    }

    private void dataSet(DicomDataSet dataSet) throws IOException {
        for (DicomElement element : dataSet.elements()) {
            if (element.vr() == ValueRepresentation.SQ) {
                sequence(element);
            } else {
                element(element);
            }
        }
    }

    private void element(DicomElement element) throws IOException {
        ByteBuffer value = element.value().duplicate();
        if (element.value().order() != order && !element.vr().isText()) {
            throw new IllegalArgumentException(
                    DicomAttribute.text(element.tag()) + " is not in the byte order of the file");
        }
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        boolean odd = bytes.length % 2 != 0;
        head(
                element.tag(),
                explicit && isTooLong(element) ? ValueRepresentation.UN : element.vr(),
                bytes.length + (odd ? 1 : 0));
        out.write(bytes);
        if (odd) {
            out.write(element.vr().padding());
        }
    }

    private void sequence(DicomElement element) throws IOException {
        head(element.tag(), ValueRepresentation.SQ, DicomEncoding.UNDEFINED);
        for (DicomDataSet item : element.items()) {
            delimiter(DicomEncoding.ITEM, DicomEncoding.UNDEFINED);
            dataSet(item);
            delimiter(DicomEncoding.ITEM_END, 0);
        }
        delimiter(DicomEncoding.SEQUENCE_END, 0);
    }

    private void pixels(Pixels pixels) throws IOException {
        DicomAttribute attribute = switch (pixels.vr()) {
            case OF -> DicomAttribute.FLOAT_PIXEL_DATA;
            case OD -> DicomAttribute.DOUBLE_FLOAT_PIXEL_DATA;
            default -> DicomAttribute.PIXEL_DATA;
        };
        head(attribute.tag, pixels.vr(), pixels.length());
        pixels.content().writeTo(out);
    }

    private void head(int tag, ValueRepresentation vr, long length) throws IOException {
        boolean wide = explicit && vr.hasLongLength();
        ByteBuffer head = ByteBuffer.allocate(wide ? 12 : 8).order(order);
        head.putShort((short) (tag >>> 16)).putShort((short) tag);
        if (explicit) {
            head.put(vr.name().getBytes(StandardCharsets.US_ASCII));
        }
        if (wide) {
            head.putShort((short) 0);
        }
        if (wide || !explicit) {
            head.putInt((int) length);
        } else {
            head.putShort((short) length);
        }
        out.write(head.array());
    }

    private void delimiter(int tag, long length) throws IOException {
        delimiter(out, order, tag, length);
    }

    /** An item, or what ends one or a sequence, little-endian as pixels in fragments are. */
    static void delimiter(OutputStream out, int tag, long length) throws IOException {
        delimiter(out, ByteOrder.LITTLE_ENDIAN, tag, length);
    }

    private static void delimiter(OutputStream out, ByteOrder order, int tag, long length) throws IOException {
        ByteBuffer head = ByteBuffer.allocate(8).order(order);
        head.putShort((short) (tag >>> 16)).putShort((short) tag).putInt((int) length);
        out.write(head.array());
    }
}
