package org.lesionlens.io.dicom;

/** What reading and writing DICOM have in common (PS3.5 chapter 7, PS3.10 chapter 7). */
final class DicomEncoding {
    /** Bytes before the magic. */
    static final int PREAMBLE = 128;

    /** The group of the file meta information. */
    static final int META_GROUP = 0x0002;

    /** The group of items and delimiters. */
    static final int DELIMITER_GROUP = 0xfffe;

    static final int ITEM = 0xfffee000;
    static final int ITEM_END = 0xfffee00d;
    static final int SEQUENCE_END = 0xfffee0dd;

    /** The length of a sequence or item that ends with a delimiter. */
    static final long UNDEFINED = 0xffffffffL;

    private static final byte[] MAGIC = {'D', 'I', 'C', 'M'};

    private DicomEncoding() {}

    /** What stands after the preamble. */
    static byte[] magic() {
        return MAGIC.clone();
    }
}
