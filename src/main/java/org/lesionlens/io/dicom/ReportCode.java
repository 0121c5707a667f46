package org.lesionlens.io.dicom;

import java.util.Map;
import org.lesionlens.model.Code;

/** Concepts of reports (PS3.16 annexes B and D); those of segmentations too stand in {@link CodedConcept}. */
final class ReportCode {
    static final Code REPORT = dcm("126000", "Imaging Measurement Report");
    static final Code LANGUAGE = dcm("121049", "Language of Content Item and Descendants");
    static final Code ENGLISH = new Code("RFC5646", "en", "English");
    static final Code OBSERVER_TYPE = dcm("121005", "Observer Type");
    static final Code DEVICE = dcm("121007", "Device");
    static final Code DEVICE_UID = dcm("121012", "Device Observer UID");
    static final Code DEVICE_NAME = dcm("121013", "Device Observer Name");
    static final Code DEVICE_MANUFACTURER = dcm("121014", "Device Observer Manufacturer");
    static final Code DEVICE_MODEL = dcm("121015", "Device Observer Model Name");
    static final Code PROCEDURE_REPORTED = dcm("121058", "Procedure reported");
    static final Code IMAGE_LIBRARY = dcm("111028", "Image Library");
    static final Code IMAGE_LIBRARY_GROUP = dcm("126200", "Image Library Group");
    static final Code SERIES_UID = dcm("112002", "Series Instance UID");
    static final Code FRAME_OF_REFERENCE_UID = dcm("112227", "Frame of Reference UID");
    static final Code IMAGING_MEASUREMENTS = dcm("126010", "Imaging Measurements");
    static final Code QUALITATIVE_EVALUATIONS = new Code("UMLS", "C0034375", "Qualitative Evaluations");
    static final Code ABSENT = sct("272519000", "Absent");

    static final Code ALGORITHM_NAME = dcm("111001", "Algorithm Name");
    static final Code ALGORITHM_VERSION = dcm("111003", "Algorithm Version");
    static final Code ALGORITHM_PARAMETERS = dcm("111002", "Algorithm Parameters");
    static final Code ALGORITHM_FAMILY = dcm("111000", "Algorithm Family");

    static final Code MEASUREMENT_GROUP = dcm("125007", "Measurement Group");
    static final Code TRACKING_ID = dcm("112039", "Tracking Identifier");
    static final Code TRACKING_UID = dcm("112040", "Tracking Unique Identifier");
    static final Code FINDING_CATEGORY = sct("276214006", "Finding category");
    static final Code FINDING = dcm("121071", "Finding");
    static final Code FINDING_SITE = sct("363698007", "Finding Site");
    static final Code CENTER = dcm("111010", "Center");
    static final Code IMAGE_REGION = dcm("111030", "Image Region");
    static final Code REFERENCED_SEGMENT = dcm("121191", "Referenced Segment");
    static final Code SOURCE_SERIES = dcm("121232", "Source series for segmentation");
    static final Code TIME_POINT = new Code("UMLS", "C2348792", "Time Point");
    static final Code TIME_POINT_ORDER = dcm("126073", "Time Point Order");
    static final Code TEMPORAL_OFFSET = dcm("128740", "Longitudinal Temporal Offset from Event");
    static final Code TEMPORAL_EVENT = dcm("128741", "Longitudinal Temporal Event Type");
    static final Code BASELINE = new Code("UMLS", "C1442488", "Baseline");
    static final Code DAYS = new Code("UCUM", "d", "day");
    static final Code IMPRESSION = dcm("121073", "Impression");
    static final Code COMMENT = dcm("121106", "Comment");

    static final Code VOLUME = sct("118565006", "Volume");
    static final Code AREA = sct("42798000", "Area");
    static final Code LONG_AXIS = sct("103339001", "Long Axis");
    static final Code SHORT_AXIS = sct("103340004", "Short Axis");
    static final Code PROBABILITY = dcm("122157", "Probability");
    /** The scheme of concepts that no scheme of the standard has. */
    static final String OWN_SCHEME = "99LESIONLENS";

    static final Code SCORE = new Code(OWN_SCHEME, "SCORE", "Score of a detector");
    static final Code VOXELS = new Code(OWN_SCHEME, "VOXELS", "Number of voxels");

    static final Code DERIVATION = dcm("121401", "Derivation");
    static final Code MEAN = sct("373098007", "Mean");
    static final Code MAXIMUM = sct("56851009", "Maximum");

    static final Code CUBIC_CENTIMETRES = new Code("UCUM", "cm3", "cubic centimeter");
    static final Code SQUARE_MILLIMETRES = new Code("UCUM", "mm2", "square millimeter");
    static final Code MILLIMETRES = new Code("UCUM", "mm", "millimeter");
    static final Code NO_UNITS = new Code("UCUM", "1", "no units");
    static final Code COUNTED_VOXELS = new Code("UCUM", "{voxels}", "voxels");

    private static final Code X_RAY = new Code("LN", "43468-8", "XR unspecified body region");
    private static final Code ANY_PROCEDURE = sct("363679005", "Imaging procedure");
    private static final Map<String, Code> PROCEDURES = Map.ofEntries(
            Map.entry("CT", new Code("LN", "25045-6", "CT unspecified body region")),
            Map.entry("MR", new Code("LN", "25056-3", "MRI unspecified body region")),
            Map.entry("PT", new Code("LN", "44136-0", "PET unspecified body region")),
            Map.entry("NM", new Code("LN", "49118-3", "NM unspecified body region")),
            Map.entry("CR", X_RAY),
            Map.entry("DX", X_RAY),
            Map.entry("MG", X_RAY),
            Map.entry("XA", X_RAY),
            Map.entry("RF", X_RAY));

    private ReportCode() {}

    /** The procedure that images of a modality come from (CID 100). */
    static Code procedure(String modality) {
        return PROCEDURES.getOrDefault(modality, ANY_PROCEDURE);
    }

    private static Code dcm(String value, String meaning) {
        return new Code("DCM", value, meaning);
    }

    private static Code sct(String value, String meaning) {
        return new Code("SCT", value, meaning);
    }
}
