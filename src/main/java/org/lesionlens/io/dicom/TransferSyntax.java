package org.lesionlens.io.dicom;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** The encodings of DICOM files that have a name (PS3.5 chapter 10, PS3.6 table A-1), and which of them can be read. */
enum TransferSyntax {
    IMPLICIT_LITTLE("1.2.840.10008.1.2", "Implicit VR Little Endian", Codec.NATIVE),
    EXPLICIT_LITTLE("1.2.840.10008.1.2.1", "Explicit VR Little Endian", Codec.NATIVE),
    ENCAPSULATED("1.2.840.10008.1.2.1.98", "Encapsulated Uncompressed Explicit VR Little Endian", Codec.ENCAPSULATED),
    DEFLATED("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", Codec.NATIVE),
    EXPLICIT_BIG("1.2.840.10008.1.2.2", "Explicit VR Big Endian", Codec.NATIVE),
    GE_PRIVATE("1.2.840.113619.5.2", "Implicit VR Big Endian (GE private)", Codec.UNREADABLE),
    RLE("1.2.840.10008.1.2.5", "RLE Lossless", Codec.RLE),
    JPEG_BASELINE("1.2.840.10008.1.2.4.50", "JPEG Baseline (Process 1)", Codec.JPEG),
    JPEG_EXTENDED("1.2.840.10008.1.2.4.51", "JPEG Extended (Process 2 and 4)", Codec.JPEG),
    JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", "JPEG Lossless (Process 14)", Codec.JPEG),
    JPEG_LOSSLESS_SV1("1.2.840.10008.1.2.4.70", "JPEG Lossless (Process 14, Selection Value 1)", Codec.JPEG),
    JPEG_LS("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", Codec.JPEG_LS),
    JPEG_LS_LOSSY("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", Codec.JPEG_LS),
    JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", Codec.JPEG_2000),
    JPEG_2000("1.2.840.10008.1.2.4.91", "JPEG 2000", Codec.JPEG_2000),
    JPEG_2000_MULTI_LOSSLESS("1.2.840.10008.1.2.4.92", "JPEG 2000 Multi-component Lossless", Codec.NONE),
    JPEG_2000_MULTI("1.2.840.10008.1.2.4.93", "JPEG 2000 Multi-component", Codec.NONE),
    JPIP("1.2.840.10008.1.2.4.94", "JPIP Referenced", Codec.NONE),
    JPIP_DEFLATE("1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate", Codec.UNREADABLE),
    MPEG_2("1.2.840.10008.1.2.4.100", "MPEG-2 Main Level video", Codec.NONE),
    MPEG_2_HIGH("1.2.840.10008.1.2.4.101", "MPEG-2 High Level video", Codec.NONE),
    MPEG_4("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 video", Codec.NONE),
    MPEG_4_BLU_RAY("1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible video", Codec.NONE),
    HEVC("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile video", Codec.NONE),
    HEVC_10("1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile video", Codec.NONE),
    JPEG_XL_LOSSLESS("1.2.840.10008.1.2.4.110", "JPEG XL Lossless", Codec.NONE),
    JPEG_XL_JPEG("1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression", Codec.NONE),
    JPEG_XL("1.2.840.10008.1.2.4.112", "JPEG XL", Codec.NONE),
    HTJ2K_LOSSLESS("1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless", Codec.NONE),
    HTJ2K_RPCL("1.2.840.10008.1.2.4.202", "High-Throughput JPEG 2000 RPCL Lossless", Codec.NONE),
    HTJ2K("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", Codec.NONE);

    private final String uid;
    private final String title;
    private final Codec codec;

    TransferSyntax(String uid, String title, Codec codec) {
        this.uid = uid;
        this.title = title;
        this.codec = codec;
    }

    /** What turns the bytes of a frame into pixels. */
    enum Codec {
        NATIVE,
        ENCAPSULATED,
        RLE,
        JPEG,
        JPEG_LS,
        JPEG_2000,
        /** The attributes can be read but not the pixels. */
        NONE,
        /** Nothing can be read. */
        UNREADABLE
    }

    static Optional<TransferSyntax> of(String uid) {
        return Arrays.stream(values()).filter(s -> s.uid.equals(uid)).findFirst();
    }

    boolean isExplicit() {
        return this != IMPLICIT_LITTLE && this != GE_PRIVATE;
    }

    ByteOrder byteOrder() {
        return this == EXPLICIT_BIG || this == GE_PRIVATE ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    /** Whether the attributes can be read. */
    boolean hasReadableDataSet() {
        return codec != Codec.UNREADABLE;
    }

    Codec codec() {
        return codec;
    }

    boolean isEncapsulated() {
        return codec != Codec.NATIVE && codec != Codec.UNREADABLE;
    }

    /** What to do with files that cannot be read. */
    String remedy() {
        boolean jpeg = name().startsWith("JPEG_BASELINE")
                || name().startsWith("JPEG_EXTENDED")
                || name().startsWith("JPEG_LOSSLESS");
        String first = jpeg
                ? "dcmdjpeg IN OUT or "
                : this == RLE
                        ? "dcmdrle IN OUT or "
                        : this == JPEG_LS || this == JPEG_LS_LOSSY ? "dcmdjpls IN OUT or " : "";
        return codec != Codec.UNREADABLE
                ? "decompress the files first, for example with " + first + "gdcmconv --raw IN OUT"
                : "convert the files first, for example with dcmconv +te IN OUT";
    }

    @Override
    public String toString() {
        return title + " (" + uid + ")";
    }
}
