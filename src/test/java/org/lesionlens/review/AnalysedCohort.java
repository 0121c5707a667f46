package org.lesionlens.review;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.cases.Case;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.correction.Brush;
import org.lesionlens.correction.Correction;
import org.lesionlens.correction.Ink;
import org.lesionlens.correction.Stroke;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VoxelValues;

/**
 * Phantoms, analysed by the tiny models as a cohort: a head of NIfTI ({@code head}), a slice ({@code slice}) and a DICOM series
 * ({@code series}).
 *
 * @param images their folder
 * @param results of the run
 */
record AnalysedCohort(Path images, Path results) {
    private static final Path DATA = Path.of("test-data");

    /** Analyses them all, with the results in formats; none for the usual ones. */
    static AnalysedCohort in(Path folder, List<String> names, String... formats) throws IOException {
        AnalysedCohort cohort = new AnalysedCohort(folder.resolve("images"), folder.resolve("results"));
        Files.createDirectories(cohort.images);
        for (String name : names) {
            copy(source(name), cohort.image(name));
        }
        String[] arguments = Stream.concat(
                        Stream.of(
                                "batch",
                                cohort.images.toString(),
                                "--output",
                                cohort.results.toString(),
                                "--device",
                                "cpu"),
                        Stream.of(formats))
                .toArray(String[]::new);
        CommandLineRun run = CommandLineRun.of((Object[]) arguments);
        assertThat(run.code()).as(run.err()).isZero();
        return cohort;
    }

    private static Path source(String name) {
        return switch (name) {
            case "head" -> DATA.resolve("phantom_t1ce.nii.gz");
            case "slice" -> DATA.resolve("phantom_slice.png");
            default -> DATA.resolve("phantom_dicom_implicit");
        };
    }

    private Path image(String name) {
        String file = source(name).getFileName().toString();
        return images.resolve(file.contains(".") ? name + file.substring(file.indexOf('.')) : name);
    }

    /** The same results in another folder. */
    AnalysedCohort copiedTo(Path folder) throws IOException {
        copy(results, folder);
        return new AnalysedCohort(images, folder);
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> listing = Files.walk(from)) {
            files = listing.toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
            } else {
                Files.copy(file, target);
            }
        }
    }

    Case item(String name) {
        return new Case(name, image(name), new ReadOptions(Optional.empty(), false));
    }

    CaseInReview open(CohortReview review, String name) throws IOException {
        return CaseInReview.open(review, review.find(name), item(name));
    }

    /** The folder of what a reviewer accepted of a case. */
    Path accepted(String reviewer, String name) {
        return results.resolve("review").resolve(reviewer).resolve(name);
    }

    /** The labels in a folder of results, in stored order. */
    static double[] labels(Path folder) throws IOException {
        return VoxelValues.of(map(folder).voxels());
    }

    static LabelMap map(Path folder) throws IOException {
        return VolumeFiles.readLabels(
                folder.resolve(Files.exists(folder.resolve("labels.png")) ? "labels.png" : "labels.nii.gz"));
    }

    Optional<Judgement> judgement(CohortReview review, String name) throws IOException {
        return review.judgements().stream()
                .filter(each -> each.name().equals(name) && each.reviewer().equals(review.reviewer()))
                .findFirst();
    }

    /** Paints a ball over the corner of a lesion's box, which adds to it. */
    static void paint(Correction correction, int number, double radius) {
        BoundingBox box = correction.box(correction.numbers().first());
        Stroke stroke = Stroke.begin(correction, Brush.ball(radius), Ink.paint(number));
        stroke.to(box.xMin(), box.yMin(), box.zMin());
        stroke.end();
    }

    static void erase(Correction correction, double radius) {
        BoundingBox box = correction.box(correction.numbers().first());
        Stroke stroke = Stroke.begin(correction, Brush.ball(radius), Ink.eraser());
        stroke.to((box.xMin() + box.xMax()) / 2.0, (box.yMin() + box.yMax()) / 2.0, (box.zMin() + box.zMax()) / 2.0);
        stroke.end();
    }

    static double[] labels(CaseInReview item) {
        return VoxelValues.of(item.correction().labels().voxels());
    }

    static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
