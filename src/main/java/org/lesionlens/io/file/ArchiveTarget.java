package org.lesionlens.io.file;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder into which an archive is unpacked: nothing lands outside it, and no more in it than a limit allows.
 *
 * <p>At most {@value #MOST_FILES} files; at most {@value #MOST_BYTES} bytes, what the disk has room for, and
 * {@value #MOST_GROWTH} times what the archive has ({@value #ON_TRUST} bytes are always allowed).
 */
public final class ArchiveTarget {
    private static final int MOST_FILES = 100_000;
    private static final long MOST_BYTES = 1L << 35;
    private static final long MOST_GROWTH = 200;
    private static final long ON_TRUST = 1L << 28;
    private static final long LEFT_ON_DISK = 1L << 28;
    private static final int BUFFER = 1 << 16;
    private static final String UNPACK = "unpack it yourself and name the folder";

    private final Path archive;
    private final Path folder;
    private final long mostBytes;
    private long bytes;
    private int files;

    /** @param folder that is there */
    public ArchiveTarget(Path archive, Path folder) throws IOException {
        this.archive = archive;
        this.folder = folder;
        long grown = Math.max(ON_TRUST, MOST_GROWTH * Files.size(archive));
        long room = Math.max(0, Files.getFileStore(folder).getUsableSpace() - LEFT_ON_DISK);
        this.mostBytes = Math.min(Math.min(MOST_BYTES, room), grown);
    }

    /**
     * Writes an entry.
     *
     * @throws MalformedFileException if its name leads out of the folder, or it is one too many or too large
     */
    public void add(String name, InputStream content) throws IOException {
        files++;
        if (files > MOST_FILES) {
            throw new MalformedFileException(archive, "holds more than " + MOST_FILES + " files", UNPACK);
        }
        Path file = free(place(name));
        Files.createDirectories(file.getParent());
        byte[] buffer = new byte[BUFFER];
        try (OutputStream out = output(file)) {
            for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
                bytes += n;
                if (bytes > mostBytes) {
                    throw new MalformedFileException(
                            archive, "unpacks to more than " + mostBytes + " bytes, which is not done here", UNPACK);
                }
                out.write(buffer, 0, n);
            }
        }
    }

    /** What fails here is the disk, not the archive. */
    private static OutputStream output(Path file) throws IOException {
        return new FilterOutputStream(Files.newOutputStream(file)) {
            @Override
            public void write(byte[] source, int from, int count) throws IOException {
                try {
                    out.write(source, from, count);
                } catch (IOException e) {
                    throw new FileSystemException(file.toString(), null, e.getMessage());
                }
            }
        };
    }

    /** Where an entry goes; signs that some systems do not allow in names are replaced. */
    private Path place(String name) throws MalformedFileException {
        String path = name.replace('\\', '/');
        Path place = folder;
        if (path.startsWith("/") || path.matches("[A-Za-z]:.*")) {
            throw outside();
        }
        for (String part : path.split("/")) {
            if (part.equals("..")) {
                throw outside();
            }
            if (!part.isEmpty() && !part.equals(".")) {
                place = place.resolve(
                        part.replaceAll("[<>:\"|?*\\p{Cntrl}]", "_").replaceAll("[. ]+$", "_"));
            }
        }
        if (place.equals(folder)) {
            throw outside();
        }
        return place;
    }

    private MalformedFileException outside() {
        return new MalformedFileException(
                archive, "has an entry whose name leads outside of it", "do not trust it; make the archive again");
    }

    /** Names may occur twice, or differ in upper and lower case alone. */
    private static Path free(Path file) {
        Path free = file;
        for (int i = 2; Files.exists(free); i++) {
            free = file.resolveSibling(file.getFileName() + "_" + i);
        }
        return free;
    }
}
