package org.lesionlens.io.dicom;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The attributes that tell the volumes of one series apart, those first that say most.
 *
 * <p>Times and unique identifiers are never shown as they are, since they may lead to the patient.
 */
enum SetAttribute {
    STACK(Kind.NAME, DicomAttribute.STACK_ID),
    TEMPORAL_POSITION(Kind.NAME, DicomAttribute.TEMPORAL_POSITION_IDENTIFIER),
    TEMPORAL_INDEX(Kind.NAME, DicomAttribute.TEMPORAL_POSITION_INDEX),
    CARDIAC_PHASE(Kind.NAME, DicomAttribute.NOMINAL_PERCENTAGE_OF_CARDIAC_PHASE),
    TRIGGER_DELAY(Kind.NAME, DicomAttribute.NOMINAL_CARDIAC_TRIGGER_DELAY_TIME),
    B_VALUE(Kind.NAME, DicomAttribute.DIFFUSION_B_VALUE),
    SIEMENS_B_VALUE(Kind.NAME, DicomAttribute.SIEMENS_B_VALUE),
    PHILIPS_B_VALUE(Kind.NAME, DicomAttribute.PHILIPS_B_VALUE),
    GE_B_VALUE(Kind.NAME, DicomAttribute.GE_B_VALUE),
    GRADIENT(Kind.NAME, DicomAttribute.DIFFUSION_GRADIENT_ORIENTATION),
    ECHO_TIME(Kind.NAME, DicomAttribute.ECHO_TIME),
    EFFECTIVE_ECHO_TIME(Kind.NAME, DicomAttribute.EFFECTIVE_ECHO_TIME),
    ECHO_NUMBERS(Kind.NAME, DicomAttribute.ECHO_NUMBERS),
    INVERSION_TIME(Kind.NAME, DicomAttribute.INVERSION_TIME),
    FLIP_ANGLE(Kind.NAME, DicomAttribute.FLIP_ANGLE),
    IMAGE_TYPE(Kind.NAME, DicomAttribute.IMAGE_TYPE),
    FRAME_TYPE(Kind.NAME, DicomAttribute.FRAME_TYPE),
    COMPLEX_COMPONENT(Kind.NAME, DicomAttribute.COMPLEX_IMAGE_COMPONENT),
    KERNEL(Kind.NAME, DicomAttribute.CONVOLUTION_KERNEL),
    RECONSTRUCTION_DIAMETER(Kind.NAME, DicomAttribute.RECONSTRUCTION_DIAMETER),
    THICKNESS(Kind.NAME, DicomAttribute.SLICE_THICKNESS),
    ENERGY_WINDOW(Kind.NAME, DicomAttribute.ENERGY_WINDOW_VECTOR),
    DETECTOR(Kind.NAME, DicomAttribute.DETECTOR_VECTOR),
    RR_INTERVAL(Kind.NAME, DicomAttribute.RR_INTERVAL_VECTOR),
    TIME_SLOT(Kind.NAME, DicomAttribute.TIME_SLOT_VECTOR),
    KVP(Kind.NAME, DicomAttribute.KVP),
    CONTRAST(Kind.NAME, DicomAttribute.CONTRAST_BOLUS_AGENT),
    SCANNING_SEQUENCE(Kind.NAME, DicomAttribute.SCANNING_SEQUENCE),
    SCAN_OPTIONS(Kind.NAME, DicomAttribute.SCAN_OPTIONS),
    SEQUENCE_NAME(Kind.NAME, DicomAttribute.SEQUENCE_NAME),
    PROTOCOL(Kind.NAME, DicomAttribute.PROTOCOL_NAME),
    DESCRIPTION(Kind.NAME, DicomAttribute.SERIES_DESCRIPTION),
    ACQUISITION_NUMBER(Kind.COUNT, DicomAttribute.ACQUISITION_NUMBER),
    FRAME_ACQUISITION_NUMBER(Kind.COUNT, DicomAttribute.FRAME_ACQUISITION_NUMBER),
    ACQUISITION_UID(Kind.COUNT, DicomAttribute.ACQUISITION_UID),
    IRRADIATION_EVENT(Kind.COUNT, DicomAttribute.IRRADIATION_EVENT_UID),
    REPETITION_TIME(Kind.COUNT, DicomAttribute.REPETITION_TIME),
    TRIGGER_TIME(Kind.TIME, DicomAttribute.TRIGGER_TIME),
    FRAME_REFERENCE_TIME(Kind.TIME, DicomAttribute.FRAME_REFERENCE_TIME),
    TIME_OFFSET(Kind.TIME, DicomAttribute.TEMPORAL_POSITION_TIME_OFFSET),
    ACQUISITION_DATE_TIME(Kind.TIME, DicomAttribute.ACQUISITION_DATE_TIME),
    FRAME_DATE_TIME(Kind.TIME, DicomAttribute.FRAME_ACQUISITION_DATE_TIME),
    ACQUISITION_TIME(Kind.TIME, DicomAttribute.ACQUISITION_TIME),
    CONTENT_TIME(Kind.TIME, DicomAttribute.CONTENT_TIME),
    INSTANCE_NUMBER(Kind.ORDER, DicomAttribute.INSTANCE_NUMBER);

    /** How much it means that an attribute differs from slice to slice. */
    enum Kind {
        /** The slices of one volume share it: another value is another image. */
        NAME,
        /** It usually counts volumes, but also parts of one: blocks of a CT, concatenations of an MR. */
        COUNT,
        /** It often differs from slice to slice of one volume. */
        TIME,
        /** It differs in every image. */
        ORDER
    }

    private final Kind kind;
    private final DicomAttribute attribute;

    SetAttribute(Kind kind, DicomAttribute attribute) {
        this.kind = kind;
        this.attribute = attribute;
    }

    Kind kind() {
        return kind;
    }

    /** What it says of a slice. */
    SetValue of(DicomSlice slice) {
        DicomDataSet dataSet = holder(slice.attributes().dataSet());
        if (!dataSet.contains(attribute)) {
            return SetValue.NONE;
        }
        try {
            return switch (attribute.vr) {
                case CS, SH, LO, UI ->
                    dataSet.string(attribute).map(SetValue::of).orElse(SetValue.NONE);
                case TM, DT -> dataSet.string(attribute).map(this::time).orElse(SetValue.NONE);
                default -> SetValue.of(dataSet.numbers(attribute));
            };
        } catch (IllegalArgumentException e) {
            return dataSet.string(attribute).map(SetValue::of).orElse(SetValue.NONE);
        }
    }

    /** The direction of a gradient lies one sequence deeper than what else is said of a frame (PS3.3 C.8.13.5.9). */
    private DicomDataSet holder(DicomDataSet dataSet) {
        List<DicomDataSet> deeper = this == GRADIENT && !dataSet.contains(attribute)
                ? dataSet.items(DicomAttribute.DIFFUSION_GRADIENT_DIRECTION_SEQUENCE)
                : List.of();
        return deeper.isEmpty() ? dataSet : deeper.get(0);
    }

    private SetValue time(String text) {
        OptionalDouble seconds =
                attribute.vr == ValueRepresentation.TM ? ClockTime.seconds(text) : ClockTime.secondsWithDate(text);
        return seconds.isEmpty() ? SetValue.of(text) : SetValue.of(seconds.getAsDouble());
    }

    /** Values that tell volumes apart, in order, for people: times from the first one on. */
    List<String> marks(List<SetValue> values) {
        double start = values.stream()
                .filter(value -> !value.numbers().isEmpty())
                .mapToDouble(value -> value.numbers().get(0))
                .findFirst()
                .orElse(0);
        return IntStream.range(0, values.size())
                .mapToObj(i -> this + " " + shown(values.get(i), i + 1, start))
                .toList();
    }

    private String shown(SetValue value, int number, double start) {
        boolean isClock = attribute.vr == ValueRepresentation.TM || attribute.vr == ValueRepresentation.DT;
        if (value.equals(SetValue.NONE) || !isClock && attribute.vr != ValueRepresentation.UI) {
            return "= " + value.shown();
        }
        return value.numbers().isEmpty()
                ? "no. " + number
                : String.format(Locale.ROOT, "+%.3f s", value.numbers().get(0) - start);
    }

    @Override
    public String toString() {
        return attribute.toString();
    }
}
