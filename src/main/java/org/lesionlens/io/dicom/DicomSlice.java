package org.lesionlens.io.dicom;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A slice whose pixels are still in its file.
 *
 * @param file where the pixels lie; they fit into the file
 * @param plane where the slice lies in the patient
 * @param format how pixels are stored
 */
record DicomSlice(DicomFile file, ImagePlane plane, PixelFormat format) {
    static DicomSlice of(DicomFile file) throws IOException {
        PixelFormat format = PixelFormat.of(file);
        ImagePlane plane = ImagePlane.of(file);
        requirePixels(file, format);
        return new DicomSlice(file, plane, format);
    }

    Path path() {
        return file.path();
    }

    /** File name, for messages about several files of one folder. */
    String name() {
        return file.path().getFileName().toString();
    }

    /** The undecoded pixels, row by row. */
    ByteBuffer pixels() throws IOException {
        try (InputStream in = Files.newInputStream(path())) {
            in.skipNBytes(file.pixelOffset());
            byte[] bytes = in.readNBytes((int) format.sliceBytes());
            if (bytes.length < format.sliceBytes()) {
                throw new EOFException(path() + " became shorter while it was read");
            }
            return ByteBuffer.wrap(bytes).order(file.syntax().byteOrder());
        }
    }

    /** Rows x Columns, the declared length and the file's length must agree (a padding byte makes a length even). */
    private static void requirePixels(DicomFile file, PixelFormat format) throws IOException {
        String pixelData = DicomAttribute.PIXEL_DATA.toString();
        long expected = format.sliceBytes();
        if (file.pixelOffset() < 0) {
            throw file.malformed("has Rows and Columns but no " + pixelData + ": the file is cut off");
        }
        long left = Files.size(file.path()) - file.pixelOffset();
        if (file.pixelLength() != expected + expected % 2 && file.pixelLength() != expected) {
            throw file.malformed(pixelData + " is " + file.pixelLength() + " bytes long but Rows " + format.rows()
                    + " x Columns " + format.columns() + " x " + format.bytes() + " bytes take " + expected);
        }
        if (left < expected || expected > Integer.MAX_VALUE - 8) {
            throw file.malformed("found " + left + " of " + expected + " bytes of " + pixelData + " from offset "
                    + file.pixelOffset() + ": the file is cut off");
        }
    }
}
