package org.lesionlens.io.dicom;

/** What to do with a file that cannot be read; each was tried on such files, with dcmtk 3.6.7 and GDCM 3.0.21. */
enum Remedy {
    DCMDJPEG("decompress the files first, for example with dcmdjpeg IN OUT"),
    DCMDRLE("decompress the files first, for example with dcmdrle IN OUT"),
    GDCMCONV("decompress the files first, for example with gdcmconv --raw IN OUT"),
    DCMCONV("convert the files first, for example with dcmconv +te IN OUT"),
    /** Where neither dcmtk nor GDCM helps. */
    EXPORT("export the series again without compression (Explicit VR Little Endian) from the scanner or archive"),
    IMAGECODECS_JPEG_2000(EXPORT.text + ", or decode its frames with Python's imagecodecs.jpeg2k_decode"),
    IMAGECODECS_JPEG_XL(EXPORT.text + ", or decode its frames with Python's imagecodecs.jpegxl_decode"),
    /** Where a server holds the pixels. */
    RETRIEVE("its pixels lie on a server, not in the file: retrieve the series with its pixels from the archive"),
    COPY("copy or export it again"),
    RGB("export it again in RGB or grey from the scanner or archive");

    private final String text;

    Remedy(String text) {
        this.text = text;
    }

    /** Without a full stop. */
    String text() {
        return text;
    }
}
