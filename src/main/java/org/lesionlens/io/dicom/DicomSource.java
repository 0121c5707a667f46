package org.lesionlens.io.dicom;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.lesionlens.io.file.MalformedFileException;

/**
 * The bytes of a data set: those of a file, or what is deflated in it.
 *
 * @param path the file
 * @param inflated the data set, if it is deflated (PS3.5 A.5): at most {@value #MOST_INFLATED} bytes
 */
record DicomSource(Path path, Optional<byte[]> inflated) {
    private static final int BUFFER = 1 << 16;
    private static final int MOST_INFLATED = 1 << 28;

    static DicomSource file(Path path) {
        return new DicomSource(path, Optional.empty());
    }

    /** What is deflated from an offset to the end of a file; it is counted before memory is allocated for it. */
    static DicomSource inflate(Path path, long from) throws IOException {
        long length = inflated(path, from, in -> skip(in, MOST_INFLATED + 1L));
        if (length > MOST_INFLATED) {
            throw new MalformedFileException(
                    path, "inflates to more than " + MOST_INFLATED + " bytes", Remedy.DCMCONV.text());
        }
        byte[] all = new byte[(int) length];
        inflated(path, from, in -> in.readNBytes(all, 0, all.length));
        return new DicomSource(path, Optional.of(all));
    }

    private interface Reading {
        long from(InputStream in) throws IOException;
    }

    private static long inflated(Path path, long from, Reading reading) throws IOException {
        Inflater inflater = new Inflater(true);
        try (InputStream file = Files.newInputStream(path);
                InputStream in = new InflaterInputStream(file, inflater, BUFFER)) {
            file.skipNBytes(from);
            return reading.from(in);
        } catch (java.io.EOFException | ZipException e) {
            throw new MalformedFileException(
                    path,
                    "its deflated data set, from offset " + from + ", is damaged or cut off",
                    Remedy.COPY.text(),
                    e);
        } finally {
            inflater.end();
        }
    }

    private static long skip(InputStream in, long most) throws IOException {
        byte[] chunk = new byte[BUFFER];
        long done = 0;
        for (int n = 0; done < most && n >= 0; done += Math.max(0, n)) {
            n = in.read(chunk, 0, (int) Math.min(chunk.length, most - done));
        }
        return done;
    }

    long length() throws IOException {
        return inflated.isPresent() ? inflated.get().length : Files.size(path);
    }

    /** The bytes from a position on; the caller closes the stream. */
    InputStream open(long position) throws IOException {
        if (inflated.isPresent()) {
            byte[] bytes = inflated.get();
            return new ByteArrayInputStream(bytes, (int) position, bytes.length - (int) position);
        }
        InputStream in = Files.newInputStream(path);
        try {
            in.skipNBytes(position);
            return in;
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }
}
