package org.lesionlens.cases;

import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a case is called, so that a folder can have that name beside the run's own files on every system.
 *
 * <p>Nearly every name stays as it is. Others get letters and numbers added that depend on the name alone, so that a run
 * that goes on later finds its results again.
 */
public final class CaseName {
    /** A file system's 255 bytes, without what a folder is called while it is filled or replaced. */
    private static final int MOST_BYTES = 229;

    private static final Pattern DEVICE_OF_WINDOWS = Pattern.compile("(?i)(con|prn|aux|nul|(com|lpt)[0-9])(\\..*)?");
    private static final Pattern LEFT_OUT = Pattern.compile("^\\.+|[. ]+$|[\\p{Cntrl}\uFFFD]");
    private static final String REPLACEMENT = "\uFFFD";

    private CaseName() {}

    /**
     * The name itself, or one like it that can be had.
     *
     * @param input whose name it is made of
     */
    public static String of(String wanted, Path input) {
        if (isFree(wanted)) {
            return wanted;
        }
        String hash = Fingerprint.of(wanted.contains(REPLACEMENT) ? wanted + bytes(input) : wanted)
                .substring(0, 8);
        String plain = LEFT_OUT.matcher(wanted).replaceAll("_");
        plain = DEVICE_OF_WINDOWS.matcher(plain).matches() ? "_" + plain : plain;
        String shortened =
                cut(isValid(plain) ? plain : plain.replaceAll("[^ -~]", "_"), MOST_BYTES - hash.length() - 1);
        return shortened + "_" + hash;
    }

    /** What two names must not have in common: some systems know neither upper case nor composed letters apart. */
    public static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private static boolean isFree(String name) {
        return !RunFiles.ALL.contains(name.toLowerCase(Locale.ROOT))
                && !DEVICE_OF_WINDOWS.matcher(name).matches()
                && !LEFT_OUT.matcher(name).find()
                && name.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
                && isValid(name);
    }

    private static boolean isValid(String name) {
        try {
            return !Path.of(name).toString().isEmpty();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    /** The bytes of a file name that is no text, as an address writes them. */
    private static String bytes(Path input) {
        return input.toUri().getRawPath().replaceAll("/$", "").replaceAll(".*/", "");
    }

    private static String cut(String text, int mostBytes) {
        int end = text.length();
        while (text.substring(0, end).getBytes(StandardCharsets.UTF_8).length > mostBytes) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end);
    }
}
