package org.lesionlens.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.lesionlens.io.file.ArchiveTarget;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.UnpackedFolder;

/**
 * What a zip, tar or tar.gz holds, in a temporary folder of its own, which is deleted when this is closed, and when Java
 * ends before. Links, and archives inside the archive, are not followed.
 */
final class UnpackedArchive implements AutoCloseable {
    private static final int PADDING = 1 << 20;
    private static final String AGAIN = "copy or make it again, or unpack it yourself and name the folder";

    private final Path archive;
    private final UnpackedFolder folder = new UnpackedFolder();

    private UnpackedArchive(Path archive) throws IOException {
        this.archive = archive;
    }

    /** Reads what is in the archive. */
    interface Reading<T> {
        T from(Path content) throws IOException;
    }

    /** Whether a file is an archive that is unpacked here. */
    static boolean canUnpack(Path file) throws IOException {
        return ArchiveKind.of(file).filter(ArchiveKind::isUnpacked).isPresent();
    }

    /**
     * Unpacks an archive, reads the one volume in it, and deletes what was unpacked.
     *
     * @throws MalformedFileException if it is damaged, encrypted or too large, holds no volume or several, or what the
     *     reading throws, told of the archive
     */
    static <T> T read(Path archive, Reading<T> reading) throws IOException {
        try (UnpackedArchive unpacked = new UnpackedArchive(archive)) {
            try {
                unpacked.unpack();
                return reading.from(ArchiveContent.of(archive, unpacked.folder.content()));
            } catch (MalformedFileException e) {
                throw e.inside(archive, unpacked.folder.content());
            }
        }
    }

    private void unpack() throws IOException {
        ArchiveTarget target = new ArchiveTarget(archive, folder.content());
        ArchiveKind kind = ArchiveKind.of(archive).orElseThrow();
        try {
            if (kind == ArchiveKind.ZIP) {
                unzip(target);
            } else {
                untar(target, kind == ArchiveKind.TAR_GZ);
            }
        } catch (MalformedFileException | FileSystemException e) {
            throw e;
        } catch (ZipException e) {
            boolean encrypted = String.valueOf(e.getMessage()).contains("encrypted");
            throw encrypted
                    ? new MalformedFileException(
                            archive, "is an encrypted archive", "unpack it with its password and name the folder", e)
                    : damaged(e);
        } catch (IOException | RuntimeException e) {
            throw damaged(e);
        }
    }

    private MalformedFileException damaged(Exception e) {
        return new MalformedFileException(
                archive, "is a damaged or cut off archive (" + MalformedFileException.said(e) + ")", AGAIN, e);
    }

    /** Names that are not marked as UTF-8 may have any letters; they only have to be different. */
    private void unzip(ArchiveTarget target) throws IOException {
        try (ZipFile zip = new ZipFile(archive.toFile(), StandardCharsets.ISO_8859_1)) {
            List<? extends ZipEntry> entries = Collections.list(zip.entries());
            for (ZipEntry entry : entries) {
                if (!entry.isDirectory()) {
                    unzip(zip, entry, target);
                }
            }
        }
    }

    private static void unzip(ZipFile zip, ZipEntry entry, ArchiveTarget target) throws IOException {
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
            target.add(entry.getName(), in);
        }
        if (sum.getValue() != entry.getCrc()) {
            throw new ZipException("an entry has another checksum than it should");
        }
    }

    private void untar(ArchiveTarget target, boolean gzip) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                InputStream in = gzip ? new GZIPInputStream(file) : file;
                TarArchiveInputStream tar = new TarArchiveInputStream(in, StandardCharsets.UTF_8.name())) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                boolean plain = entry.isFile() && !entry.isLink() && !entry.isSymbolicLink();
                if (plain && tar.canReadEntryData(entry)) {
                    target.add(entry.getName(), tar);
                }
            }
            in.readNBytes(PADDING); // up to the checksum
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
