package org.lesionlens.io.dicom;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.lesionlens.volume.UsageException;

/**
 * The secret that pseudonyms, identifiers and dates of de-identified objects follow from, by HMAC-SHA-256. Who has it can find
 * a patient again; it is shown to nobody and leaves the process by no way. For any number of threads.
 */
public final class DeidentificationKey {
    /** Of the environment: where a secret comes from that lasts. */
    public static final String VARIABLE = "LESIONLENS_DEID_KEY";

    private static final int FEWEST_LETTERS = 16;
    private static final int BYTES = 32;
    private static final int ROUNDS = 200_000;
    private static final String HMAC = "HmacSHA256";
    private static final byte[] SALT = "LesionLens de-identification".getBytes(StandardCharsets.US_ASCII);

    private final SecretKeySpec secret;
    private final boolean lasting;

    private DeidentificationKey(byte[] secret, boolean lasting) {
        this.secret = new SecretKeySpec(secret, HMAC);
        this.lasting = lasting;
    }

    /**
     * The key of a secret text: the same for the same text, and slow to guess.
     *
     * @throws UsageException if the text is short enough to be guessed
     */
    public static DeidentificationKey of(String text) {
        if (text.length() < FEWEST_LETTERS) {
            throw new UsageException(VARIABLE + " has " + text.length() + " characters but must have at least "
                    + FEWEST_LETTERS + ": who guesses it finds the patients; make one with openssl rand -hex 32");
        }
        try {
            PBEKeySpec slow = new PBEKeySpec(text.toCharArray(), SALT, ROUNDS, BYTES * Byte.SIZE);
            byte[] secret = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(slow)
                    .getEncoded();
            return new DeidentificationKey(secret, true);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has PBKDF2 with HMAC-SHA-256", e);
        }
    }

    /** A key that nobody has had before and nobody will have again. */
    public static DeidentificationKey random() {
        byte[] secret = new byte[BYTES];
        new SecureRandom().nextBytes(secret);
        return new DeidentificationKey(secret, false);
    }

    /** Whether a later run can have it too. */
    public boolean lasts() {
        return lasting;
    }

    /** What tells two keys apart for those who hold both, too short to find one by. */
    public String check() {
        return HexFormat.of().formatHex(Arrays.copyOf(code("check", ""), 4));
    }

    /** What stands for a value; without the key nobody gets from one to the other. */
    byte[] code(String purpose, String value) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(secret);
            return mac.doFinal((purpose + "\n" + value).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    /** The identifier that stands for another one. */
    public String uid(String original) {
        return DicomUids.of(code("uid", original));
    }

    @Override
    public String toString() {
        return "a key";
    }
}
