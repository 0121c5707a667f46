package org.lesionlens.io.dicom;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The attributes that this program reads, with their tags and value representations (PS3.6). */
enum DicomAttribute {
    MEDIA_STORAGE_SOP_CLASS_UID(0x00020002, ValueRepresentation.UI, "MediaStorageSOPClassUID"),
    TRANSFER_SYNTAX_UID(0x00020010, ValueRepresentation.UI, "TransferSyntaxUID"),
    SPECIFIC_CHARACTER_SET(0x00080005, ValueRepresentation.CS, "SpecificCharacterSet"),
    MODALITY(0x00080060, ValueRepresentation.CS, "Modality"),
    SERIES_DESCRIPTION(0x0008103e, ValueRepresentation.LO, "SeriesDescription"),
    SLICE_THICKNESS(0x00180050, ValueRepresentation.DS, "SliceThickness"),
    SERIES_INSTANCE_UID(0x0020000e, ValueRepresentation.UI, "SeriesInstanceUID"),
    SERIES_NUMBER(0x00200011, ValueRepresentation.IS, "SeriesNumber"),
    IMAGE_POSITION_PATIENT(0x00200032, ValueRepresentation.DS, "ImagePositionPatient"),
    IMAGE_ORIENTATION_PATIENT(0x00200037, ValueRepresentation.DS, "ImageOrientationPatient"),
    SAMPLES_PER_PIXEL(0x00280002, ValueRepresentation.US, "SamplesPerPixel"),
    PHOTOMETRIC_INTERPRETATION(0x00280004, ValueRepresentation.CS, "PhotometricInterpretation"),
    NUMBER_OF_FRAMES(0x00280008, ValueRepresentation.IS, "NumberOfFrames"),
    ROWS(0x00280010, ValueRepresentation.US, "Rows"),
    COLUMNS(0x00280011, ValueRepresentation.US, "Columns"),
    PIXEL_SPACING(0x00280030, ValueRepresentation.DS, "PixelSpacing"),
    BITS_ALLOCATED(0x00280100, ValueRepresentation.US, "BitsAllocated"),
    BITS_STORED(0x00280101, ValueRepresentation.US, "BitsStored"),
    HIGH_BIT(0x00280102, ValueRepresentation.US, "HighBit"),
    PIXEL_REPRESENTATION(0x00280103, ValueRepresentation.US, "PixelRepresentation"),
    RESCALE_INTERCEPT(0x00281052, ValueRepresentation.DS, "RescaleIntercept"),
    RESCALE_SLOPE(0x00281053, ValueRepresentation.DS, "RescaleSlope"),
    FLOAT_PIXEL_DATA(0x7fe00008, ValueRepresentation.OF, "FloatPixelData"),
    DOUBLE_FLOAT_PIXEL_DATA(0x7fe00009, ValueRepresentation.OD, "DoubleFloatPixelData"),
    PIXEL_DATA(0x7fe00010, ValueRepresentation.OW, "PixelData");

    private static final Map<Integer, DicomAttribute> BY_TAG =
            Arrays.stream(values()).collect(Collectors.toMap(a -> a.tag, Function.identity()));

    final int tag;
    final ValueRepresentation vr;
    private final String keyword;

    DicomAttribute(int tag, ValueRepresentation vr, String keyword) {
        this.tag = tag;
        this.vr = vr;
        this.keyword = keyword;
    }

    static Optional<DicomAttribute> of(int tag) {
        return Optional.ofNullable(BY_TAG.get(tag));
    }

    /** A tag as people write it: {@code (0028,0010)}. */
    static String text(int tag) {
        return String.format(Locale.ROOT, "(%04X,%04X)", tag >>> 16, tag & 0xffff);
    }

    @Override
    public String toString() {
        return keyword + " " + text(tag);
    }
}
