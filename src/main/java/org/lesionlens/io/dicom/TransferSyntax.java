package org.lesionlens.io.dicom;

import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/** The encodings of DICOM files that have a name (PS3.5 chapter 10, PS3.6 table A-1), and which of them can be read. */
enum TransferSyntax {
    IMPLICIT_LITTLE("1.2.840.10008.1.2", "Implicit VR Little Endian", Codec.NATIVE, Remedy.EXPORT),
    EXPLICIT_LITTLE("1.2.840.10008.1.2.1", "Explicit VR Little Endian", Codec.NATIVE, Remedy.EXPORT),
    ENCAPSULATED(
            "1.2.840.10008.1.2.1.98",
            "Encapsulated Uncompressed Explicit VR Little Endian",
            Codec.ENCAPSULATED,
            Remedy.EXPORT),
    DEFLATED("1.2.840.10008.1.2.1.99", "Deflated Explicit VR Little Endian", Codec.NATIVE, Remedy.EXPORT),
    EXPLICIT_BIG("1.2.840.10008.1.2.2", "Explicit VR Big Endian", Codec.NATIVE, Remedy.EXPORT),
    GE_PRIVATE("1.2.840.113619.5.2", "Implicit VR Big Endian (GE private)", Codec.UNREADABLE, Remedy.DCMCONV),
    PAPYRUS("1.2.840.10008.1.20", "Papyrus 3 Implicit VR Little Endian", Codec.UNREADABLE, Remedy.EXPORT),
    MIME("1.2.840.10008.1.2.6.1", "RFC 2557 MIME encapsulation", Codec.UNREADABLE, Remedy.EXPORT),
    XML("1.2.840.10008.1.2.6.2", "XML Encoding", Codec.UNREADABLE, Remedy.EXPORT),
    RLE("1.2.840.10008.1.2.5", "RLE Lossless", Codec.RLE, Remedy.DCMDRLE),
    JPEG_BASELINE("1.2.840.10008.1.2.4.50", "JPEG Baseline (Process 1)", Codec.JPEG, Remedy.DCMDJPEG),
    JPEG_EXTENDED("1.2.840.10008.1.2.4.51", "JPEG Extended (Process 2 and 4)", Codec.JPEG, Remedy.DCMDJPEG),
    JPEG_3_5("1.2.840.10008.1.2.4.52", "JPEG Extended (Process 3 and 5)", Codec.NONE, Remedy.EXPORT),
    JPEG_6_8(
            "1.2.840.10008.1.2.4.53",
            "JPEG Spectral Selection, Non-Hierarchical (Process 6 and 8)",
            Codec.NONE,
            Remedy.DCMDJPEG),
    JPEG_7_9(
            "1.2.840.10008.1.2.4.54",
            "JPEG Spectral Selection, Non-Hierarchical (Process 7 and 9)",
            Codec.NONE,
            Remedy.EXPORT),
    JPEG_10_12(
            "1.2.840.10008.1.2.4.55",
            "JPEG Full Progression, Non-Hierarchical (Process 10 and 12)",
            Codec.NONE,
            Remedy.DCMDJPEG),
    JPEG_11_13(
            "1.2.840.10008.1.2.4.56",
            "JPEG Full Progression, Non-Hierarchical (Process 11 and 13)",
            Codec.NONE,
            Remedy.EXPORT),
    JPEG_LOSSLESS("1.2.840.10008.1.2.4.57", "JPEG Lossless (Process 14)", Codec.JPEG, Remedy.DCMDJPEG),
    JPEG_15("1.2.840.10008.1.2.4.58", "JPEG Lossless, Non-Hierarchical (Process 15)", Codec.NONE, Remedy.EXPORT),
    JPEG_16_18("1.2.840.10008.1.2.4.59", "JPEG Extended, Hierarchical (Process 16 and 18)", Codec.NONE, Remedy.EXPORT),
    JPEG_17_19("1.2.840.10008.1.2.4.60", "JPEG Extended, Hierarchical (Process 17 and 19)", Codec.NONE, Remedy.EXPORT),
    JPEG_20_22(
            "1.2.840.10008.1.2.4.61",
            "JPEG Spectral Selection, Hierarchical (Process 20 and 22)",
            Codec.NONE,
            Remedy.EXPORT),
    JPEG_21_23(
            "1.2.840.10008.1.2.4.62",
            "JPEG Spectral Selection, Hierarchical (Process 21 and 23)",
            Codec.NONE,
            Remedy.EXPORT),
    JPEG_24_26(
            "1.2.840.10008.1.2.4.63",
            "JPEG Full Progression, Hierarchical (Process 24 and 26)",
            Codec.NONE,
            Remedy.EXPORT),
    JPEG_25_27(
            "1.2.840.10008.1.2.4.64",
            "JPEG Full Progression, Hierarchical (Process 25 and 27)",
            Codec.NONE,
            Remedy.EXPORT),
    JPEG_28("1.2.840.10008.1.2.4.65", "JPEG Lossless, Hierarchical (Process 28)", Codec.NONE, Remedy.EXPORT),
    JPEG_29("1.2.840.10008.1.2.4.66", "JPEG Lossless, Hierarchical (Process 29)", Codec.NONE, Remedy.EXPORT),
    JPEG_LOSSLESS_SV1(
            "1.2.840.10008.1.2.4.70", "JPEG Lossless (Process 14, Selection Value 1)", Codec.JPEG, Remedy.DCMDJPEG),
    JPEG_LS("1.2.840.10008.1.2.4.80", "JPEG-LS Lossless", Codec.JPEG_LS, Remedy.EXPORT),
    JPEG_LS_LOSSY("1.2.840.10008.1.2.4.81", "JPEG-LS Near-Lossless", Codec.JPEG_LS, Remedy.EXPORT),
    JPEG_2000_LOSSLESS("1.2.840.10008.1.2.4.90", "JPEG 2000 Lossless", Codec.JPEG_2000, Remedy.GDCMCONV),
    JPEG_2000("1.2.840.10008.1.2.4.91", "JPEG 2000", Codec.JPEG_2000, Remedy.GDCMCONV),
    JPEG_2000_MULTI_LOSSLESS(
            "1.2.840.10008.1.2.4.92", "JPEG 2000 Multi-component Lossless", Codec.NONE, Remedy.GDCMCONV),
    JPEG_2000_MULTI("1.2.840.10008.1.2.4.93", "JPEG 2000 Multi-component", Codec.NONE, Remedy.GDCMCONV),
    JPIP("1.2.840.10008.1.2.4.94", "JPIP Referenced", Codec.NONE, Remedy.RETRIEVE),
    JPIP_DEFLATE("1.2.840.10008.1.2.4.95", "JPIP Referenced Deflate", Codec.UNREADABLE, Remedy.RETRIEVE),
    MPEG_2("1.2.840.10008.1.2.4.100", "MPEG-2 Main Level video", Codec.NONE, Remedy.EXPORT),
    MPEG_2_PIECES("1.2.840.10008.1.2.4.100.1", "Fragmentable MPEG-2 Main Level video", Codec.NONE, Remedy.EXPORT),
    MPEG_2_HIGH("1.2.840.10008.1.2.4.101", "MPEG-2 High Level video", Codec.NONE, Remedy.EXPORT),
    MPEG_2_HIGH_PIECES("1.2.840.10008.1.2.4.101.1", "Fragmentable MPEG-2 High Level video", Codec.NONE, Remedy.EXPORT),
    MPEG_4("1.2.840.10008.1.2.4.102", "MPEG-4 AVC/H.264 video", Codec.NONE, Remedy.EXPORT),
    MPEG_4_PIECES("1.2.840.10008.1.2.4.102.1", "Fragmentable MPEG-4 AVC/H.264 video", Codec.NONE, Remedy.EXPORT),
    MPEG_4_BLU_RAY("1.2.840.10008.1.2.4.103", "MPEG-4 AVC/H.264 BD-compatible video", Codec.NONE, Remedy.EXPORT),
    MPEG_4_BLU_RAY_PIECES(
            "1.2.840.10008.1.2.4.103.1",
            "Fragmentable MPEG-4 AVC/H.264 BD-compatible video",
            Codec.NONE,
            Remedy.EXPORT),
    MPEG_4_2("1.2.840.10008.1.2.4.104", "MPEG-4 AVC/H.264 High Profile Level 4.2 video", Codec.NONE, Remedy.EXPORT),
    MPEG_4_2_PIECES(
            "1.2.840.10008.1.2.4.104.1",
            "Fragmentable MPEG-4 AVC/H.264 High Profile Level 4.2 video",
            Codec.NONE,
            Remedy.EXPORT),
    MPEG_4_3D(
            "1.2.840.10008.1.2.4.105", "MPEG-4 AVC/H.264 High Profile Level 4.2 video, 3D", Codec.NONE, Remedy.EXPORT),
    MPEG_4_3D_PIECES(
            "1.2.840.10008.1.2.4.105.1",
            "Fragmentable MPEG-4 AVC/H.264 High Profile Level 4.2 video, 3D",
            Codec.NONE,
            Remedy.EXPORT),
    MPEG_4_STEREO("1.2.840.10008.1.2.4.106", "MPEG-4 AVC/H.264 Stereo High Profile video", Codec.NONE, Remedy.EXPORT),
    MPEG_4_STEREO_PIECES(
            "1.2.840.10008.1.2.4.106.1",
            "Fragmentable MPEG-4 AVC/H.264 Stereo High Profile video",
            Codec.NONE,
            Remedy.EXPORT),
    HEVC("1.2.840.10008.1.2.4.107", "HEVC/H.265 Main Profile video", Codec.NONE, Remedy.EXPORT),
    HEVC_10("1.2.840.10008.1.2.4.108", "HEVC/H.265 Main 10 Profile video", Codec.NONE, Remedy.EXPORT),
    JPEG_XL_LOSSLESS("1.2.840.10008.1.2.4.110", "JPEG XL Lossless", Codec.NONE, Remedy.IMAGECODECS_JPEG_XL),
    JPEG_XL_JPEG("1.2.840.10008.1.2.4.111", "JPEG XL JPEG Recompression", Codec.NONE, Remedy.IMAGECODECS_JPEG_XL),
    JPEG_XL("1.2.840.10008.1.2.4.112", "JPEG XL", Codec.NONE, Remedy.IMAGECODECS_JPEG_XL),
    HTJ2K_LOSSLESS(
            "1.2.840.10008.1.2.4.201", "High-Throughput JPEG 2000 Lossless", Codec.NONE, Remedy.IMAGECODECS_JPEG_2000),
    HTJ2K_RPCL(
            "1.2.840.10008.1.2.4.202",
            "High-Throughput JPEG 2000 RPCL Lossless",
            Codec.NONE,
            Remedy.IMAGECODECS_JPEG_2000),
    HTJ2K("1.2.840.10008.1.2.4.203", "High-Throughput JPEG 2000", Codec.NONE, Remedy.IMAGECODECS_JPEG_2000),
    JPIP_HTJ2K("1.2.840.10008.1.2.4.204", "JPIP HTJ2K Referenced", Codec.NONE, Remedy.RETRIEVE),
    JPIP_HTJ2K_DEFLATE("1.2.840.10008.1.2.4.205", "JPIP HTJ2K Referenced Deflate", Codec.UNREADABLE, Remedy.RETRIEVE),
    SMPTE_PROGRESSIVE(
            "1.2.840.10008.1.2.7.1",
            "SMPTE ST 2110-20 Uncompressed Progressive Active video",
            Codec.NONE,
            Remedy.EXPORT),
    SMPTE_INTERLACED(
            "1.2.840.10008.1.2.7.2",
            "SMPTE ST 2110-20 Uncompressed Interlaced Active video",
            Codec.NONE,
            Remedy.EXPORT),
    SMPTE_AUDIO("1.2.840.10008.1.2.7.3", "SMPTE ST 2110-30 PCM Digital Audio", Codec.NONE, Remedy.EXPORT),
    DEFLATED_FRAMES("1.2.840.10008.1.2.8.1", "Deflated Image Frame Compression", Codec.NONE, Remedy.EXPORT);

    private final String uid;
    private final String title;
    private final Codec codec;
    private final Remedy remedy;

    TransferSyntax(String uid, String title, Codec codec, Remedy remedy) {
        this.uid = uid;
        this.title = title;
        this.codec = codec;
        this.remedy = remedy;
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

    String uid() {
        return uid;
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

    /** What to do with files that cannot be read, or whose codec asks for what is unknown here. */
    String remedy() {
        return remedy.text();
    }

    /** What to do with a frame that looks damaged: perhaps another decoder makes something of it. */
    String remedyForDamage() {
        String other = switch (codec) {
            case RLE -> ", or decompress it, for example with dcmdrle IN OUT";
            case JPEG -> ", or decompress it, for example with dcmdjpeg IN OUT";
            case JPEG_LS -> ", or decompress it, for example with dcmdjpls IN OUT";
            case JPEG_2000 -> ", or decompress it, for example with gdcmconv --raw IN OUT";
            case NATIVE, ENCAPSULATED, NONE, UNREADABLE -> "";
        };
        return Remedy.COPY.text() + other;
    }

    @Override
    public String toString() {
        return title + " (" + uid + ")";
    }
}
