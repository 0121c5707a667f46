package org.lesionlens.io.dicomweb;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A folder into which the instances of one answer are written, by their numbers; no more than a limit allows.
 *
 * <p>At most {@value #MOST_FILES} instances and {@value #MOST_BYTES} bytes, and what the disk has room for.
 */
final class ReceivedFiles {
    static final int MOST_FILES = 100_000;
    static final long MOST_BYTES = 1L << 35;
    private static final long LEFT_ON_DISK = 1L << 28;

    private final Path folder;
    private final String server;
    private final int mostFiles;
    private final long mostBytes;
    private long bytes;
    private int files;

    /** @param folder that is there and empty */
    ReceivedFiles(Path folder, String server) throws IOException {
        this(folder, server, MOST_FILES, MOST_BYTES);
    }

    ReceivedFiles(Path folder, String server, int mostFiles, long mostBytes) throws IOException {
        this.folder = folder;
        this.server = server;
        this.mostFiles = mostFiles;
        this.mostBytes =
                Math.min(mostBytes, Math.max(0, Files.getFileStore(folder).getUsableSpace() - LEFT_ON_DISK));
    }

    int count() {
        return files;
    }

    /** Writes the part on which a body stands. */
    void add(MultipartStream parts) throws IOException {
        files++;
        if (files > mostFiles) {
            throw DicomWebException.lasting(server + " sends more than " + mostFiles
                    + " instances for one series, which is not done here: export a part of them into a folder");
        }
        Path file = folder.resolve(String.format(Locale.ROOT, "%06d.dcm", files));
        try (OutputStream out = new Bounded(file)) {
            parts.copy(out);
        }
    }

    /** What fails here is the disk, not the server. */
    private final class Bounded extends FilterOutputStream {
        private final Path file;

        Bounded(Path file) throws IOException {
            super(Files.newOutputStream(file));
            this.file = file;
        }

        @Override
        public void write(byte[] source, int from, int count) throws IOException {
            bytes += count;
            if (bytes > mostBytes) {
                throw DicomWebException.lasting(server + " sends more than " + mostBytes
                        + " bytes, for which there is no room in the folder for temporary files: name another one with java"
                        + " -Djava.io.tmpdir=FOLDER");
            }
            try {
                out.write(source, from, count);
            } catch (IOException e) {
                throw new FileSystemException(file.toString(), null, e.getMessage());
            }
        }
    }
}
