package org.lesionlens.pipeline;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Parts of the body as DICOM's BodyPartExamined (PS3.16, Annex L) and the descriptions of models spell them. Words of several
 * parts, as {@code CHESTABDPELVIS}, mean all of them.
 */
enum BodyRegion {
    HEAD("HEAD", "BRAIN", "SKULL", "FACE", "PITUITARY", "SELLA", "ORBIT", "EYE", "JAW", "MAXILLA", "MANDIBLE", "SINUS"),
    EAR("EAR", "IAC", "HEAD"),
    NECK("NECK", "THYROID", "LARYNX", "PHARYNX", "CAROTID", "CSPINE", "CERVICALSPINE"),
    LUNG("LUNG", "CHEST", "THORAX", "BRONCHUS", "TRACHEA"),
    BREAST("BREAST", "CHEST", "THORAX", "AXILLA"),
    HEART("HEART", "CORONARY", "CHEST", "THORAX", "AORTA"),
    BACK("SPINE", "CSPINE", "CERVICALSPINE", "TSPINE", "LSPINE", "SSPINE", "SACRUM", "COCCYX", "SPINALCORD"),
    LIVER("LIVER", "ABDOMEN", "ABD", "GALLBLADDER", "BILEDUCT", "HEPATIC"),
    KIDNEY("KIDNEY", "ABDOMEN", "ABD", "ADRENAL", "RENAL", "URETER"),
    BELLY("PANCREAS", "SPLEEN", "STOMACH", "COLON", "BOWEL", "ABDOMEN", "ABD", "DUODENUM"),
    PELVIS("PELVIS", "PELV", "BLADDER", "RECTUM", "HIP"),
    PROSTATE("PROSTATE", "PELVIS", "PELV"),
    WOMB("UTERUS", "CERVIX", "OVARY", "PELVIS", "PELV"),
    ARM("ARM", "FOREARM", "SHOULDER", "CLAVICLE", "HUMERUS", "ELBOW", "WRIST", "HAND", "FINGER", "RADIUS", "ULNA"),
    LEG(
            "LEG",
            "HIP",
            "THIGH",
            "FEMUR",
            "KNEE",
            "CALF",
            "TIBIA",
            "FIBULA",
            "ANKLE",
            "FOOT",
            "TOE",
            "CALCANEUS",
            "PATELLA");

    private final Set<String> words;

    BodyRegion(String... words) {
        this.words = Set.of(words);
    }

    /** Whether two words name parts of which none lies in the other; a word that is not known here may be anywhere. */
    static boolean differ(String one, String other) {
        Set<BodyRegion> first = of(one);
        Set<BodyRegion> second = of(other);
        return !first.isEmpty() && !second.isEmpty() && first.stream().noneMatch(second::contains);
    }

    /** All that a word names, the longest names first: a heart is no ear. */
    private static Set<BodyRegion> of(String word) {
        String left = word.toUpperCase(Locale.ROOT).replaceAll("[^A-Z]", "");
        Set<BodyRegion> named = EnumSet.noneOf(BodyRegion.class);
        while (!left.isEmpty()) {
            String rest = left;
            String longest = Arrays.stream(values())
                    .flatMap(region -> region.words.stream())
                    .filter(rest::startsWith)
                    .max((a, b) -> Integer.compare(a.length(), b.length()))
                    .orElse("");
            Stream.of(values()).filter(region -> region.words.contains(longest)).forEach(named::add);
            left = left.substring(Math.max(1, longest.length()));
        }
        return named;
    }
}
