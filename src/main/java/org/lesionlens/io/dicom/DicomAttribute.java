package org.lesionlens.io.dicom;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The attributes that this program reads, with their tags and value representations (PS3.6).
 *
 * <p>Sequences must be here for the parser to keep what lies in them.
 */
enum DicomAttribute {
    MEDIA_STORAGE_SOP_CLASS_UID(0x00020002, ValueRepresentation.UI, "MediaStorageSOPClassUID"),
    TRANSFER_SYNTAX_UID(0x00020010, ValueRepresentation.UI, "TransferSyntaxUID"),
    SPECIFIC_CHARACTER_SET(0x00080005, ValueRepresentation.CS, "SpecificCharacterSet"),
    IMAGE_TYPE(0x00080008, ValueRepresentation.CS, "ImageType"),
    SOP_CLASS_UID(0x00080016, ValueRepresentation.UI, "SOPClassUID"),
    ACQUISITION_UID(0x00080017, ValueRepresentation.UI, "AcquisitionUID"),
    SOP_INSTANCE_UID(0x00080018, ValueRepresentation.UI, "SOPInstanceUID"),
    ACQUISITION_DATE_TIME(0x0008002a, ValueRepresentation.DT, "AcquisitionDateTime"),
    ACQUISITION_TIME(0x00080032, ValueRepresentation.TM, "AcquisitionTime"),
    CONTENT_TIME(0x00080033, ValueRepresentation.TM, "ContentTime"),
    MODALITY(0x00080060, ValueRepresentation.CS, "Modality"),
    SERIES_DESCRIPTION(0x0008103e, ValueRepresentation.LO, "SeriesDescription"),
    DERIVATION_DESCRIPTION(0x00082111, ValueRepresentation.ST, "DerivationDescription"),
    IRRADIATION_EVENT_UID(0x00083010, ValueRepresentation.UI, "IrradiationEventUID"),
    FRAME_TYPE(0x00089007, ValueRepresentation.CS, "FrameType"),
    COMPLEX_IMAGE_COMPONENT(0x00089208, ValueRepresentation.CS, "ComplexImageComponent"),
    CONTRAST_BOLUS_AGENT(0x00180010, ValueRepresentation.LO, "ContrastBolusAgent"),
    BODY_PART_EXAMINED(0x00180015, ValueRepresentation.CS, "BodyPartExamined"),
    SCANNING_SEQUENCE(0x00180020, ValueRepresentation.CS, "ScanningSequence"),
    SCAN_OPTIONS(0x00180022, ValueRepresentation.CS, "ScanOptions"),
    SEQUENCE_NAME(0x00180024, ValueRepresentation.SH, "SequenceName"),
    CINE_RATE(0x00180040, ValueRepresentation.IS, "CineRate"),
    SLICE_THICKNESS(0x00180050, ValueRepresentation.DS, "SliceThickness"),
    KVP(0x00180060, ValueRepresentation.DS, "KVP"),
    REPETITION_TIME(0x00180080, ValueRepresentation.DS, "RepetitionTime"),
    ECHO_TIME(0x00180081, ValueRepresentation.DS, "EchoTime"),
    INVERSION_TIME(0x00180082, ValueRepresentation.DS, "InversionTime"),
    ECHO_NUMBERS(0x00180086, ValueRepresentation.IS, "EchoNumbers"),
    SPACING_BETWEEN_SLICES(0x00180088, ValueRepresentation.DS, "SpacingBetweenSlices"),
    PROTOCOL_NAME(0x00181030, ValueRepresentation.LO, "ProtocolName"),
    TRIGGER_TIME(0x00181060, ValueRepresentation.DS, "TriggerTime"),
    FRAME_TIME(0x00181063, ValueRepresentation.DS, "FrameTime"),
    FRAME_TIME_VECTOR(0x00181065, ValueRepresentation.DS, "FrameTimeVector"),
    RECONSTRUCTION_DIAMETER(0x00181100, ValueRepresentation.DS, "ReconstructionDiameter"),
    ESTIMATED_RADIOGRAPHIC_MAGNIFICATION_FACTOR(
            0x00181114, ValueRepresentation.DS, "EstimatedRadiographicMagnificationFactor"),
    IMAGER_PIXEL_SPACING(0x00181164, ValueRepresentation.DS, "ImagerPixelSpacing"),
    CONVOLUTION_KERNEL(0x00181210, ValueRepresentation.SH, "ConvolutionKernel"),
    FLIP_ANGLE(0x00181314, ValueRepresentation.DS, "FlipAngle"),
    SEQUENCE_OF_ULTRASOUND_REGIONS(0x00186011, ValueRepresentation.SQ, "SequenceOfUltrasoundRegions"),
    PHYSICAL_UNITS_X_DIRECTION(0x00186024, ValueRepresentation.US, "PhysicalUnitsXDirection"),
    PHYSICAL_UNITS_Y_DIRECTION(0x00186026, ValueRepresentation.US, "PhysicalUnitsYDirection"),
    PHYSICAL_DELTA_X(0x0018602c, ValueRepresentation.FD, "PhysicalDeltaX"),
    PHYSICAL_DELTA_Y(0x0018602e, ValueRepresentation.FD, "PhysicalDeltaY"),
    FRAME_ACQUISITION_DATE_TIME(0x00189074, ValueRepresentation.DT, "FrameAcquisitionDateTime"),
    DIFFUSION_GRADIENT_DIRECTION_SEQUENCE(0x00189076, ValueRepresentation.SQ, "DiffusionGradientDirectionSequence"),
    EFFECTIVE_ECHO_TIME(0x00189082, ValueRepresentation.FD, "EffectiveEchoTime"),
    DIFFUSION_B_VALUE(0x00189087, ValueRepresentation.FD, "DiffusionBValue"),
    DIFFUSION_GRADIENT_ORIENTATION(0x00189089, ValueRepresentation.FD, "DiffusionGradientOrientation"),
    MR_ECHO_SEQUENCE(0x00189114, ValueRepresentation.SQ, "MREchoSequence"),
    MR_DIFFUSION_SEQUENCE(0x00189117, ValueRepresentation.SQ, "MRDiffusionSequence"),
    CARDIAC_SYNCHRONIZATION_SEQUENCE(0x00189118, ValueRepresentation.SQ, "CardiacSynchronizationSequence"),
    MR_IMAGE_FRAME_TYPE_SEQUENCE(0x00189226, ValueRepresentation.SQ, "MRImageFrameTypeSequence"),
    CT_RECONSTRUCTION_SEQUENCE(0x00189314, ValueRepresentation.SQ, "CTReconstructionSequence"),
    CT_IMAGE_FRAME_TYPE_SEQUENCE(0x00189329, ValueRepresentation.SQ, "CTImageFrameTypeSequence"),
    SIEMENS_B_VALUE(0x0019100c, ValueRepresentation.IS, "B_value"),
    STUDY_INSTANCE_UID(0x0020000d, ValueRepresentation.UI, "StudyInstanceUID"),
    SERIES_INSTANCE_UID(0x0020000e, ValueRepresentation.UI, "SeriesInstanceUID"),
    SERIES_NUMBER(0x00200011, ValueRepresentation.IS, "SeriesNumber"),
    ACQUISITION_NUMBER(0x00200012, ValueRepresentation.IS, "AcquisitionNumber"),
    INSTANCE_NUMBER(0x00200013, ValueRepresentation.IS, "InstanceNumber"),
    IMAGE_POSITION_PATIENT(0x00200032, ValueRepresentation.DS, "ImagePositionPatient"),
    IMAGE_ORIENTATION_PATIENT(0x00200037, ValueRepresentation.DS, "ImageOrientationPatient"),
    FRAME_OF_REFERENCE_UID(0x00200052, ValueRepresentation.UI, "FrameOfReferenceUID"),
    TEMPORAL_POSITION_IDENTIFIER(0x00200100, ValueRepresentation.IS, "TemporalPositionIdentifier"),
    STACK_ID(0x00209056, ValueRepresentation.SH, "StackID"),
    FRAME_CONTENT_SEQUENCE(0x00209111, ValueRepresentation.SQ, "FrameContentSequence"),
    PLANE_POSITION_SEQUENCE(0x00209113, ValueRepresentation.SQ, "PlanePositionSequence"),
    PLANE_ORIENTATION_SEQUENCE(0x00209116, ValueRepresentation.SQ, "PlaneOrientationSequence"),
    TEMPORAL_POSITION_INDEX(0x00209128, ValueRepresentation.UL, "TemporalPositionIndex"),
    NOMINAL_CARDIAC_TRIGGER_DELAY_TIME(0x00209153, ValueRepresentation.FD, "NominalCardiacTriggerDelayTime"),
    FRAME_ACQUISITION_NUMBER(0x00209156, ValueRepresentation.US, "FrameAcquisitionNumber"),
    NOMINAL_PERCENTAGE_OF_CARDIAC_PHASE(0x00209241, ValueRepresentation.FD, "NominalPercentageOfCardiacPhase"),
    TEMPORAL_POSITION_TIME_OFFSET(0x0020930d, ValueRepresentation.FD, "TemporalPositionTimeOffset"),
    SAMPLES_PER_PIXEL(0x00280002, ValueRepresentation.US, "SamplesPerPixel"),
    PHOTOMETRIC_INTERPRETATION(0x00280004, ValueRepresentation.CS, "PhotometricInterpretation"),
    PLANAR_CONFIGURATION(0x00280006, ValueRepresentation.US, "PlanarConfiguration"),
    NUMBER_OF_FRAMES(0x00280008, ValueRepresentation.IS, "NumberOfFrames"),
    ROWS(0x00280010, ValueRepresentation.US, "Rows"),
    COLUMNS(0x00280011, ValueRepresentation.US, "Columns"),
    PIXEL_SPACING(0x00280030, ValueRepresentation.DS, "PixelSpacing"),
    BITS_ALLOCATED(0x00280100, ValueRepresentation.US, "BitsAllocated"),
    BITS_STORED(0x00280101, ValueRepresentation.US, "BitsStored"),
    HIGH_BIT(0x00280102, ValueRepresentation.US, "HighBit"),
    PIXEL_REPRESENTATION(0x00280103, ValueRepresentation.US, "PixelRepresentation"),
    PIXEL_PADDING_VALUE(0x00280120, ValueRepresentation.US, "PixelPaddingValue"),
    PIXEL_PADDING_RANGE_LIMIT(0x00280121, ValueRepresentation.US, "PixelPaddingRangeLimit"),
    FLOAT_PIXEL_PADDING_VALUE(0x00280122, ValueRepresentation.FL, "FloatPixelPaddingValue"),
    DOUBLE_FLOAT_PIXEL_PADDING_VALUE(0x00280123, ValueRepresentation.FD, "DoubleFloatPixelPaddingValue"),
    FLOAT_PIXEL_PADDING_RANGE_LIMIT(0x00280124, ValueRepresentation.FL, "FloatPixelPaddingRangeLimit"),
    DOUBLE_FLOAT_PIXEL_PADDING_RANGE_LIMIT(0x00280125, ValueRepresentation.FD, "DoubleFloatPixelPaddingRangeLimit"),
    PIXEL_SPACING_CALIBRATION_TYPE(0x00280a02, ValueRepresentation.CS, "PixelSpacingCalibrationType"),
    WINDOW_CENTER(0x00281050, ValueRepresentation.DS, "WindowCenter"),
    WINDOW_WIDTH(0x00281051, ValueRepresentation.DS, "WindowWidth"),
    RESCALE_INTERCEPT(0x00281052, ValueRepresentation.DS, "RescaleIntercept"),
    RESCALE_SLOPE(0x00281053, ValueRepresentation.DS, "RescaleSlope"),
    RESCALE_TYPE(0x00281054, ValueRepresentation.LO, "RescaleType"),
    VOI_LUT_FUNCTION(0x00281056, ValueRepresentation.CS, "VOILUTFunction"),
    RED_PALETTE_DESCRIPTOR(0x00281101, ValueRepresentation.US, "RedPaletteColorLookupTableDescriptor"),
    GREEN_PALETTE_DESCRIPTOR(0x00281102, ValueRepresentation.US, "GreenPaletteColorLookupTableDescriptor"),
    BLUE_PALETTE_DESCRIPTOR(0x00281103, ValueRepresentation.US, "BluePaletteColorLookupTableDescriptor"),
    RED_PALETTE_DATA(0x00281201, ValueRepresentation.OW, "RedPaletteColorLookupTableData"),
    GREEN_PALETTE_DATA(0x00281202, ValueRepresentation.OW, "GreenPaletteColorLookupTableData"),
    BLUE_PALETTE_DATA(0x00281203, ValueRepresentation.OW, "BluePaletteColorLookupTableData"),
    SEGMENTED_RED_PALETTE_DATA(0x00281221, ValueRepresentation.OW, "SegmentedRedPaletteColorLookupTableData"),
    LOSSY_IMAGE_COMPRESSION(0x00282110, ValueRepresentation.CS, "LossyImageCompression"),
    MODALITY_LUT_SEQUENCE(0x00283000, ValueRepresentation.SQ, "ModalityLUTSequence"),
    LUT_DESCRIPTOR(0x00283002, ValueRepresentation.US, "LUTDescriptor"),
    LUT_DATA(0x00283006, ValueRepresentation.OW, "LUTData"),
    PIXEL_MEASURES_SEQUENCE(0x00289110, ValueRepresentation.SQ, "PixelMeasuresSequence"),
    PIXEL_VALUE_TRANSFORMATION_SEQUENCE(0x00289145, ValueRepresentation.SQ, "PixelValueTransformationSequence"),
    GE_B_VALUE(0x00431039, ValueRepresentation.IS, "b_value"),
    ENERGY_WINDOW_VECTOR(0x00540010, ValueRepresentation.US, "EnergyWindowVector"),
    DETECTOR_VECTOR(0x00540020, ValueRepresentation.US, "DetectorVector"),
    DETECTOR_INFORMATION_SEQUENCE(0x00540022, ValueRepresentation.SQ, "DetectorInformationSequence"),
    RR_INTERVAL_VECTOR(0x00540060, ValueRepresentation.US, "RRIntervalVector"),
    TIME_SLOT_VECTOR(0x00540070, ValueRepresentation.US, "TimeSlotVector"),
    SLICE_VECTOR(0x00540080, ValueRepresentation.US, "SliceVector"),
    UNITS(0x00541001, ValueRepresentation.CS, "Units"),
    FRAME_REFERENCE_TIME(0x00541300, ValueRepresentation.DS, "FrameReferenceTime"),
    SEGMENTATION_TYPE(0x00620001, ValueRepresentation.CS, "SegmentationType"),
    SEGMENT_IDENTIFICATION_SEQUENCE(0x0062000a, ValueRepresentation.SQ, "SegmentIdentificationSequence"),
    REFERENCED_SEGMENT_NUMBER(0x0062000b, ValueRepresentation.US, "ReferencedSegmentNumber"),
    MAXIMUM_FRACTIONAL_VALUE(0x0062000e, ValueRepresentation.US, "MaximumFractionalValue"),
    PHILIPS_B_VALUE(0x20011003, ValueRepresentation.FL, "Diffusion B-Factor"),
    GRID_FRAME_OFFSET_VECTOR(0x3004000c, ValueRepresentation.DS, "GridFrameOffsetVector"),
    DOSE_GRID_SCALING(0x3004000e, ValueRepresentation.DS, "DoseGridScaling"),
    SHARED_FUNCTIONAL_GROUPS_SEQUENCE(0x52009229, ValueRepresentation.SQ, "SharedFunctionalGroupsSequence"),
    PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE(0x52009230, ValueRepresentation.SQ, "PerFrameFunctionalGroupsSequence"),
    FLOAT_PIXEL_DATA(0x7fe00008, ValueRepresentation.OF, "FloatPixelData"),
    DOUBLE_FLOAT_PIXEL_DATA(0x7fe00009, ValueRepresentation.OD, "DoubleFloatPixelData"),
    PIXEL_DATA(0x7fe00010, ValueRepresentation.OW, "PixelData");

    private static final Map<Integer, DicomAttribute> BY_TAG =
            Arrays.stream(values()).collect(Collectors.toMap(a -> a.tag, Function.identity()));

    final int tag;
    /** The tag as a key of maps, boxed once for all frames. */
    final Integer key;

    final ValueRepresentation vr;
    private final String keyword;

    DicomAttribute(int tag, ValueRepresentation vr, String keyword) {
        this.tag = tag;
        this.key = tag;
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
