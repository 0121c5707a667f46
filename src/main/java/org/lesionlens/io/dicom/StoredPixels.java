package org.lesionlens.io.dicom;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Pixel data as they are stored, for files that say something else of the same pixels. */
final class StoredPixels {
    private static final int BUFFER = 1 << 16;

    private StoredPixels() {}

    /** Writes a file of other attributes with the pixels and the transfer syntax of another one. */
    static void copy(DicomFile from, DicomDataSet dataSet, Path target) throws IOException {
        PixelLocation location =
                from.pixels().orElseThrow(() -> from.malformed("has no " + DicomAttribute.PIXEL_DATA + " any more"));
        DicomWriter.write(target, dataSet, Optional.of(pixels(from, location)));
    }

    private static DicomWriter.Pixels pixels(DicomFile file, PixelLocation location) throws IOException {
        if (location.isEncapsulated()) {
            List<PixelLocation.Fragment> fragments = location.fragments();
            PixelLocation.Fragment last = fragments.get(fragments.size() - 1);
            long length = last.offset() + last.length() - location.offset();
            return new DicomWriter.Pixels(file.syntax(), ValueRepresentation.OB, DicomEncoding.UNDEFINED, out -> {
                copy(file.source(), location.offset(), length, out);
                DicomWriter.delimiter(out, DicomEncoding.SEQUENCE_END, 0);
            });
        }
        long length = Math.min(location.length(), file.source().length() - location.offset());
        return new DicomWriter.Pixels(file.syntax(), representation(location), length + length % 2, out -> {
            copy(file.source(), location.offset(), length, out);
            if (length % 2 != 0) {
                out.write(0);
            }
        });
    }

    private static ValueRepresentation representation(PixelLocation location) {
        return switch (location.attribute()) {
            case FLOAT_PIXEL_DATA -> ValueRepresentation.OF;
            case DOUBLE_FLOAT_PIXEL_DATA -> ValueRepresentation.OD;
            default -> location.words() ? ValueRepresentation.OW : ValueRepresentation.OB;
        };
    }

    private static void copy(DicomSource source, long from, long length, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (InputStream in = source.open(from)) {
            for (long left = length; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw new EOFException(source.path() + " became shorter while it was read");
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
    }
}
