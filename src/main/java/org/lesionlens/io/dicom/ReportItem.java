package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.model.Code;

/**
 * A content item of a structured report, with those below it (PS3.3 C.17.3).
 *
 * @param relation to the item above it; empty of the topmost one
 * @param name of the concept that it tells of; some references to images have none
 * @param value what it says
 * @param children the items below it, in order
 */
record ReportItem(Optional<Relation> relation, Optional<Code> name, ReportValue value, List<ReportItem> children) {
    /** RelationshipType. */
    enum Relation {
        CONTAINS,
        HAS_ACQ_CONTEXT,
        HAS_CONCEPT_MOD,
        HAS_OBS_CONTEXT,
        HAS_PROPERTIES,
        INFERRED_FROM,
        SELECTED_FROM
    }

    ReportItem {
        children = List.copyOf(children);
    }

    /** An item without others below it. */
    static ReportItem of(Relation relation, Code name, ReportValue value) {
        return new ReportItem(Optional.of(relation), Optional.of(name), value, List.of());
    }

    /** One that needs no name, likewise. */
    static ReportItem unnamed(Relation relation, ReportValue value) {
        return new ReportItem(Optional.of(relation), Optional.empty(), value, List.of());
    }

    /** The same with further items below it. */
    ReportItem with(List<ReportItem> more) {
        List<ReportItem> all = new ArrayList<>(children);
        all.addAll(more);
        return new ReportItem(relation, name, value, all);
    }

    /**
     * The item and all below it as attributes.
     *
     * @param letters SpecificCharacterSet of the report
     */
    List<DicomElement> elements(String letters) {
        List<DicomElement> elements = new ArrayList<>();
        relation.ifPresent(kind -> elements.add(
                DicomElement.text(DicomAttribute.RELATIONSHIP_TYPE, kind.name().replace('_', ' '))));
        elements.add(DicomElement.text(DicomAttribute.VALUE_TYPE, value.type()));
        name.ifPresent(
                concept -> elements.add(CodedConcept.in(DicomAttribute.CONCEPT_NAME_CODE_SEQUENCE, concept, letters)));
        elements.addAll(value.elements(letters));
        if (!children.isEmpty()) {
            elements.add(DicomElement.items(
                    DicomAttribute.CONTENT_SEQUENCE,
                    children.stream()
                            .map(child -> DicomDataSet.of(child.elements(letters)))
                            .toList()));
        }
        return elements;
    }
}
