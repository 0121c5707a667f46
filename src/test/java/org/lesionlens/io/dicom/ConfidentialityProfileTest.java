package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lesionlens.io.dicom.ConfidentialityProfile.Rule;

class ConfidentialityProfileTest {
    private static final String OURS = "-";

    /** Retained by the options that objects say they were made with. */
    private static final Set<String> CHARACTERISTICS =
            Set.of("PatientSex", "PatientAge", "PatientSize", "PatientWeight");

    /** What a code of table E.1-1 allows (PS3.15 E.3): an empty or removed value is as safe as a dummy. */
    private static Set<AttributeAction> allowed(Rule rule) {
        if (CHARACTERISTICS.contains(rule.keyword())) {
            return EnumSet.of(AttributeAction.KEEP, AttributeAction.AGE);
        }
        if (rule.keyword().equals("PatientName") || rule.keyword().equals("PatientID")) {
            return EnumSet.of(AttributeAction.PATIENT);
        }
        if (rule.profile().contains("U")) {
            return EnumSet.of(AttributeAction.UID, AttributeAction.CLEAN);
        }
        Set<AttributeAction> actions = EnumSet.of(AttributeAction.REMOVE, AttributeAction.EMPTY);
        if (rule.profile().contains("D")) {
            actions.addAll(EnumSet.of(AttributeAction.DUMMY, AttributeAction.CLEAN));
        }
        if (rule.profile().endsWith("+C")) {
            actions.add(AttributeAction.SHIFT);
        }
        return actions;
    }

    @Test
    void everyRowOfTheTableIsDoneAsItsCodeAllows() {
        List<Map.Entry<Integer, Rule>> rows = ConfidentialityProfile.rules().entrySet().stream()
                .filter(row -> !row.getValue().profile().equals(OURS))
                .toList();
        assertThat(rows).hasSize(615);
        for (Map.Entry<Integer, Rule> row : rows) {
            assertThat(allowed(row.getValue()))
                    .as(DicomAttribute.text(row.getKey()) + " " + row.getValue())
                    .contains(row.getValue().action());
        }
    }

    @Test
    void ofTextsOnlyNamesOfDevicesAndCodesStay() {
        Set<ValueRepresentation> texts = EnumSet.of(
                ValueRepresentation.LO,
                ValueRepresentation.SH,
                ValueRepresentation.ST,
                ValueRepresentation.LT,
                ValueRepresentation.UT,
                ValueRepresentation.UC,
                ValueRepresentation.UR,
                ValueRepresentation.PN,
                ValueRepresentation.AE,
                ValueRepresentation.UN);
        assertThat(ConfidentialityProfile.rules().values().stream()
                        .filter(rule -> rule.action() == AttributeAction.KEEP && texts.contains(rule.vr()))
                        .map(Rule::keyword))
                .containsExactlyInAnyOrder(
                        "CodeValue",
                        "CodingSchemeDesignator",
                        "CodingSchemeVersion",
                        "CodeMeaning",
                        "LongCodeValue",
                        "Manufacturer",
                        "ManufacturerModelName",
                        "SoftwareVersions",
                        "SequenceName",
                        "ConvolutionKernel",
                        "ImagedNucleus",
                        "RescaleType",
                        "ModalityLUTType",
                        "StackID");
    }

    @Test
    void noDateAndOnlyIdentifiersOfTheStandardStay() {
        List<Rule> kept = ConfidentialityProfile.rules().values().stream()
                .filter(rule -> rule.action() == AttributeAction.KEEP)
                .toList();
        assertThat(kept)
                .extracting(Rule::vr)
                .doesNotContain(ValueRepresentation.DA, ValueRepresentation.DT, ValueRepresentation.TM);
        assertThat(kept.stream()
                        .filter(rule -> rule.vr() == ValueRepresentation.UI)
                        .map(Rule::keyword))
                .containsExactlyInAnyOrder(
                        "SOPClassUID",
                        "ReferencedSOPClassUID",
                        "RelatedGeneralSOPClassUID",
                        "OriginalSpecializedSOPClassUID",
                        "SOPClassesInStudy",
                        "CodingSchemeUID",
                        "ContextUID",
                        "MappingResourceUID");
    }

    /** Else images would not be read as they were. */
    @ParameterizedTest
    @EnumSource(
            value = DicomAttribute.class,
            names = {
                "ROWS",
                "COLUMNS",
                "PIXEL_SPACING",
                "IMAGE_POSITION_PATIENT",
                "IMAGE_ORIENTATION_PATIENT",
                "SLICE_THICKNESS",
                "SPACING_BETWEEN_SLICES",
                "NUMBER_OF_FRAMES",
                "RESCALE_SLOPE",
                "PIXEL_PADDING_VALUE",
                "LUT_DATA",
                "PHOTOMETRIC_INTERPRETATION",
                "PHYSICAL_DELTA_X",
                "DIFFUSION_B_VALUE",
                "IMAGER_PIXEL_SPACING",
                "FRAME_TIME",
                "ECHO_TIME",
                "SLICE_VECTOR",
                "RED_PALETTE_DATA"
            })
    void whatGeometryAndPixelsNeedStays(DicomAttribute attribute) {
        Rule rule = ConfidentialityProfile.rule(attribute.tag).orElseThrow();
        assertThat(rule.action()).isEqualTo(AttributeAction.KEEP);
        assertThat(rule.profile()).isEqualTo(OURS);
    }

    @ParameterizedTest
    @EnumSource(
            value = DicomAttribute.class,
            names = {
                "SHARED_FUNCTIONAL_GROUPS_SEQUENCE",
                "PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE",
                "PLANE_POSITION_SEQUENCE",
                "PIXEL_MEASURES_SEQUENCE",
                "SEQUENCE_OF_ULTRASOUND_REGIONS",
                "MODALITY_LUT_SEQUENCE",
                "PIXEL_VALUE_TRANSFORMATION_SEQUENCE",
                "DETECTOR_INFORMATION_SEQUENCE"
            })
    void sequencesOfGeometryAndPixelsAreCleanedInside(DicomAttribute attribute) {
        assertThat(ConfidentialityProfile.rule(attribute.tag).orElseThrow().action())
                .isEqualTo(AttributeAction.CLEAN);
    }
}
