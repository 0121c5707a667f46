package org.lesionlens.io.dicom;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The attributes that this program reads or writes, with their tags and value representations (PS3.6).
 *
 * <p>Sequences must be here for the parser to keep what lies in them; those that are only written it passes over.
 */
enum DicomAttribute {
    FILE_META_INFORMATION_GROUP_LENGTH(0x00020000, ValueRepresentation.UL, "FileMetaInformationGroupLength"),
    FILE_META_INFORMATION_VERSION(0x00020001, ValueRepresentation.OB, "FileMetaInformationVersion"),
    MEDIA_STORAGE_SOP_CLASS_UID(0x00020002, ValueRepresentation.UI, "MediaStorageSOPClassUID"),
    MEDIA_STORAGE_SOP_INSTANCE_UID(0x00020003, ValueRepresentation.UI, "MediaStorageSOPInstanceUID"),
    TRANSFER_SYNTAX_UID(0x00020010, ValueRepresentation.UI, "TransferSyntaxUID"),
    IMPLEMENTATION_CLASS_UID(0x00020012, ValueRepresentation.UI, "ImplementationClassUID"),
    IMPLEMENTATION_VERSION_NAME(0x00020013, ValueRepresentation.SH, "ImplementationVersionName"),
    SPECIFIC_CHARACTER_SET(0x00080005, ValueRepresentation.CS, "SpecificCharacterSet"),
    IMAGE_TYPE(0x00080008, ValueRepresentation.CS, "ImageType"),
    INSTANCE_CREATION_DATE(0x00080012, ValueRepresentation.DA, "InstanceCreationDate"),
    INSTANCE_CREATION_TIME(0x00080013, ValueRepresentation.TM, "InstanceCreationTime"),
    SOP_CLASS_UID(0x00080016, ValueRepresentation.UI, "SOPClassUID"),
    ACQUISITION_UID(0x00080017, ValueRepresentation.UI, "AcquisitionUID"),
    SOP_INSTANCE_UID(0x00080018, ValueRepresentation.UI, "SOPInstanceUID"),
    STUDY_DATE(0x00080020, ValueRepresentation.DA, "StudyDate"),
    SERIES_DATE(0x00080021, ValueRepresentation.DA, "SeriesDate"),
    CONTENT_DATE(0x00080023, ValueRepresentation.DA, "ContentDate"),
    ACQUISITION_DATE_TIME(0x0008002a, ValueRepresentation.DT, "AcquisitionDateTime"),
    STUDY_TIME(0x00080030, ValueRepresentation.TM, "StudyTime"),
    SERIES_TIME(0x00080031, ValueRepresentation.TM, "SeriesTime"),
    ACQUISITION_TIME(0x00080032, ValueRepresentation.TM, "AcquisitionTime"),
    CONTENT_TIME(0x00080033, ValueRepresentation.TM, "ContentTime"),
    ACCESSION_NUMBER(0x00080050, ValueRepresentation.SH, "AccessionNumber"),
    MODALITY(0x00080060, ValueRepresentation.CS, "Modality"),
    CONVERSION_TYPE(0x00080064, ValueRepresentation.CS, "ConversionType"),
    MANUFACTURER(0x00080070, ValueRepresentation.LO, "Manufacturer"),
    REFERRING_PHYSICIAN_NAME(0x00080090, ValueRepresentation.PN, "ReferringPhysicianName"),
    CODE_VALUE(0x00080100, ValueRepresentation.SH, "CodeValue"),
    CODING_SCHEME_DESIGNATOR(0x00080102, ValueRepresentation.SH, "CodingSchemeDesignator"),
    CODE_MEANING(0x00080104, ValueRepresentation.LO, "CodeMeaning"),
    MAPPING_RESOURCE(0x00080105, ValueRepresentation.CS, "MappingResource"),
    CODING_SCHEME_IDENTIFICATION_SEQUENCE(
            0x00080110, ValueRepresentation.SQ, "CodingSchemeIdentificationSequence", Use.WRITTEN),
    CODING_SCHEME_NAME(0x00080115, ValueRepresentation.ST, "CodingSchemeName"),
    LONG_CODE_VALUE(0x00080119, ValueRepresentation.UC, "LongCodeValue"),
    STUDY_DESCRIPTION(0x00081030, ValueRepresentation.LO, "StudyDescription"),
    SERIES_DESCRIPTION(0x0008103e, ValueRepresentation.LO, "SeriesDescription"),
    OPERATORS_NAME(0x00081070, ValueRepresentation.PN, "OperatorsName"),
    MANUFACTURER_MODEL_NAME(0x00081090, ValueRepresentation.LO, "ManufacturerModelName"),
    REFERENCED_PERFORMED_PROCEDURE_STEP_SEQUENCE(
            0x00081111, ValueRepresentation.SQ, "ReferencedPerformedProcedureStepSequence", Use.WRITTEN),
    REFERENCED_SERIES_SEQUENCE(0x00081115, ValueRepresentation.SQ, "ReferencedSeriesSequence", Use.WRITTEN),
    REFERENCED_INSTANCE_SEQUENCE(0x0008114a, ValueRepresentation.SQ, "ReferencedInstanceSequence", Use.WRITTEN),
    REFERENCED_SOP_CLASS_UID(0x00081150, ValueRepresentation.UI, "ReferencedSOPClassUID"),
    REFERENCED_SOP_INSTANCE_UID(0x00081155, ValueRepresentation.UI, "ReferencedSOPInstanceUID"),
    REFERENCED_FRAME_NUMBER(0x00081160, ValueRepresentation.IS, "ReferencedFrameNumber"),
    REFERENCED_SOP_SEQUENCE(0x00081199, ValueRepresentation.SQ, "ReferencedSOPSequence", Use.WRITTEN),
    DERIVATION_DESCRIPTION(0x00082111, ValueRepresentation.ST, "DerivationDescription"),
    SOURCE_IMAGE_SEQUENCE(0x00082112, ValueRepresentation.SQ, "SourceImageSequence", Use.WRITTEN),
    ANATOMIC_REGION_SEQUENCE(0x00082218, ValueRepresentation.SQ, "AnatomicRegionSequence", Use.WRITTEN),
    IRRADIATION_EVENT_UID(0x00083010, ValueRepresentation.UI, "IrradiationEventUID"),
    FRAME_TYPE(0x00089007, ValueRepresentation.CS, "FrameType"),
    DERIVATION_IMAGE_SEQUENCE(0x00089124, ValueRepresentation.SQ, "DerivationImageSequence", Use.WRITTEN),
    COMPLEX_IMAGE_COMPONENT(0x00089208, ValueRepresentation.CS, "ComplexImageComponent"),
    DERIVATION_CODE_SEQUENCE(0x00089215, ValueRepresentation.SQ, "DerivationCodeSequence", Use.WRITTEN),
    PATIENT_NAME(0x00100010, ValueRepresentation.PN, "PatientName"),
    PATIENT_ID(0x00100020, ValueRepresentation.LO, "PatientID"),
    ISSUER_OF_PATIENT_ID(0x00100021, ValueRepresentation.LO, "IssuerOfPatientID"),
    PATIENT_BIRTH_DATE(0x00100030, ValueRepresentation.DA, "PatientBirthDate"),
    PATIENT_BIRTH_TIME(0x00100032, ValueRepresentation.TM, "PatientBirthTime"),
    PATIENT_SEX(0x00100040, ValueRepresentation.CS, "PatientSex"),
    OTHER_PATIENT_IDS(0x00101000, ValueRepresentation.LO, "OtherPatientIDs"),
    PATIENT_AGE(0x00101010, ValueRepresentation.AS, "PatientAge"),
    PATIENT_SIZE(0x00101020, ValueRepresentation.DS, "PatientSize"),
    PATIENT_WEIGHT(0x00101030, ValueRepresentation.DS, "PatientWeight"),
    ETHNIC_GROUP(0x00102160, ValueRepresentation.SH, "EthnicGroup"),
    PATIENT_COMMENTS(0x00104000, ValueRepresentation.LT, "PatientComments"),
    PATIENT_IDENTITY_REMOVED(0x00120062, ValueRepresentation.CS, "PatientIdentityRemoved"),
    DEIDENTIFICATION_METHOD(0x00120063, ValueRepresentation.LO, "DeidentificationMethod"),
    DEIDENTIFICATION_METHOD_CODE_SEQUENCE(0x00120064, ValueRepresentation.SQ, "DeidentificationMethodCodeSequence"),
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
    DEVICE_SERIAL_NUMBER(0x00181000, ValueRepresentation.LO, "DeviceSerialNumber"),
    SOFTWARE_VERSIONS(0x00181020, ValueRepresentation.LO, "SoftwareVersions"),
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
    STUDY_ID(0x00200010, ValueRepresentation.SH, "StudyID"),
    SERIES_NUMBER(0x00200011, ValueRepresentation.IS, "SeriesNumber"),
    ACQUISITION_NUMBER(0x00200012, ValueRepresentation.IS, "AcquisitionNumber"),
    INSTANCE_NUMBER(0x00200013, ValueRepresentation.IS, "InstanceNumber"),
    PATIENT_ORIENTATION(0x00200020, ValueRepresentation.CS, "PatientOrientation"),
    IMAGE_POSITION_PATIENT(0x00200032, ValueRepresentation.DS, "ImagePositionPatient"),
    IMAGE_ORIENTATION_PATIENT(0x00200037, ValueRepresentation.DS, "ImageOrientationPatient"),
    FRAME_OF_REFERENCE_UID(0x00200052, ValueRepresentation.UI, "FrameOfReferenceUID"),
    LATERALITY(0x00200060, ValueRepresentation.CS, "Laterality"),
    TEMPORAL_POSITION_IDENTIFIER(0x00200100, ValueRepresentation.IS, "TemporalPositionIdentifier"),
    POSITION_REFERENCE_INDICATOR(0x00201040, ValueRepresentation.LO, "PositionReferenceIndicator"),
    STACK_ID(0x00209056, ValueRepresentation.SH, "StackID"),
    IN_STACK_POSITION_NUMBER(0x00209057, ValueRepresentation.UL, "InStackPositionNumber"),
    FRAME_CONTENT_SEQUENCE(0x00209111, ValueRepresentation.SQ, "FrameContentSequence"),
    PLANE_POSITION_SEQUENCE(0x00209113, ValueRepresentation.SQ, "PlanePositionSequence"),
    PLANE_ORIENTATION_SEQUENCE(0x00209116, ValueRepresentation.SQ, "PlaneOrientationSequence"),
    TEMPORAL_POSITION_INDEX(0x00209128, ValueRepresentation.UL, "TemporalPositionIndex"),
    NOMINAL_CARDIAC_TRIGGER_DELAY_TIME(0x00209153, ValueRepresentation.FD, "NominalCardiacTriggerDelayTime"),
    FRAME_ACQUISITION_NUMBER(0x00209156, ValueRepresentation.US, "FrameAcquisitionNumber"),
    DIMENSION_INDEX_VALUES(0x00209157, ValueRepresentation.UL, "DimensionIndexValues"),
    DIMENSION_ORGANIZATION_UID(0x00209164, ValueRepresentation.UI, "DimensionOrganizationUID"),
    DIMENSION_INDEX_POINTER(0x00209165, ValueRepresentation.AT, "DimensionIndexPointer"),
    FUNCTIONAL_GROUP_POINTER(0x00209167, ValueRepresentation.AT, "FunctionalGroupPointer"),
    DIMENSION_ORGANIZATION_SEQUENCE(0x00209221, ValueRepresentation.SQ, "DimensionOrganizationSequence", Use.WRITTEN),
    DIMENSION_INDEX_SEQUENCE(0x00209222, ValueRepresentation.SQ, "DimensionIndexSequence", Use.WRITTEN),
    NOMINAL_PERCENTAGE_OF_CARDIAC_PHASE(0x00209241, ValueRepresentation.FD, "NominalPercentageOfCardiacPhase"),
    TEMPORAL_POSITION_TIME_OFFSET(0x0020930d, ValueRepresentation.FD, "TemporalPositionTimeOffset"),
    DIMENSION_DESCRIPTION_LABEL(0x00209421, ValueRepresentation.LO, "DimensionDescriptionLabel"),
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
    BURNED_IN_ANNOTATION(0x00280301, ValueRepresentation.CS, "BurnedInAnnotation"),
    RECOGNIZABLE_VISUAL_FEATURES(0x00280302, ValueRepresentation.CS, "RecognizableVisualFeatures"),
    LONGITUDINAL_TEMPORAL_INFORMATION_MODIFIED(
            0x00280303, ValueRepresentation.CS, "LongitudinalTemporalInformationModified"),
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
    SPATIAL_LOCATIONS_PRESERVED(0x0028135a, ValueRepresentation.CS, "SpatialLocationsPreserved"),
    LOSSY_IMAGE_COMPRESSION(0x00282110, ValueRepresentation.CS, "LossyImageCompression"),
    LOSSY_IMAGE_COMPRESSION_RATIO(0x00282112, ValueRepresentation.DS, "LossyImageCompressionRatio"),
    LOSSY_IMAGE_COMPRESSION_METHOD(0x00282114, ValueRepresentation.CS, "LossyImageCompressionMethod"),
    MODALITY_LUT_SEQUENCE(0x00283000, ValueRepresentation.SQ, "ModalityLUTSequence"),
    LUT_DESCRIPTOR(0x00283002, ValueRepresentation.US, "LUTDescriptor"),
    LUT_DATA(0x00283006, ValueRepresentation.OW, "LUTData"),
    PIXEL_MEASURES_SEQUENCE(0x00289110, ValueRepresentation.SQ, "PixelMeasuresSequence"),
    PIXEL_VALUE_TRANSFORMATION_SEQUENCE(0x00289145, ValueRepresentation.SQ, "PixelValueTransformationSequence"),
    MEASUREMENT_UNITS_CODE_SEQUENCE(0x004008ea, ValueRepresentation.SQ, "MeasurementUnitsCodeSequence", Use.WRITTEN),
    RELATIONSHIP_TYPE(0x0040a010, ValueRepresentation.CS, "RelationshipType"),
    VALUE_TYPE(0x0040a040, ValueRepresentation.CS, "ValueType"),
    CONCEPT_NAME_CODE_SEQUENCE(0x0040a043, ValueRepresentation.SQ, "ConceptNameCodeSequence", Use.WRITTEN),
    CONTINUITY_OF_CONTENT(0x0040a050, ValueRepresentation.CS, "ContinuityOfContent"),
    UID(0x0040a124, ValueRepresentation.UI, "UID"),
    TEXT_VALUE(0x0040a160, ValueRepresentation.UT, "TextValue"),
    CONCEPT_CODE_SEQUENCE(0x0040a168, ValueRepresentation.SQ, "ConceptCodeSequence", Use.WRITTEN),
    PURPOSE_OF_REFERENCE_CODE_SEQUENCE(
            0x0040a170, ValueRepresentation.SQ, "PurposeOfReferenceCodeSequence", Use.WRITTEN),
    MEASURED_VALUE_SEQUENCE(0x0040a300, ValueRepresentation.SQ, "MeasuredValueSequence", Use.WRITTEN),
    NUMERIC_VALUE(0x0040a30a, ValueRepresentation.DS, "NumericValue"),
    PERFORMED_PROCEDURE_CODE_SEQUENCE(
            0x0040a372, ValueRepresentation.SQ, "PerformedProcedureCodeSequence", Use.WRITTEN),
    CURRENT_REQUESTED_PROCEDURE_EVIDENCE_SEQUENCE(
            0x0040a375, ValueRepresentation.SQ, "CurrentRequestedProcedureEvidenceSequence", Use.WRITTEN),
    PERTINENT_OTHER_EVIDENCE_SEQUENCE(
            0x0040a385, ValueRepresentation.SQ, "PertinentOtherEvidenceSequence", Use.WRITTEN),
    COMPLETION_FLAG(0x0040a491, ValueRepresentation.CS, "CompletionFlag"),
    VERIFICATION_FLAG(0x0040a493, ValueRepresentation.CS, "VerificationFlag"),
    PRELIMINARY_FLAG(0x0040a496, ValueRepresentation.CS, "PreliminaryFlag"),
    CONTENT_TEMPLATE_SEQUENCE(0x0040a504, ValueRepresentation.SQ, "ContentTemplateSequence", Use.WRITTEN),
    CONTENT_SEQUENCE(0x0040a730, ValueRepresentation.SQ, "ContentSequence", Use.WRITTEN),
    TEMPLATE_IDENTIFIER(0x0040db00, ValueRepresentation.CS, "TemplateIdentifier"),
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
    SEGMENT_SEQUENCE(0x00620002, ValueRepresentation.SQ, "SegmentSequence"),
    SEGMENTED_PROPERTY_CATEGORY_CODE_SEQUENCE(
            0x00620003, ValueRepresentation.SQ, "SegmentedPropertyCategoryCodeSequence"),
    SEGMENT_NUMBER(0x00620004, ValueRepresentation.US, "SegmentNumber"),
    SEGMENT_LABEL(0x00620005, ValueRepresentation.LO, "SegmentLabel"),
    SEGMENTATION_ALGORITHM_IDENTIFICATION_SEQUENCE(
            0x00620007, ValueRepresentation.SQ, "SegmentationAlgorithmIdentificationSequence", Use.WRITTEN),
    SEGMENT_ALGORITHM_TYPE(0x00620008, ValueRepresentation.CS, "SegmentAlgorithmType"),
    SEGMENT_ALGORITHM_NAME(0x00620009, ValueRepresentation.LO, "SegmentAlgorithmName"),
    SEGMENT_IDENTIFICATION_SEQUENCE(0x0062000a, ValueRepresentation.SQ, "SegmentIdentificationSequence"),
    REFERENCED_SEGMENT_NUMBER(0x0062000b, ValueRepresentation.US, "ReferencedSegmentNumber"),
    RECOMMENDED_DISPLAY_CIELAB_VALUE(0x0062000d, ValueRepresentation.US, "RecommendedDisplayCIELabValue"),
    MAXIMUM_FRACTIONAL_VALUE(0x0062000e, ValueRepresentation.US, "MaximumFractionalValue"),
    SEGMENTED_PROPERTY_TYPE_CODE_SEQUENCE(
            0x0062000f, ValueRepresentation.SQ, "SegmentedPropertyTypeCodeSequence", Use.WRITTEN),
    SEGMENTATION_FRACTIONAL_TYPE(0x00620010, ValueRepresentation.CS, "SegmentationFractionalType"),
    SEGMENTS_OVERLAP(0x00620013, ValueRepresentation.CS, "SegmentsOverlap"),
    TRACKING_ID(0x00620020, ValueRepresentation.UT, "TrackingID"),
    TRACKING_UID(0x00620021, ValueRepresentation.UI, "TrackingUID"),
    ALGORITHM_FAMILY_CODE_SEQUENCE(0x0066002f, ValueRepresentation.SQ, "AlgorithmFamilyCodeSequence", Use.WRITTEN),
    ALGORITHM_VERSION(0x00660031, ValueRepresentation.LO, "AlgorithmVersion"),
    ALGORITHM_PARAMETERS(0x00660032, ValueRepresentation.LT, "AlgorithmParameters"),
    ALGORITHM_NAME(0x00660036, ValueRepresentation.LO, "AlgorithmName"),
    GRAPHIC_DATA(0x00700022, ValueRepresentation.FL, "GraphicData"),
    GRAPHIC_TYPE(0x00700023, ValueRepresentation.CS, "GraphicType"),
    CONTENT_LABEL(0x00700080, ValueRepresentation.CS, "ContentLabel"),
    CONTENT_DESCRIPTION(0x00700081, ValueRepresentation.LO, "ContentDescription"),
    CONTENT_CREATOR_NAME(0x00700084, ValueRepresentation.PN, "ContentCreatorName"),
    PHILIPS_B_VALUE(0x20011003, ValueRepresentation.FL, "Diffusion B-Factor"),
    GRID_FRAME_OFFSET_VECTOR(0x3004000c, ValueRepresentation.DS, "GridFrameOffsetVector"),
    DOSE_GRID_SCALING(0x3004000e, ValueRepresentation.DS, "DoseGridScaling"),
    STRUCTURE_SET_LABEL(0x30060002, ValueRepresentation.SH, "StructureSetLabel"),
    STRUCTURE_SET_DESCRIPTION(0x30060006, ValueRepresentation.ST, "StructureSetDescription"),
    STRUCTURE_SET_DATE(0x30060008, ValueRepresentation.DA, "StructureSetDate"),
    STRUCTURE_SET_TIME(0x30060009, ValueRepresentation.TM, "StructureSetTime"),
    REFERENCED_FRAME_OF_REFERENCE_SEQUENCE(0x30060010, ValueRepresentation.SQ, "ReferencedFrameOfReferenceSequence"),
    RT_REFERENCED_STUDY_SEQUENCE(0x30060012, ValueRepresentation.SQ, "RTReferencedStudySequence"),
    RT_REFERENCED_SERIES_SEQUENCE(0x30060014, ValueRepresentation.SQ, "RTReferencedSeriesSequence"),
    CONTOUR_IMAGE_SEQUENCE(0x30060016, ValueRepresentation.SQ, "ContourImageSequence", Use.WRITTEN),
    STRUCTURE_SET_ROI_SEQUENCE(0x30060020, ValueRepresentation.SQ, "StructureSetROISequence"),
    ROI_NUMBER(0x30060022, ValueRepresentation.IS, "ROINumber"),
    REFERENCED_FRAME_OF_REFERENCE_UID(0x30060024, ValueRepresentation.UI, "ReferencedFrameOfReferenceUID"),
    ROI_NAME(0x30060026, ValueRepresentation.LO, "ROIName"),
    ROI_DISPLAY_COLOR(0x3006002a, ValueRepresentation.IS, "ROIDisplayColor"),
    ROI_GENERATION_ALGORITHM(0x30060036, ValueRepresentation.CS, "ROIGenerationAlgorithm"),
    ROI_DERIVATION_ALGORITHM_IDENTIFICATION_SEQUENCE(
            0x30060037, ValueRepresentation.SQ, "ROIDerivationAlgorithmIdentificationSequence", Use.WRITTEN),
    ROI_CONTOUR_SEQUENCE(0x30060039, ValueRepresentation.SQ, "ROIContourSequence"),
    CONTOUR_SEQUENCE(0x30060040, ValueRepresentation.SQ, "ContourSequence"),
    CONTOUR_GEOMETRIC_TYPE(0x30060042, ValueRepresentation.CS, "ContourGeometricType"),
    NUMBER_OF_CONTOUR_POINTS(0x30060046, ValueRepresentation.IS, "NumberOfContourPoints"),
    CONTOUR_NUMBER(0x30060048, ValueRepresentation.IS, "ContourNumber"),
    SOURCE_PIXEL_PLANES_CHARACTERISTICS_SEQUENCE(
            0x3006004a, ValueRepresentation.SQ, "SourcePixelPlanesCharacteristicsSequence"),
    CONTOUR_DATA(0x30060050, ValueRepresentation.DS, "ContourData"),
    RT_ROI_OBSERVATIONS_SEQUENCE(0x30060080, ValueRepresentation.SQ, "RTROIObservationsSequence"),
    OBSERVATION_NUMBER(0x30060082, ValueRepresentation.IS, "ObservationNumber"),
    REFERENCED_ROI_NUMBER(0x30060084, ValueRepresentation.IS, "ReferencedROINumber"),
    ROI_OBSERVATION_LABEL(0x30060085, ValueRepresentation.SH, "ROIObservationLabel"),
    RT_ROI_IDENTIFICATION_CODE_SEQUENCE(
            0x30060086, ValueRepresentation.SQ, "RTROIIdentificationCodeSequence", Use.WRITTEN),
    RT_ROI_INTERPRETED_TYPE(0x300600a4, ValueRepresentation.CS, "RTROIInterpretedType"),
    ROI_INTERPRETER(0x300600a6, ValueRepresentation.PN, "ROIInterpreter"),
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
    private final Use use;

    /** What an attribute is for. */
    private enum Use {
        READ,
        /** A sequence of which nobody asks what it holds: in images it may hold much. */
        WRITTEN
    }

    DicomAttribute(int tag, ValueRepresentation vr, String keyword) {
        this(tag, vr, keyword, Use.READ);
    }

    DicomAttribute(int tag, ValueRepresentation vr, String keyword, Use use) {
        this.tag = tag;
        this.key = tag;
        this.vr = vr;
        this.keyword = keyword;
        this.use = use;
    }

    /** The representation of an attribute; none if this program does not read it. */
    static Optional<ValueRepresentation> representation(int tag) {
        return of(tag).map(attribute -> attribute.vr);
    }

    /** The attribute of a tag; none if this program does not read it. */
    static Optional<DicomAttribute> of(int tag) {
        return Optional.ofNullable(BY_TAG.get(tag)).filter(attribute -> attribute.use == Use.READ);
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
