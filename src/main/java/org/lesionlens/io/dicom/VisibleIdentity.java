package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What in the pixels may tell who a patient is; pixels are never changed, so all that can be done is to say it.
 *
 * @param text whether there is text, or may be
 * @param face whether a face can be made visible; empty if the files do not tell
 */
record VisibleIdentity(Text text, Optional<Boolean> face) {
    private static final Pattern OFTEN_WITH_TEXT = Pattern.compile("US|XA|RF|OT|SC|ES|XC|GM|OP|DX|CR|MG");
    private static final Pattern SLICES = Pattern.compile("MR|CT|PT");
    private static final Pattern HEAD =
            Pattern.compile("(?i).*(HEAD|BRAIN|SKULL|FACE|NECK|ORBIT|SINUS|IAC|PITUITARY|JAW).*");

    /** Text that is drawn into the pixels. */
    enum Text {
        NONE,
        /** The files do not say that there is none, and such images often have some. */
        POSSIBLE,
        SAID
    }

    static VisibleIdentity of(List<DicomSlice> slices) {
        List<DicomDataSet> files =
                slices.stream().map(slice -> slice.attributes().dataSet()).toList();
        DicomDataSet first = files.get(0);
        String burned = first(files, DicomAttribute.BURNED_IN_ANNOTATION, "YES");
        boolean often = OFTEN_WITH_TEXT
                        .matcher(first.string(DicomAttribute.MODALITY).orElse(""))
                        .matches()
                || !first.items(DicomAttribute.SEQUENCE_OF_ULTRASOUND_REGIONS).isEmpty();
        Text unsaid = often && !burned.equals("NO") ? Text.POSSIBLE : Text.NONE;
        Text text = burned.equals("YES") ? Text.SAID : unsaid;
        return new VisibleIdentity(text, face(files));
    }

    /** A value if a file says it, else what the first one says. */
    private static String first(List<DicomDataSet> files, DicomAttribute attribute, String wanted) {
        return files.stream()
                .flatMap(file -> file.string(attribute).stream())
                .filter(wanted::equals)
                .findFirst()
                .orElse(files.get(0).string(attribute).orElse(""));
    }

    private static Optional<Boolean> face(List<DicomDataSet> files) {
        String said = first(files, DicomAttribute.RECOGNIZABLE_VISUAL_FEATURES, "YES");
        String modality = files.get(0).string(DicomAttribute.MODALITY).orElse("");
        if (!said.isEmpty() || files.size() < 2 || !SLICES.matcher(modality).matches()) {
            return Optional.of(said.equals("YES"));
        }
        return files.get(0)
                .string(DicomAttribute.BODY_PART_EXAMINED)
                .filter(part -> HEAD.matcher(part).matches())
                .map(part -> true);
    }

    /**
     * What a user has to look at, a sentence each.
     *
     * @param ofHead whether others say that the images are of a head
     * @param images whether the images are passed on, else pictures of single slices only
     */
    List<String> warnings(boolean ofHead, boolean images) {
        List<String> warnings = new ArrayList<>();
        if (text != Text.NONE) {
            warnings.add((text == Text.SAID
                            ? "there is text in the pixels (BurnedInAnnotation is YES)"
                            : "there may be text in"
                                    + " the pixels (BurnedInAnnotation does not say NO, and such images often have some)")
                    + ", which stays as it is: look at the images and at overview.png before you pass them on");
        }
        if (images && face.orElse(ofHead)) {
            warnings.add(
                    "a face can be made visible from slices of a head, which stay as they are: remove it (defacing)"
                            + " before you pass the images on");
        }
        return warnings;
    }
}
