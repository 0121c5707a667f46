package org.lesionlens.review;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseFolder;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.io.table.Table;
import org.lesionlens.model.DescriptionYaml;
import org.lesionlens.model.Label;
import org.lesionlens.model.Model;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/**
 * Accepted cases of a cohort as a data set that the trainer takes ({@code docs/training.md}): nnU-Net's raw layout, {@code
 * cases.csv} and {@code dataset.yaml}. It is there as a whole or not at all, and replaces nothing.
 */
public final class TrainingExport {
    /** As many folds as the trainer makes where a table names none. */
    private static final int FOLDS = 4;

    private static final Table<Entry> CASES = new Table<>(
            Column.text("case", Entry::name),
            Column.text("group", Entry::group),
            Column.text("fold", entry -> ""),
            Column.text("class", Entry::kind));

    private final ReviewedCohort cohort;
    private final Map<String, Case> images;

    private TrainingExport(ReviewedCohort cohort, Map<String, Case> images) {
        this.cohort = cohort;
        this.images = images;
    }

    /** A row of the data set's table of cases; its group is the patient, or the case itself where nobody says. */
    private record Entry(String name, String group, String kind) {
        static Entry of(ReviewedCase reviewed, List<Label> classes) {
            String group = reviewed.fields().getOrDefault("group", "");
            return new Entry(reviewed.name(), group.isEmpty() ? reviewed.name() : group, kind(reviewed, classes));
        }

        /** The class of the largest lesion, as far as a classifier is to tell it. */
        private static String kind(ReviewedCase reviewed, List<Label> classes) {
            String largest = reviewed.found().rows().stream()
                    .max(Comparator.comparing(
                            lesion -> lesion.number(LesionsCsv.VOXELS).orElse(BigDecimal.ZERO)))
                    .map(lesion -> lesion.text(LesionsCsv.CLASS))
                    .orElse("");
            return classes.stream().anyMatch(label -> label.name().equals(largest)) ? largest : "";
        }
    }

    /**
     * Writes a data set.
     *
     * @param changedOnly whether cases that were accepted as they were predicted are left out
     * @param images the cases by name, as far as their images are known
     * @param target its folder, which must be new or empty; its name is the data set's
     * @return how many cases it has, and what may be wrong with them for a training, a sentence each
     * @throws UsageException if there is something in the folder
     * @throws UserMessageException if no case was accepted, or one does not fit
     */
    public static List<String> write(ReviewedCohort cohort, boolean changedOnly, Map<String, Case> images, Path target)
            throws IOException {
        requireNew(target);
        List<ReviewedCase> accepted = accepted(cohort, changedOnly);
        for (ReviewedCase reviewed : accepted) {
            if (!images.containsKey(reviewed.name())) {
                throw new UsageException("there is no image of the case " + reviewed.name()
                        + " among the images that were given: name the folder or table that was analysed as input");
            }
        }
        Path absolute = target.toAbsolutePath().normalize();
        Path name = absolute.getFileName();
        if (name == null) {
            throw new UsageException(target + " is no folder that could be written: name a new one");
        }
        try (CaseFolder folder = new CaseFolder(absolute.getParent(), name.toString(), false)) {
            List<Entry> entries = new TrainingExport(cohort, images).write(folder.path(), name.toString(), accepted);
            Files.deleteIfExists(absolute);
            folder.publish();
            return remarks(entries);
        }
    }

    private static void requireNew(Path target) throws IOException {
        if (!Files.exists(target)) {
            return;
        }
        boolean isEmpty = false;
        if (Files.isDirectory(target)) {
            try (Stream<Path> inside = Files.list(target)) {
                isEmpty = inside.findAny().isEmpty();
            }
        }
        if (!isEmpty) {
            throw new UsageException(
                    target + " is there already and is not replaced: name a new folder for the data set");
        }
    }

    private static List<ReviewedCase> accepted(ReviewedCohort cohort, boolean changedOnly) {
        List<ReviewedCase> accepted = cohort.cases().stream()
                .filter(ReviewedCase::isAccepted)
                .filter(reviewed -> !changedOnly || reviewed.standing() == ReviewedCase.Standing.CORRECTED)
                .toList();
        if (accepted.isEmpty()) {
            throw new UserMessageException("no " + (changedOnly ? "corrected case" : "case")
                    + " was accepted, so there is nothing to learn from: accept some first"
                    + (cohort.whose().equals(ReviewedCohort.LATEST) ? "" : ", or take whose=" + ReviewedCohort.LATEST));
        }
        return accepted;
    }

    private List<Entry> write(Path folder, String name, List<ReviewedCase> accepted) throws IOException {
        AnalysedCase first =
                AnalysedCase.read(cohort.results().resolve(accepted.get(0).name()));
        Model segmenter = TrainingDescription.model(first);
        AtomicFile.createFolder(folder.resolve("imagesTr"));
        AtomicFile.createFolder(folder.resolve("labelsTr"));
        List<Entry> entries = new ArrayList<>();
        Map<String, String> ofForm = new LinkedHashMap<>();
        Map<Boolean, String> ofSize = new LinkedHashMap<>();
        for (ReviewedCase reviewed : accepted) {
            TrainingCase item = read(reviewed, first, accepted.get(0).name());
            ofForm.putIfAbsent(item.ending(), item.name());
            ofSize.putIfAbsent(item.isCalibrated(), item.name());
            requireOneKind(ofForm, ofSize);
            item.write(folder, images.get(item.name()));
            entries.add(Entry.of(reviewed, first.classes()));
        }
        Set<String> kinds = entries.stream().map(Entry::kind).collect(Collectors.toSet());
        List<Label> classes = first.classes().stream()
                .filter(label -> kinds.contains(label.name()))
                .toList();
        TrainingDescription description = new TrainingDescription(
                name,
                first,
                segmenter,
                classes,
                ofForm.keySet().iterator().next(),
                ofSize.keySet().iterator().next());
        JsonFiles.write(folder.resolve("dataset.json"), description.raw(entries.size()));
        CASES.write(folder.resolve("cases.csv"), entries);
        Files.write(folder.resolve("dataset.yaml"), DescriptionYaml.write(description.own()));
        return entries;
    }

    private TrainingCase read(ReviewedCase reviewed, AnalysedCase first, String firstName) throws IOException {
        AnalysedCase analysed = AnalysedCase.read(cohort.results().resolve(reviewed.name()));
        if (!analysed.isLike(first)) {
            throw new UserMessageException("the case " + firstName + " was analysed with " + first.modelNames()
                    + " and the case " + reviewed.name() + " with " + analysed.modelNames()
                    + " or other labels of them, but a data set has labels of one kind: analyse all of them with the same"
                    + " models");
        }
        return TrainingCase.read(cohort.results(), reviewed, analysed, images.get(reviewed.name()));
    }

    /** The trainer takes a data set of pictures or of volumes, all with millimetres or all without. */
    private static void requireOneKind(Map<String, String> ofForm, Map<Boolean, String> ofSize) {
        if (ofForm.size() > 1) {
            throw new UserMessageException("the case " + ofForm.get(".png") + " is a picture and the case "
                    + ofForm.get(".nii.gz")
                    + " a volume, but a data set has one kind of files: take the verdict on the ones back, export, and then"
                    + " the other way round");
        }
        if (ofSize.size() > 1) {
            throw new UserMessageException("the image of the case " + ofSize.get(false)
                    + " has no pixel size and that of the case " + ofSize.get(true)
                    + " has one, but the trainer takes images of one kind: take the verdict on the ones back, export, and"
                    + " then the other way round");
        }
    }

    private static List<String> remarks(List<Entry> entries) {
        List<String> remarks = new ArrayList<>();
        long groups = entries.stream().map(Entry::group).distinct().count();
        remarks.add(entries.size() + (entries.size() == 1 ? " case" : " cases") + " of " + groups
                + (groups == 1 ? " group" : " groups") + " exported");
        if (groups < FOLDS) {
            remarks.add("a training wants patients for " + FOLDS + " folds at least");
        }
        for (String kind : entries.stream().map(Entry::kind).collect(Collectors.toCollection(TreeSet::new))) {
            long of = entries.stream()
                    .filter(entry -> entry.kind().equals(kind))
                    .map(Entry::group)
                    .distinct()
                    .count();
            if (!kind.isEmpty() && groups >= FOLDS && of < FOLDS) {
                remarks.add("the class " + kind + " has cases of " + of
                        + " of them only, and the trainer wants some in each of " + FOLDS + " folds");
            }
        }
        return remarks;
    }
}
