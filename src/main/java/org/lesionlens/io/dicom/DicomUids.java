package org.lesionlens.io.dicom;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;

/**
 * The UIDs of what is made of one case, under 2.25 (PS3.5 B.2): each from a UUID that is derived from the case's root and from
 * what the UID is for, so that objects of one case agree on the lesions that they are about. For any number of threads.
 *
 * @param root a random one, or, for the same UIDs of the same input, one of the input
 */
public record DicomUids(String root) {
    private static final int UUID_BYTES = 16;

    public static DicomUids random() {
        return new DicomUids(UUID.randomUUID().toString());
    }

    /** The UID of what is called so; the same for the same root and name. */
    public String of(String name) {
        return of(sha256((root + "\n" + name).getBytes(StandardCharsets.UTF_8)));
    }

    /** That of a hash. */
    static String of(byte[] hash) {
        byte[] uuid = Arrays.copyOf(hash, UUID_BYTES);
        uuid[6] = (byte) (uuid[6] & 0x0f | 0x80); // version 8 of RFC 9562: a way of our own
        uuid[8] = (byte) (uuid[8] & 0x3f | 0x80);
        return "2.25." + new BigInteger(1, uuid);
    }

    static byte[] sha256(byte[] text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
