package org.lesionlens.model.foreign;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.lesionlens.io.file.ArchiveTarget;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.io.file.Removal;

/** A model in a zip, unpacked into a temporary folder, which closing takes away. Limits are those of {@link ArchiveTarget}. */
public final class ModelZip implements AutoCloseable {
    private static final byte[] MAGIC = {'P', 'K', 3, 4};
    private static final int MOST_FILES = 10_000;

    private final Path archive;
    private final Path temporary;
    private final Path unpacked;

    private ModelZip(Path archive) throws IOException {
        this.archive = archive;
        this.temporary = Files.createTempDirectory("lesionlens-model-").toRealPath();
        this.unpacked = Files.createDirectory(temporary.resolve(plainName(archive)));
    }

    /** A network that is called model, or alike, has the name of its folder. */
    private static String plainName(Path archive) {
        String name = archive.getFileName().toString().replaceFirst("(?i)\\.zip$", "");
        return name.isBlank() || name.startsWith(".") ? "model" : name;
    }

    /** Whether a file is a zip, whatever its name. */
    public static boolean is(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            return Arrays.equals(in.readNBytes(MAGIC.length), MAGIC);
        }
    }

    /**
     * Unpacks a zip.
     *
     * @throws MalformedFileException if it is damaged, holds too much, or has a name that leads out of it
     */
    public static ModelZip unpack(Path archive) throws IOException {
        ModelZip zip = new ModelZip(archive);
        try {
            zip.unpack();
            return zip;
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private void unpack() throws IOException {
        ArchiveTarget target = new ArchiveTarget(archive, unpacked);
        try (ZipFile zip = new ZipFile(archive.toFile(), StandardCharsets.UTF_8)) {
            List<? extends ZipEntry> entries = Collections.list(zip.entries());
            if (entries.size() > MOST_FILES) {
                throw new MalformedFileException(
                        archive, "holds more than " + MOST_FILES + " files", "unpack it yourself and name the folder");
            }
            for (ZipEntry entry : entries) {
                if (!entry.isDirectory()) {
                    add(zip, entry, target);
                }
            }
        } catch (MalformedFileException | FileSystemException e) {
            throw e;
        } catch (IOException | RuntimeException e) {
            throw new MalformedFileException(
                    archive,
                    "is a damaged, cut off or encrypted archive (" + MalformedFileException.said(e) + ")",
                    "get it again",
                    e);
        }
    }

    private static void add(ZipFile zip, ZipEntry entry, ArchiveTarget target) throws IOException {
        CRC32 sum = new CRC32();
        try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
            target.add(entry.getName(), in);
        }
        if (sum.getValue() != entry.getCrc()) {
            throw new ZipException("an entry has another checksum than it should");
        }
    }

    /** What it holds; of a zip with one folder that folder. */
    public Path content() throws IOException {
        try (Stream<Path> entries = Files.list(unpacked)) {
            List<Path> all =
                    entries.filter(entry -> !Originals.isLeftBySystems(entry)).toList();
            return all.size() == 1 && Files.isDirectory(all.get(0)) ? all.get(0) : unpacked;
        }
    }

    /** A message about what it holds, which names the zip where it named the folder into which it was unpacked. */
    public String told(String message) {
        return message.replace(unpacked + File.separator, archive + ": ")
                .replace(unpacked.toString(), archive.toString());
    }

    @Override
    public void close() throws IOException {
        Removal.of(temporary);
    }
}
