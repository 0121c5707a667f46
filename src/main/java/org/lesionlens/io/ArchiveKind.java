package org.lesionlens.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** What kind of archive a file is, told by its first bytes, and whether this program unpacks it. */
enum ArchiveKind {
    ZIP("zip", true),
    TAR("tar", true),
    TAR_GZ("tar.gz", true),
    SEVEN_ZIP("7z", false),
    RAR("rar", false),
    XZ("xz", false),
    BZIP2("bzip2", false),
    ZSTANDARD("zstd", false),
    ISO("CD image", false);

    private static final int TAR_MAGIC_AT = 257;
    private static final int ISO_MAGIC_AT = 32769;
    private static final int BLOCK = 512;

    private final String title;
    private final boolean unpacked;

    ArchiveKind(String title, boolean unpacked) {
        this.title = title;
        this.unpacked = unpacked;
    }

    /** Whether this program unpacks it. */
    boolean isUnpacked() {
        return unpacked;
    }

    /** For people. */
    @Override
    public String toString() {
        return title;
    }

    /** The kind of a file; none if it is no archive. */
    static Optional<ArchiveKind> of(Path file) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            return Optional.empty();
        }
        byte[] first;
        try (InputStream in = Files.newInputStream(file)) {
            first = in.readNBytes(BLOCK);
        }
        if (begins(first, 0, 'P', 'K', 3, 4) || begins(first, 0, 'P', 'K', 5, 6)) {
            return Optional.of(ZIP);
        }
        if (isTar(first)) {
            return Optional.of(TAR);
        }
        if (begins(first, 0, 0x1f, 0x8b)) {
            return isTar(inflated(file)) ? Optional.of(TAR_GZ) : Optional.empty();
        }
        return other(first).or(() -> iso(file));
    }

    private static Optional<ArchiveKind> other(byte[] first) {
        if (begins(first, 0, '7', 'z', 0xbc, 0xaf, 0x27, 0x1c)) {
            return Optional.of(SEVEN_ZIP);
        }
        if (begins(first, 0, 'R', 'a', 'r', '!', 0x1a, 7)) {
            return Optional.of(RAR);
        }
        if (begins(first, 0, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return Optional.of(XZ);
        }
        if (begins(first, 0, 0x28, 0xb5, 0x2f, 0xfd)) {
            return Optional.of(ZSTANDARD);
        }
        return begins(first, 0, 'B', 'Z', 'h') && begins(first, 4, 0x31, 0x41, 0x59, 0x26)
                ? Optional.of(BZIP2)
                : Optional.empty();
    }

    private static Optional<ArchiveKind> iso(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(ISO_MAGIC_AT);
            return Arrays.equals(in.readNBytes(5), "CD001".getBytes(StandardCharsets.US_ASCII))
                    ? Optional.of(ISO)
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty(); // too short
        }
    }

    private static boolean begins(byte[] bytes, int at, int... magic) {
        boolean same = bytes.length >= at + magic.length;
        for (int i = 0; same && i < magic.length; i++) {
            same = (bytes[at + i] & 0xff) == magic[i];
        }
        return same;
    }

    private static boolean isTar(byte[] first) {
        return begins(first, TAR_MAGIC_AT, 'u', 's', 't', 'a', 'r');
    }

    private static byte[] inflated(Path file) throws IOException {
        try (InputStream in = new GZIPInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            return in.readNBytes(BLOCK);
        } catch (EOFException | ZipException e) {
            return new byte[0];
        }
    }
}
