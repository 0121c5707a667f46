package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import org.lesionlens.model.Code;

/** What a content item says, one kind for each value type that reports have (PS3.3 C.17.3.2.1, C.18). */
sealed interface ReportValue {
    /** ValueType. */
    String type();

    /** The value as attributes, for a report in a character set. */
    List<DicomElement> elements(String letters);

    /**
     * Holds other items.
     *
     * @param template of PS3.16 that begins with this item; empty if one further up does
     */
    record Container(String template) implements ReportValue {
        @Override
        public String type() {
            return "CONTAINER";
        }

        @Override
        public List<DicomElement> elements(String letters) {
            DicomElement separate = DicomElement.text(DicomAttribute.CONTINUITY_OF_CONTENT, "SEPARATE");
            DicomElement known = DicomElement.item(
                    DicomAttribute.CONTENT_TEMPLATE_SEQUENCE,
                    DicomElement.text(DicomAttribute.MAPPING_RESOURCE, "DCMR"),
                    DicomElement.text(DicomAttribute.TEMPLATE_IDENTIFIER, template));
            return template.isEmpty() ? List.of(separate) : List.of(separate, known);
        }
    }

    /** Words. */
    record Text(String words) implements ReportValue {
        @Override
        public String type() {
            return "TEXT";
        }

        @Override
        public List<DicomElement> elements(String letters) {
            return List.of(DicomElement.words(DicomAttribute.TEXT_VALUE, words, letters));
        }
    }

    /** A concept. */
    record Coded(Code code) implements ReportValue {
        @Override
        public String type() {
            return "CODE";
        }

        @Override
        public List<DicomElement> elements(String letters) {
            return List.of(CodedConcept.in(DicomAttribute.CONCEPT_CODE_SEQUENCE, code, letters));
        }
    }

    /** An identifier. */
    record Uid(String uid) implements ReportValue {
        @Override
        public String type() {
            return "UIDREF";
        }

        @Override
        public List<DicomElement> elements(String letters) {
            return List.of(DicomElement.text(DicomAttribute.UID, uid));
        }
    }

    /** A finite number with its unit, of UCUM. */
    record Number(double number, Code unit) implements ReportValue {
        @Override
        public String type() {
            return "NUM";
        }

        @Override
        public List<DicomElement> elements(String letters) {
            return List.of(DicomElement.item(
                    DicomAttribute.MEASURED_VALUE_SEQUENCE,
                    DicomElement.numbers(DicomAttribute.NUMERIC_VALUE, number),
                    CodedConcept.in(DicomAttribute.MEASUREMENT_UNITS_CODE_SEQUENCE, unit, letters)));
        }
    }

    /** An image, or a frame or a segment of it, as an item of ReferencedSOPSequence. */
    record Image(DicomDataSet reference) implements ReportValue {
        @Override
        public String type() {
            return "IMAGE";
        }

        @Override
        public List<DicomElement> elements(String letters) {
            return List.of(DicomElement.items(DicomAttribute.REFERENCED_SOP_SEQUENCE, List.of(reference)));
        }
    }

    /** A line on an image: column and row of each point, 0\0 at the corner of the first pixel. */
    record LineOnImage(List<Double> coordinates) implements ReportValue {
        @Override
        public String type() {
            return "SCOORD";
        }

        @Override
        public List<DicomElement> elements(String letters) {
            return graphic("POLYLINE", coordinates);
        }
    }

    /**
     * A closed plane polygon in the patient: LPS mm of each point, the last one the first.
     *
     * @param frameOfReference that it lies in
     */
    record PolygonInSpace(List<Double> coordinates, String frameOfReference) implements ReportValue {
        @Override
        public String type() {
            return "SCOORD3D";
        }

        @Override
        public List<DicomElement> elements(String letters) {
            List<DicomElement> elements = new ArrayList<>(graphic("POLYGON", coordinates));
            elements.add(DicomElement.text(DicomAttribute.REFERENCED_FRAME_OF_REFERENCE_UID, frameOfReference));
            return elements;
        }
    }

    /**
     * A point or a line in the patient: LPS mm of each point.
     *
     * @param frameOfReference that they lie in
     */
    record InSpace(List<Double> coordinates, String frameOfReference) implements ReportValue {
        @Override
        public String type() {
            return "SCOORD3D";
        }

        @Override
        public List<DicomElement> elements(String letters) {
            List<DicomElement> graphic = graphic(coordinates.size() == 3 ? "POINT" : "POLYLINE", coordinates);
            return List.of(
                    graphic.get(0),
                    graphic.get(1),
                    DicomElement.text(DicomAttribute.REFERENCED_FRAME_OF_REFERENCE_UID, frameOfReference));
        }
    }

    private static List<DicomElement> graphic(String type, List<Double> coordinates) {
        return List.of(
                DicomElement.text(DicomAttribute.GRAPHIC_TYPE, type),
                DicomElement.numbers(
                        DicomAttribute.GRAPHIC_DATA,
                        coordinates.stream().mapToDouble(Double::doubleValue).toArray()));
    }
}
