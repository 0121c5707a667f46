package org.lesionlens.evaluation;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.cases.BoxesCsv;
import org.lesionlens.io.VolumeFiles;

/** What files with masks are usually called; of several the first counts. */
final class MaskNames {
    /** What the name of a case may have behind it. */
    static final String MASK = "_mask";

    private static final String LABELS = "labels";
    private static final String DICOM = ".dcm";
    private static final List<String> FORMATS = List.of(".nii.gz", ".nii", ".png", ".tif", ".nrrd");
    private static final List<String> ENDINGS = with(FORMATS, DICOM);

    /** What lies beside a mask. */
    private static final List<String> BESIDE = List.of(LABELS, "probability", "classes");

    private MaskNames() {}

    private static List<String> with(List<String> names, String... more) {
        return Stream.concat(names.stream(), Stream.of(more)).toList();
    }

    private static Stream<String> each(String stem) {
        return FORMATS.stream().map(format -> stem + format);
    }

    /**
     * The masks in a folder of results, and the boxes of one without masks.
     *
     * @param byKind whether masks are wanted whose values are kinds rather than lesions: these come first, numbers of lesions last
     */
    static List<String> inResults(boolean byKind) {
        return byKind
                ? Stream.of(
                                each("classes"),
                                each("mask"),
                                Stream.of("mask" + DICOM),
                                each(LABELS),
                                Stream.of(BoxesCsv.FILE))
                        .flatMap(names -> names)
                        .toList()
                : Stream.of(
                                each("mask"),
                                each(LABELS),
                                Stream.of("mask" + DICOM, "segmentation" + DICOM, "structures" + DICOM),
                                Stream.of(BoxesCsv.FILE))
                        .flatMap(names -> names)
                        .toList();
    }

    /** Whether a mask is one of the numbers of lesions. */
    static boolean isNumbers(Path mask) {
        return stem(mask).filter(LABELS::equals).isPresent();
    }

    /** The mask of a case in a file. */
    static Optional<Path> ofCase(Path folder, String name) {
        return Stream.of(MASK, "")
                .flatMap(word -> ENDINGS.stream().map(ending -> folder.resolve(name + word + ending)))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** The name of a file without its ending; empty if masks have no such ending. */
    static Optional<String> stem(Path file) {
        String name = file.getFileName().toString();
        return ENDINGS.stream()
                .filter(ending -> name.endsWith(ending) && name.length() > ending.length())
                .findFirst()
                .map(ending -> name.substring(0, name.length() - ending.length()));
    }

    /** Whether a file may be the mask of a case. */
    static boolean isOfCase(Path file) {
        return stem(file).filter(stem -> !BESIDE.contains(stem)).isPresent();
    }

    /** The name of a case without the word for its mask. */
    static String plain(String name) {
        return name.endsWith(MASK) ? name.substring(0, name.length() - MASK.length()) : name;
    }

    /** The names in a folder that are those of images or folders, whatever these are of. */
    static boolean maybeImage(Path entry) {
        return Files.isDirectory(entry)
                || !VolumeFiles.caseName(entry).equals(entry.getFileName().toString());
    }
}
