package org.lesionlens.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.lesionlens.cases.BoxesCsv;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/**
 * Pairs predictions with references by what they are usually called.
 *
 * <p>Beside the mask {@code CASE_mask.nii.gz} the file {@code CASE_WORD.nii.gz} is an image of that case, beside
 * {@code CASE.nii.gz} if nothing was predicted under its name; a case without results of its own has those of {@code CASE_WORD}.
 */
final class UsualNames {
    private final Path predictions;
    private final List<String> masks;
    /** The cases of predictions that are a table; empty of those in a folder. */
    private final Optional<Set<String>> table;

    /** Whether there are boxes in folders of cases. */
    private final boolean boxes;

    private final Map<String, Path> images = new HashMap<>();
    private final List<String> ofReferences = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /** @param byKind whether masks are wanted whose values are kinds rather than lesions */
    UsualNames(Path predictions, boolean byKind) throws IOException {
        this.predictions = predictions;
        this.masks = MaskNames.inResults(byKind);
        this.table = BoxTable.is(predictions)
                ? Optional.of(BoxTable.predictions(predictions).keySet())
                : Optional.empty();
        this.boxes = (table.isPresent() ? List.<Path>of() : entries(predictions))
                .stream().anyMatch(folder -> Files.isRegularFile(folder.resolve(BoxesCsv.FILE)));
    }

    /** All pairs, by the reference's file name. */
    Pairing pair(Path references) throws IOException {
        return pair(BoxTable.is(references) ? BoxTable.read(references) : masks(references));
    }

    /** All pairs of references whose names are known. */
    Pairing pair(Map<String, Reference> right) throws IOException {
        List<ReferencePair> pairs = new ArrayList<>();
        for (Map.Entry<String, Reference> reference : right.entrySet()) {
            pairs.add(pair(reference.getKey(), reference.getValue(), right.keySet()));
        }
        requireOne(pairs);
        return new Pairing(pairs, images, alone(pairs), ofReferences, notes);
    }

    /** Names that do not fit must not look like predictions that are not there. */
    private void requireOne(List<ReferencePair> pairs) throws IOException {
        Collection<String> there = table.isPresent()
                ? table.get()
                : entries(predictions).stream()
                        .filter(MaskNames::maybeImage)
                        .map(entry -> entry.getFileName().toString())
                        .toList();
        if (!there.isEmpty() && pairs.stream().noneMatch(this::isThere)) {
            throw new UserMessageException("no prediction belongs to a reference by its name: in " + predictions
                    + " there are " + Names.some(there) + " and the references "
                    + Names.some(pairs.stream().map(ReferencePair::name).toList())
                    + (table.isPresent()
                            ? ": spell the column case as the references are called"
                            : ": say with --names how files are called, as in"
                                    + " \"{case}_seg.nii.gz={case}_gt.nii.gz\""));
        }
    }

    private boolean isThere(ReferencePair pair) {
        return table.map(names -> names.contains(pair.name()))
                .orElseGet(() -> pair.prediction().filter(Files::exists).isPresent());
    }

    private Map<String, Reference> masks(Path references) throws IOException {
        Map<String, Reference> right = new LinkedHashMap<>();
        for (Map.Entry<Path, String> each : withoutImages(names(references)).entrySet()) {
            Reference other = right.put(each.getValue(), new Reference.Mask(each.getKey()));
            if (other != null) {
                throw new UsageException("of the case " + each.getValue() + " there are the references "
                        + other.file().getFileName() + " and " + each.getKey().getFileName()
                        + ": leave one in the folder");
            }
        }
        noteOthers(references, right.keySet());
        if (right.isEmpty()) {
            throw new UserMessageException(references
                    + " holds no reference mask: name a folder with CASE.nii.gz, CASE_mask.nii.gz, CASE.nrrd, CASE.png, CASE.tif,"
                    + " CASE.dcm"
                    + " (DICOM SEG or RTSTRUCT) or CASE/ with one");
        }
        return right;
    }

    /** Images of other endings that are of no case. */
    private void noteOthers(Path references, Set<String> cases) throws IOException {
        List<String> others = entries(references).stream()
                .filter(entry ->
                        Files.isRegularFile(entry) && MaskNames.stem(entry).isEmpty() && MaskNames.maybeImage(entry))
                .filter(entry -> cases.stream().noneMatch(name -> isOf(entry, name)))
                .map(entry -> entry.getFileName().toString())
                .toList();
        if (!others.isEmpty() && !cases.isEmpty()) {
            ofReferences.add(
                    "in " + VolumeFiles.caseName(references) + " nothing is compared with " + Names.some(others)
                            + ": call references CASE.nii.gz, .nii, .nrrd, .png, .tif or .dcm, or say with --names how files"
                            + " are called");
        }
    }

    private static boolean isOf(Path image, String name) {
        String own = VolumeFiles.caseName(image);
        return own.equals(name) || isImageOf(own, name);
    }

    private static Map<Path, String> names(Path references) throws IOException {
        Map<Path, String> names = new LinkedHashMap<>();
        for (Path entry : entries(references)) {
            name(entry).ifPresent(name -> names.put(entry, name));
        }
        return names;
    }

    private Map<Path, String> withoutImages(Map<Path, String> all) {
        Map<Path, String> names = new LinkedHashMap<>(all);
        Map<String, String> taken = new LinkedHashMap<>();
        all.forEach((entry, name) -> all.keySet().stream()
                .filter(other -> !isMask(entry) && isImageOf(name, all.get(other)))
                .findFirst()
                .ifPresent(other -> {
                    if (isMask(other) || own(name).isEmpty()) {
                        names.remove(entry);
                        images.putIfAbsent(all.get(other), entry);
                        taken.put(entry.getFileName().toString(), all.get(other));
                    } else {
                        ofReferences.add(entry.getFileName()
                                + " is taken for a reference of its own: if it is an image of the case "
                                + all.get(other) + ", call the reference " + all.get(other) + MaskNames.MASK);
                    }
                }));
        noteImages(taken);
        return names;
    }

    private void noteImages(Map<String, String> caseOf) {
        if (caseOf.isEmpty()) {
            return;
        }
        String what = caseOf.size() == 1
                ? caseOf.keySet().iterator().next() + " is taken for an image of the case "
                        + caseOf.values().iterator().next() + ", not for a reference"
                : caseOf.size() + " files are taken for images of cases, not for references ("
                        + Names.some(caseOf.keySet()) + ")";
        ofReferences.add(what + ": call a reference CASE_mask, or say with --names how files are called");
    }

    /** Whether a name is that of a case and a word: what is counted is a case of its own. */
    private static boolean isImageOf(String name, String other) {
        return name.startsWith(other + "_")
                && name.length() > other.length() + 1
                && Character.isLetter(name.charAt(other.length() + 1));
    }

    private static boolean isMask(Path entry) {
        return Files.isDirectory(entry) || entry.getFileName().toString().contains(MaskNames.MASK + ".");
    }

    private static List<Path> entries(Path folder) throws IOException {
        try (Stream<Path> listing = Files.list(folder)) {
            return listing.sorted().toList();
        }
    }

    /** What a file's name or a folder with a mask of DICOM is called; empty if it is no reference. */
    private static Optional<String> name(Path entry) {
        if (Files.isDirectory(entry)) {
            return mayHoldMask(entry)
                    ? Optional.of(MaskNames.plain(entry.getFileName().toString()))
                    : Optional.empty();
        }
        return MaskNames.stem(entry).map(MaskNames::plain);
    }

    /** A folder that cannot be looked into may: whoever reads the pair says why not, and the others are compared. */
    private static boolean mayHoldMask(Path folder) {
        try {
            return VolumeFiles.isLabels(folder);
        } catch (IOException e) {
            return true;
        }
    }

    private ReferencePair pair(String name, Reference reference, Set<String> cases) throws IOException {
        Optional<Path> own = own(name);
        if (own.isPresent() || table.isPresent()) {
            return new ReferencePair(name, reference, own.or(() -> Optional.of(predictions)));
        }
        Optional<Path> ofImage = ofImage(name, cases);
        if (ofImage.isEmpty() && Files.isDirectory(predictions.resolve(name))) {
            notes.add(predictions.resolve(name) + " holds no mask of a usual name (" + Names.some(masks)
                    + "): say with --names how files are called");
        }
        if (ofImage.isEmpty() && boxes) {
            return new ReferencePair(
                    name, reference, Optional.of(predictions.resolve(name).resolve(BoxesCsv.FILE)));
        }
        ofImage.ifPresent(mask -> notes.add("the case " + name + " has no results of its own: those of "
                + predictions.relativize(mask).getName(0) + " are taken for them"));
        return new ReferencePair(name, reference, ofImage);
    }

    /** What was predicted for a case under its own name. */
    private Optional<Path> own(String name) {
        if (table.isPresent()) {
            return table.filter(names -> names.contains(name)).map(names -> predictions);
        }
        return mask(predictions.resolve(name)).or(() -> MaskNames.ofCase(predictions, name));
    }

    /** The mask of a folder of results, or the folder itself if it holds a mask of DICOM. */
    private Optional<Path> mask(Path folder) {
        return masks.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .findFirst()
                .or(() -> Optional.of(folder).filter(series -> Files.isDirectory(series) && mayHoldMask(series)));
    }

    /** Where an image CASE_WORD was analysed, its results belong to the reference CASE. */
    private Optional<Path> ofImage(String name, Set<String> cases) throws IOException {
        List<Path> found = new ArrayList<>();
        for (Path folder : entries(predictions)) {
            String results = folder.getFileName().toString();
            boolean others = cases.stream()
                    .anyMatch(one -> one.length() > name.length() && (results.equals(one) || isImageOf(results, one)));
            if (isImageOf(results, name) && !others) {
                mask(folder).ifPresent(found::add);
            }
        }
        if (found.size() > 1) {
            throw new UsageException("of " + found + " nobody knows which is the prediction of the case " + name
                    + ": leave one in the folder, call it " + name + ", or say with --names how files are called");
        }
        return found.stream().findFirst();
    }

    /** What lies among the predictions and is like one, but belongs to no reference. */
    private List<String> alone(List<ReferencePair> pairs) throws IOException {
        if (table.isPresent()) {
            Set<String> names = new TreeSet<>(table.get());
            pairs.forEach(pair -> names.remove(pair.name()));
            return List.copyOf(names);
        }
        Set<String> used = new LinkedHashSet<>();
        pairs.forEach(pair -> pair.prediction()
                .ifPresent(
                        file -> used.add(predictions.relativize(file).getName(0).toString())));
        Set<String> alone = new TreeSet<>();
        for (Path entry : entries(predictions)) {
            String name = entry.getFileName().toString();
            if (!used.contains(name) && isPrediction(entry)) {
                alone.add(name);
            }
        }
        return List.copyOf(alone);
    }

    private boolean isPrediction(Path entry) {
        return Files.isDirectory(entry)
                ? masks.stream().anyMatch(mask -> Files.isRegularFile(entry.resolve(mask)))
                : MaskNames.isOfCase(entry);
    }
}
