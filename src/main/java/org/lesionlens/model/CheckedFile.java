package org.lesionlens.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
    /**
     * The file's bytes, which are those that were checked.
     *
     * @throws UnsuitableModelException if the bytes are others than the model's description says
     * @throws IOException if the file cannot be read
     */
    public byte[] read() throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        String found = sha256(bytes);
        if (!found.equals(sha256)) {
            throw new UnsuitableModelException(path + " has the sha256 " + found + " but " + Model.FILE_NAME + " says "
                    + sha256 + ": the file was changed or damaged, install the model again");
        }
        return bytes;
    }

    /** In lower-case hex. */
    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
