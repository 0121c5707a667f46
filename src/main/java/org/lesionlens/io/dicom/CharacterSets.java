package org.lesionlens.io.dicom;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Texts in the character sets of SpecificCharacterSet (PS3.3 C.12.1.1.2), with ISO 2022 escapes (PS3.5 6.1.2.5).
 *
 * <p>Bytes that a character set does not know, and sets that this Java does not have, become replacement characters;
 * nothing is refused for its letters.
 */
final class CharacterSets {
    private static final byte ESCAPE = 0x1b;
    private static final Map<String, String> TERMS = Map.ofEntries(
            Map.entry("ISO_IR 100", "ISO-8859-1"),
            Map.entry("ISO_IR 101", "ISO-8859-2"),
            Map.entry("ISO_IR 109", "ISO-8859-3"),
            Map.entry("ISO_IR 110", "ISO-8859-4"),
            Map.entry("ISO_IR 144", "ISO-8859-5"),
            Map.entry("ISO_IR 127", "ISO-8859-6"),
            Map.entry("ISO_IR 126", "ISO-8859-7"),
            Map.entry("ISO_IR 138", "ISO-8859-8"),
            Map.entry("ISO_IR 148", "ISO-8859-9"),
            Map.entry("ISO_IR 203", "ISO-8859-15"),
            Map.entry("ISO_IR 13", "JIS_X0201"),
            Map.entry("ISO_IR 166", "TIS-620"),
            Map.entry("ISO_IR 192", "UTF-8"),
            Map.entry("GB18030", "GB18030"),
            Map.entry("GBK", "GBK"));

    /** The bytes after an escape, and the set that they switch to. */
    private static final Map<String, String> ESCAPES = new LinkedHashMap<>();

    static {
        ESCAPES.put("$)C", "EUC-KR");
        ESCAPES.put("$)A", "GB2312");
        ESCAPES.put("$(D", "ISO-2022-JP-2");
        ESCAPES.put("$B", "ISO-2022-JP");
        ESCAPES.put("$@", "ISO-2022-JP");
        ESCAPES.put("(B", "US-ASCII");
        ESCAPES.put("(J", "JIS_X0201");
        ESCAPES.put(")I", "JIS_X0201");
        ESCAPES.put("-A", "ISO-8859-1");
        ESCAPES.put("-B", "ISO-8859-2");
        ESCAPES.put("-C", "ISO-8859-3");
        ESCAPES.put("-D", "ISO-8859-4");
        ESCAPES.put("-L", "ISO-8859-5");
        ESCAPES.put("-G", "ISO-8859-6");
        ESCAPES.put("-F", "ISO-8859-7");
        ESCAPES.put("-H", "ISO-8859-8");
        ESCAPES.put("-M", "ISO-8859-9");
        ESCAPES.put("-b", "ISO-8859-15");
        ESCAPES.put("-T", "TIS-620");
    }

    private CharacterSets() {}

    /**
     * Decodes a text.
     *
     * @param terms the value of SpecificCharacterSet, all values of it; empty for the default repertoire
     */
    static String decode(byte[] bytes, String terms) {
        Charset charset = initial(terms);
        StringBuilder text = new StringBuilder();
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == ESCAPE) {
                text.append(new String(bytes, start, i - start, charset));
                String escape = escape(bytes, i + 1);
                boolean japanese = ESCAPES.getOrDefault(escape, "").startsWith("ISO-2022-JP");
                charset = escape.isEmpty() ? charset : charset(ESCAPES.get(escape));
                start = japanese ? i : Math.min(bytes.length, i + 1 + escape.length());
                i += escape.length();
            }
        }
        return text.append(new String(bytes, start, bytes.length - start, charset))
                .toString();
    }

    /**
     * Encodes a text of this program without escapes; letters that the set does not have become question marks.
     *
     * @param terms as of {@link #decode}
     */
    static byte[] encode(String text, String terms) {
        return text.getBytes(TERMS.containsKey(first(terms)) ? initial(terms) : StandardCharsets.US_ASCII);
    }

    /** The set before any escape: that of the first value; Latin 1 where the default's ASCII would lose letters. */
    private static Charset initial(String terms) {
        return charset(TERMS.getOrDefault(first(terms), "ISO-8859-1"));
    }

    private static String first(String terms) {
        return terms.split("\\\\", 2)[0].strip().replace("ISO 2022 IR", "ISO_IR");
    }

    private static String escape(byte[] bytes, int at) {
        String next =
                new String(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + 3)), StandardCharsets.ISO_8859_1);
        return ESCAPES.keySet().stream().filter(next::startsWith).findFirst().orElse("");
    }

    private static Charset charset(String name) {
        return Charset.isSupported(name) ? Charset.forName(name) : StandardCharsets.ISO_8859_1;
    }
}
