package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.lesionlens.io.dicom.DicomMask;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/**
 * A reference mask and the prediction that belongs to it.
 *
 * @param name of the case: the reference's name without extension and {@code _mask}
 * @param prediction empty if it is missing
 */
public record ReferencePair(String name, Path reference, Optional<Path> prediction) {
    private static final String MASK = "_mask";
    private static final List<String> REFERENCE_ENDINGS = List.of(".png", ".nii.gz", ".tif", ".dcm");
    private static final List<String> MASKS = List.of(
            "mask.nii.gz",
            "mask.nii",
            "mask.png",
            "mask.tif",
            "mask.nrrd",
            "labels.nii.gz",
            "mask.dcm",
            "segmentation.dcm",
            "structures.dcm");
    private static final List<String> FILE_ENDINGS = List.of("_mask.nii.gz", ".nii.gz", ".png", ".tif", ".dcm");

    /**
     * All pairs, by the reference's file name. Beside the mask {@code CASE_mask.nii.gz} the file {@code CASE_WORD.nii.gz}
     * is an image of that case, beside {@code CASE.nii.gz} if nothing was predicted under its name; a case without results of its own has those of {@code CASE_WORD}.
     *
     * @param told is told what is decided by names alone
     * @throws UserMessageException if there is no reference, or several predictions may belong to one
     */
    public static List<ReferencePair> in(Path predictions, Path references, Consumer<String> told) throws IOException {
        Map<Path, String> names = withoutImages(names(references), predictions, told);
        Set<String> cases = Set.copyOf(names.values());
        List<ReferencePair> pairs = new ArrayList<>();
        for (Map.Entry<Path, String> reference : names.entrySet()) {
            pairs.add(of(predictions, reference.getKey(), reference.getValue(), cases, told));
        }
        if (pairs.isEmpty()) {
            throw new UserMessageException(references
                    + " holds no reference mask: name a folder with CASE.nii.gz, CASE_mask.nii.gz, CASE.png, CASE.dcm"
                    + " (DICOM SEG or RTSTRUCT) or CASE/ with one");
        }
        return pairs;
    }

    private static Map<Path, String> names(Path references) throws IOException {
        Map<Path, String> names = new LinkedHashMap<>();
        for (Path entry : entries(references)) {
            name(entry).ifPresent(name -> names.put(entry, name));
        }
        return names;
    }

    private static Map<Path, String> withoutImages(Map<Path, String> all, Path predictions, Consumer<String> told) {
        Map<Path, String> names = new LinkedHashMap<>(all);
        all.forEach((entry, name) -> all.keySet().stream()
                .filter(other -> !isMask(entry) && isImageOf(name, all.get(other)))
                .findFirst()
                .ifPresent(other -> {
                    if (isMask(other) || own(predictions, name).isEmpty()) {
                        names.remove(entry);
                        told.accept(entry.getFileName() + " is taken for an image of the case " + all.get(other)
                                + ", not for a reference: call a reference CASE_mask");
                    } else {
                        told.accept(entry.getFileName()
                                + " is taken for a reference of its own: if it is an image of the case "
                                + all.get(other) + ", call the reference " + all.get(other) + MASK);
                    }
                }));
        return names;
    }

    /** Whether a name is that of a case and a word: what is counted is a case of its own. */
    private static boolean isImageOf(String name, String other) {
        return name.startsWith(other + "_") && Character.isLetter(name.charAt(other.length() + 1));
    }

    private static boolean isMask(Path entry) {
        return Files.isDirectory(entry) || entry.getFileName().toString().contains(MASK + ".");
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> listing = Files.list(folder)) {
            return listing.sorted().toList();
        }
    }

    /** What a file's name or a folder with a mask of DICOM is called; empty if it is no reference. */
    private static Optional<String> name(Path entry) {
        String file = entry.getFileName().toString();
        if (Files.isDirectory(entry)) {
            return mayHoldMask(entry) ? Optional.of(plain(file)) : Optional.empty();
        }
        return REFERENCE_ENDINGS.stream()
                .filter(file::endsWith)
                .findFirst()
                .map(ending -> plain(file.substring(0, file.length() - ending.length())));
    }

    private static String plain(String name) {
        return name.endsWith(MASK) ? name.substring(0, name.length() - MASK.length()) : name;
    }

    /** A folder that cannot be looked into may: whoever reads the pair says why not, and the others are compared. */
    private static boolean mayHoldMask(Path folder) {
        try {
            return DicomMask.isIn(folder);
        } catch (IOException e) {
            return true;
        }
    }

    private static ReferencePair of(
            Path predictions, Path reference, String name, Set<String> cases, Consumer<String> told)
            throws IOException {
        Optional<Path> own = own(predictions, name);
        if (own.isPresent()) {
            return new ReferencePair(name, reference, own);
        }
        Optional<Path> ofImage = ofImage(predictions, name, cases);
        ofImage.ifPresent(mask -> told.accept("the case " + name + " has no results of its own: those of "
                + predictions.relativize(mask).getName(0) + " are taken for them"));
        return new ReferencePair(name, reference, ofImage);
    }

    /** What was predicted for a case under its own name. */
    private static Optional<Path> own(Path predictions, String name) {
        return masks(predictions.resolve(name))
                .or(() -> FILE_ENDINGS.stream()
                        .map(ending -> predictions.resolve(name + ending))
                        .filter(Files::isRegularFile)
                        .findFirst());
    }

    /** The mask of a folder of results, or the folder itself if it holds a mask of DICOM. */
    private static Optional<Path> masks(Path folder) {
        return MASKS.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .or(() -> Optional.of(folder).filter(series -> Files.isDirectory(series) && mayHoldMask(series)));
    }

    /** Where an image CASE_WORD was analysed, its results belong to the reference CASE. */
    private static Optional<Path> ofImage(Path predictions, String name, Set<String> cases) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : entries(predictions)) {
            String results = folder.getFileName().toString();
            boolean others = cases.stream()
                    .anyMatch(one -> one.length() > name.length() && (results.equals(one) || isImageOf(results, one)));
            if (isImageOf(results, name) && !others) {
                masks(folder).ifPresent(found::add);
            }
        }
        if (found.size() > 1) {
            throw new UsageException("of " + found + " nobody knows which is the prediction of the case " + name
                    + ": leave one in the folder, or call it " + name);
        }
        return found.stream().findFirst();
    }
}
