package org.lesionlens.model.foreign;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;
import org.lesionlens.model.Preparation;
import org.lesionlens.model.Purpose;

/** What no file of any kind of model says, or not all do. */
final class OpenQuestions {
    static final String NETWORK = "network";

    private static final List<String> MODALITIES =
            List.of(Question.NONE, "CT", "MR", "PT", "NM", "US", "MG", "CR", "DX", "XA", "OP", "OPT", "ES", "GM", "SM");

    /** SNOMED CT codes of parts of the body. */
    private static final Map<String, Code> BODY_PARTS = new TreeMap<>(Map.ofEntries(
            part("abdomen", "818983003"),
            part("bladder", "89837001"),
            part("brain", "12738006"),
            part("breast", "76752008"),
            part("chest", "51185008"),
            part("colon", "71854001"),
            part("head", "69536005"),
            part("heart", "80891009"),
            part("kidney", "64033007"),
            part("liver", "10200004"),
            part("lung", "39607008"),
            part("neck", "45048000"),
            part("pancreas", "15776009"),
            part("prostate", "41216001"),
            part("retina", "5665001"),
            part("skin", "39937001"),
            part("spleen", "78961009"),
            part("stomach", "69695003"),
            part("thyroid", "69748006"),
            part("uterus", "35039007")));

    private static final String LESIONS = "(?i).*(lesion|tumou?r|cancer|carcinoma|glioma|metasta|nodule|cyst|"
            + "haemorrhage|hemorrhage|infarct|stroke|polyp|neoplasm|malignan|adenoma|melanoma|mass|plaque|"
            + "enhancing|edema|oedema|necro).*";

    private static final String NO_LESIONS = "(?i)(no|non|not|without)[ _-].*|.*[ _-]free";

    private static final List<String> COLORS = List.of(
            "#E69F00", "#56B4E9", "#009E73", "#F0E442", "#0072B2", "#D55E00", "#CC79A7", "#999999", "#882255",
            "#44AA99");

    private OpenQuestions() {}

    private static Map.Entry<String, Code> part(String name, String value) {
        return Map.entry(
                name, new Code("SCT", value, name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1)));
    }

    /**
     * The images that a model was trained on.
     *
     * @param modality what the files let one think; empty if nothing
     * @param words of the files, in which a part of the body may be named
     */
    static Purpose purpose(Answers answers, Optional<String> modality, Collection<String> words) {
        String known = answers.oneOf(
                "modality",
                "the images that the model was trained on: DICOM's modality",
                modality.filter(MODALITIES::contains).orElse(Question.NONE),
                MODALITIES);
        List<String> parts = new ArrayList<>(List.of(Question.NONE));
        parts.addAll(BODY_PARTS.keySet());
        String named = BODY_PARTS.keySet().stream()
                .filter(part -> words.stream().anyMatch(word -> word.equalsIgnoreCase(part)))
                .findFirst()
                .orElse(Question.NONE);
        String body = answers.oneOf("body_part", "the part of the body that they show", named, parts);
        return new Purpose(
                Optional.of(known).filter(text -> !text.equals(Question.NONE)),
                "",
                Optional.ofNullable(BODY_PARTS.get(body)),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A modality that a channel's name lets one think of. */
    static Optional<String> modalityOf(String channel) {
        String name = channel.toLowerCase(Locale.ROOT);
        if (name.equals("ct") || name.matches(".*\\bct\\b.*")) {
            return Optional.of("CT");
        }
        if (name.matches("(.*[^a-z])?(mri?|t1|t1w|t1c|t1ce|t1gd|t2|t2w|flair|dwi|adc|swi)([^a-z].*)?")) {
            return Optional.of("MR");
        }
        return name.matches("(.*[^a-z])?(pet|suv|fdg|pt)([^a-z].*)?") ? Optional.of("PT") : Optional.empty();
    }

    /**
     * Labels of these names and values, some of which are lesions.
     *
     * @throws org.lesionlens.volume.UsageException if a name is unknown
     */
    static List<Label> labels(Answers answers, Map<Integer, String> names) {
        List<String> all = List.copyOf(names.values());
        List<String> likely = all.stream()
                .filter(name -> name.matches(LESIONS) && !name.matches(NO_LESIONS))
                .toList();
        List<String> lesions = answers.someOf(
                "lesions",
                "the labels that count as lesion, of " + String.join(", ", all) + " (the others are context)",
                likely.isEmpty() ? all : likely,
                all);
        List<Integer> values = List.copyOf(names.keySet());
        return IntStream.range(0, values.size())
                .mapToObj(i -> new Label(
                        values.get(i),
                        all.get(i),
                        Optional.empty(),
                        COLORS.get(i % COLORS.size()),
                        lesions.contains(all.get(i))))
                .toList();
    }

    /** What counts as a lesion unless a user says otherwise. */
    static AnalysisSettings settings(Answers answers, double threshold, boolean mirror) {
        return new AnalysisSettings(
                answers.number(
                        "threshold",
                        "the least probability of a lesion's voxels (0: those whose most probable label is a lesion)",
                        threshold,
                        0,
                        1),
                answers.number(
                        "min_volume_ml", "the smallest lesion of a volume in ml", 0, 0, Double.POSITIVE_INFINITY),
                answers.number(
                        "min_area_mm2", "the smallest lesion of a single image in mm2", 0, 0, Double.POSITIVE_INFINITY),
                0,
                mirror);
    }

    /** Axes of the image along which mirrored images mean as much. */
    static Set<Character> mirrorAxes(Answers answers, String axes) {
        List<String> letters = axes.chars()
                .filter(axis -> axis >= 'x' && axis <= 'z')
                .sorted()
                .mapToObj(axis -> String.valueOf((char) axis))
                .toList();
        return answers
                .someOf(
                        "mirror_axes",
                        "axes of the image along which it is mirrored too and the answers averaged",
                        List.of(),
                        letters)
                .stream()
                .map(letter -> letter.charAt(0))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** How images lie when the network sees them. */
    static Preparation orientation(Answers answers, String byDefault) {
        List<String> choices = new ArrayList<>(List.of(Preparation.AS_STORED, Preparation.AS_SHOWN));
        for (String axes : List.of("LR|PA|IS", "LR|IS|PA", "PA|LR|IS", "PA|IS|LR", "IS|LR|PA", "IS|PA|LR")) {
            addSigns(choices, axes.split("\\|"));
        }
        return new Preparation.Reorient(answers.oneOf(
                "orientation",
                "how images lie for the network: as stored in the file, shown as a radiologist sees slices, or where x, y"
                        + " and z grow to, as RAS",
                byDefault,
                choices));
    }

    private static void addSigns(List<String> choices, String[] axes) {
        for (int signs = 0; signs < 8; signs++) {
            choices.add("" + axes[0].charAt(signs & 1) + axes[1].charAt(signs >> 1 & 1) + axes[2].charAt(signs >> 2));
        }
    }

    /** A file that may be one of several. */
    static String network(Answers answers, List<String> files, Object folder) {
        if (files.isEmpty()) {
            throw Refusal.of(
                    folder,
                    "holds no .onnx file, which is what is run here",
                    "export the network to ONNX first (models/export/export.py does it for PyTorch) and put it there");
        }
        return files.size() == 1
                ? files.get(0)
                : answers.oneOf(NETWORK, "the ONNX file that is meant", files.get(0), files);
    }
}
