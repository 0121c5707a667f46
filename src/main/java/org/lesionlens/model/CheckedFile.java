package org.lesionlens.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file of a model folder and what it must hold.
 *
 * @param path a regular file
 * @param sha256 of its bytes, in lower-case hex
 */
public record CheckedFile(Path path, String sha256) {
    /** A file, which may be larger than the memory, as it is now. */
    public static CheckedFile of(Path path) throws IOException {
        MessageDigest digest = newDigest();
        try (InputStream in = Files.newInputStream(path)) {
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        }
        return new CheckedFile(path, HexFormat.of().formatHex(digest.digest()));
    }

    /**
     * The file's bytes, which are those that were checked.
     *
     * @throws UnsuitableModelException if the bytes are others than the model's description says
     * @throws IOException if the file cannot be read
     */
    public byte[] read() throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        require(sha256(bytes));
        return bytes;
    }

    /**
     * Looks whether the file, which may be larger than the memory, is the one that it must be.
     *
     * @throws UnsuitableModelException if its bytes are others than the model's description says
     * @throws IOException if the file cannot be read
     */
    public void require() throws IOException {
        require(of(path).sha256);
    }

    private void require(String found) {
        if (!found.equals(sha256)) {
            throw new UnsuitableModelException(path + " has the sha256 " + found + " but " + Model.FILE_NAME + " says "
                    + sha256 + ": the file was changed or damaged, install the model again");
        }
    }

    /** In lower-case hex. */
    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(newDigest().digest(bytes));
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
