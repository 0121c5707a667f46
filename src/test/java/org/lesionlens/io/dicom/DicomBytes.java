package org.lesionlens.io.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** DICOM files for tests, byte by byte after PS3.5 and PS3.10: attributes of which tests change one at a time. */
public final class DicomBytes {
    static final String EXPLICIT = "1.2.840.10008.1.2.1";
    static final String IMPLICIT = "1.2.840.10008.1.2";
    static final String BIG_ENDIAN = "1.2.840.10008.1.2.2";

    private final Map<Integer, byte[]> elements = new TreeMap<>(Integer::compareUnsigned);
    private final Map<Integer, String> representations = new TreeMap<>();
    private String syntax = EXPLICIT;

    /** An axial slice of 2 rows and 3 columns, int16 1 to 6, pixels of 0.5 (rows) x 0.25 mm, at a height z. */
    public static DicomBytes slice(double z) {
        return new DicomBytes()
                .text(0x0008103e, "LO", "T1 post")
                .text(0x00080060, "CS", "MR")
                .text(0x00100010, "PN", "Secret^Name")
                .text(0x00180050, "DS", "5")
                .text(0x0020000e, "UI", "1.2.3")
                .text(0x00200011, "IS", "4")
                .text(0x00200032, "DS", "-10\\-20\\" + z)
                .text(0x00200037, "DS", "1\\0\\0\\0\\1\\0")
                .shorts(0x00280002, "US", 1)
                .text(0x00280004, "CS", "MONOCHROME2")
                .shorts(0x00280010, "US", 2)
                .shorts(0x00280011, "US", 3)
                .text(0x00280030, "DS", "0.5\\0.25")
                .shorts(0x00280100, "US", 16)
                .shorts(0x00280101, "US", 16)
                .shorts(0x00280102, "US", 15)
                .shorts(0x00280103, "US", 1)
                .shorts(0x7fe00010, "OW", 1, 2, 3, 4, 5, 6);
    }

    public DicomBytes syntax(String uid) {
        syntax = uid;
        return this;
    }

    public DicomBytes text(int tag, String vr, String text) {
        String even = text.length() % 2 == 0 ? text : text + (vr.equals("UI") ? "\0" : " ");
        return bytes(tag, vr, even.getBytes(StandardCharsets.ISO_8859_1));
    }

    public DicomBytes shorts(int tag, String vr, int... values) {
        ByteBuffer b = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            b.putShort((short) value);
        }
        return bytes(tag, vr, b.array());
    }

    public DicomBytes bytes(int tag, String vr, byte... value) {
        elements.put(tag, value);
        representations.put(tag, vr);
        return this;
    }

    public DicomBytes without(int tag) {
        elements.remove(tag);
        return this;
    }

    public byte[] array() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[128]);
        out.writeBytes("DICM".getBytes(StandardCharsets.ISO_8859_1));
        DicomBytes meta = new DicomBytes().text(0x00020010, "UI", syntax);
        out.writeBytes(element(0x00020010, "UI", meta.elements.get(0x00020010), true));
        elements.forEach((tag, value) -> {
            String vr = representations.get(tag);
            out.writeBytes(
                    syntax.equals(BIG_ENDIAN)
                            ? element(tag, vr, inWords(vr, value), true, ByteOrder.BIG_ENDIAN)
                            : element(tag, vr, value, !syntax.equals(IMPLICIT)));
        });
        return out.toByteArray();
    }

    /** A string of 16-bit words in big endian, of one in little endian. */
    private static byte[] inWords(String vr, byte[] value) {
        if (!vr.equals("US") && !vr.equals("OW")) {
            return value;
        }
        byte[] words = new byte[value.length + value.length % 2];
        for (int i = 0; i < value.length; i++) {
            words[i ^ 1] = value[i];
        }
        return words;
    }

    /** A data element; SQ values have undefined length and bring their own items and delimiter. */
    public static byte[] element(int tag, String vr, byte[] value, boolean explicit) {
        return element(tag, vr, value, explicit, ByteOrder.LITTLE_ENDIAN);
    }

    private static byte[] element(int tag, String vr, byte[] value, boolean explicit, ByteOrder order) {
        ByteBuffer b = ByteBuffer.allocate(12 + value.length).order(order);
        b.putShort((short) (tag >>> 16)).putShort((short) tag);
        boolean wide = "OB OW OF SQ UN UT".contains(vr);
        if (explicit) {
            b.put(vr.getBytes(StandardCharsets.ISO_8859_1));
            if (wide) {
                b.putShort((short) 0);
            }
        }
        if (explicit && !wide) {
            b.putShort((short) value.length);
        } else {
            b.putInt(vr.equals("SQ") ? -1 : value.length);
        }
        b.put(value);
        byte[] all = new byte[b.position()];
        b.flip().get(all);
        return all;
    }

    /** A delimiter or item header. */
    public static byte[] item(int element, int length) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) 0xfffe)
                .putShort((short) element)
                .putInt(length)
                .array();
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
