package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.lesionlens.cases.Case;
import org.lesionlens.correction.LesionSteps;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.tiff.PlanarImages;
import org.lesionlens.review.CaseInReview;
import org.lesionlens.review.CohortReview;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/** From accepted cases to a data set that the trainer takes, without a screen. */
class TrainingExportMacroTest extends MacroFixture {
    private String review(String options) throws IOException {
        return log("run(\"Review Cohort...\", \"results=[" + path(folder("results")) + "] input=["
                + path(folder("images")) + "] reviewer=Ada " + options + "\");");
    }

    private void analyse(String file, String ending, String... names) throws IOException {
        for (String name : names) {
            Files.copy(DATA.resolve(file), folder("images").resolve(name + ending));
        }
        log("run(\"Batch...\", \"input=[" + path(folder("images")) + "] output=[" + path(folder("results"))
                + "] model=brain-t1ce-segmenter device=cpu table=false\");");
    }

    private Path exported() throws IOException {
        return folder("sets").resolve("mine");
    }

    private String export() throws IOException {
        return "export=[" + path(exported()) + "] ";
    }

    @Test
    void imagesAndLabelsAreThoseOfTheCases() throws IOException {
        analyse("phantom_t1ce.nii.gz", ".nii.gz", "a", "b", "c");
        assertThat(review("accept=[a;b] reject=c " + export())).contains("2 cases of 2 groups exported");
        Volume image = VolumeFiles.read(exported().resolve("imagesTr/a_0000.nii.gz"), Optional.empty())
                .volume();
        Volume source = VolumeFiles.read(DATA.resolve("phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
        assertThat(image.geometry()).isEqualTo(source.geometry());
        assertThat(values(image.voxels())).isEqualTo(values(source.voxels()));
        LabelMap truth = VolumeFiles.readLabels(exported().resolve("labelsTr/b.nii.gz"));
        LabelMap mask = VolumeFiles.readLabels(folder("results").resolve("b/mask.nii.gz"));
        assertThat(values(truth.voxels())).isEqualTo(values(mask.voxels()));
        assertThat(Files.readAllLines(exported().resolve("cases.csv")))
                .containsExactly("case,group,fold,class", "a,a,,meningioma", "b,b,,meningioma");
        assertThat(exported().resolve("labelsTr/c.nii.gz")).doesNotExist();
    }

    private static <T extends RealType<T>> List<Float> values(RandomAccessibleInterval<T> voxels) {
        List<Float> values = new ArrayList<>();
        Views.flatIterable(voxels).forEach(voxel -> values.add(voxel.getRealFloat()));
        return values;
    }

    /** The lesion of a is called otherwise, that of b is taken away. */
    @Test
    void theNextNetworkLearnsWhatWasCorrected() throws IOException {
        analyse("phantom_t1ce.nii.gz", ".nii.gz", "a", "b", "c");
        CohortReview review = CohortReview.open(folder("results"), "Ada");
        try (CaseInReview item = opened(review, "a")) {
            LesionSteps.classify(item.correction(), 1, "glioma");
            item.accept("");
        }
        try (CaseInReview item = opened(review, "b")) {
            LesionSteps.remove(item.correction(), 1);
            item.accept("");
        }
        assertThat(review("accept=c changed=true " + export())).contains("2 cases of 2 groups exported");
        assertThat(Files.readAllLines(exported().resolve("cases.csv")))
                .containsExactly("case,group,fold,class", "a,a,,glioma", "b,b,,");
        assertThat(values(VolumeFiles.readLabels(exported().resolve("labelsTr/b.nii.gz"))
                        .voxels()))
                .containsOnly(0f);
        assertThat(Files.readAllLines(folder("results").resolve("review/cases.csv")))
                .anyMatch(
                        line -> line.startsWith("a,") && line.contains(",glioma,") && line.contains(",corrected,Ada,"))
                .anyMatch(line -> line.startsWith("b,") && line.contains(",corrected,Ada,0,"))
                .anyMatch(line -> line.startsWith("c,") && line.contains(",accepted,Ada,"));
    }

    private CaseInReview opened(CohortReview review, String name) throws IOException {
        Path image = folder("images").resolve(name + ".nii.gz");
        return CaseInReview.open(
                review, review.find(name), new Case(name, image, new ReadOptions(Optional.empty(), false)));
    }

    @Test
    void theTrainerTakesVolumes() throws IOException, InterruptedException {
        analyse("phantom_t1ce.nii.gz", ".nii.gz", "a", "b", "c", "d");
        review("accept=[a;b;c;d] " + export());
        requireTorch();
        assertThat(run(
                        "-m",
                        "training",
                        exported().toString(),
                        "--out",
                        folder("trained").toString(),
                        "--plan-only",
                        "--budget",
                        "1m",
                        "--threads",
                        "1"))
                .startsWith("0 ");
        assertThat(folder("trained").resolve("plan.yaml")).content().contains("segmenter:", "classifier:");
        assertThat(seen()).isEqualTo(summary("phantom_t1ce.nii.gz", "mask.nii.gz"));
    }

    @Test
    void theTrainerTakesPictures() throws IOException, InterruptedException {
        analyse("phantom_slice.png", ".png", "a", "b", "c", "d");
        review("accept=[a;b;c;d] " + export());
        assertThat(PlanarImages.read(exported().resolve("imagesTr/a_0000.png"), warning -> {}, () -> {}))
                .satisfies(copy -> assertThat(values(copy.voxels()))
                        .isEqualTo(values(VolumeFiles.read(DATA.resolve("phantom_slice.png"), Optional.empty())
                                .volume()
                                .voxels())));
        requireTorch();
        assertThat(seen()).isEqualTo(summary("phantom_slice.png", "labels.png"));
    }

    /** By the trainer's own reader: its exit code, faults of the data set, sum of the image, voxels of the lesion. */
    private String seen() throws IOException, InterruptedException {
        return run(
                        "-c",
                        "import sys; from training import checks, dataset, images; d = dataset.read(sys.argv[1]);"
                                + " c = d.by_name['a']; print(checks.faults_and_remarks(d)[0],"
                                + " round(float(images.picture(c).voxels.sum(dtype='float64'))),"
                                + " int((images.truth(c) == 1).sum()))",
                        exported().toString())
                .strip();
    }

    private String summary(String image, String mask) throws IOException {
        double sum = values(VolumeFiles.read(DATA.resolve(image), Optional.empty())
                        .volume()
                        .voxels())
                .stream()
                .mapToDouble(Float::doubleValue)
                .sum();
        long voxels = values(
                        VolumeFiles.readLabels(folder("results").resolve("a").resolve(mask))
                                .voxels())
                .stream()
                .filter(value -> value > 0)
                .count();
        assertThat(voxels).isPositive();
        return "0 [] " + Math.round(sum) + " " + voxels;
    }

    /** The tests of the trainer are skipped where the Python of {@code -Dlesionlens.python} has not what it needs. */
    private static void requireTorch() throws IOException, InterruptedException {
        assumeTrue(run("-c", "import torch, nibabel, yaml, scipy").equals("0 "), "SKIPPED: the trainer's Python");
    }

    private static String run(String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("lesionlens.python", "python3"), "-B"));
        command.addAll(List.of(words));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .directory(Path.of("models/training").toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            return "there is no Python";
        }
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() + " " + said;
    }

    @Test
    void whatCannotBeExportedIsTold() throws IOException {
        analyse("phantom_t1ce.nii.gz", ".nii.gz", "a", "b");
        assertThat(review(export())).contains("no case was accepted, so there is nothing to learn from");
        review("accept=[a;b]");
        assertThat(review("changed=true " + export())).contains("no corrected case was accepted");
        assertThat(review("whose=Ben " + export())).contains("nobody called Ben has said anything", "[Ada]");
        Files.delete(folder("images").resolve("b.nii.gz"));
        assertThat(review(export())).contains("there is no image of the case b among the images that were given");
        Files.copy(DATA.resolve("phantom_mask.nii.gz"), folder("images").resolve("b.nii.gz"));
        assertThat(review(export())).contains("the image of the case b is another one than that which was analysed");
        try (Stream<Path> left = Files.list(exported().getParent())) {
            assertThat(left).as("nothing half-written").isEmpty();
        }
    }

    @Test
    void anotherDataSetIsNeverReplaced() throws IOException {
        analyse("phantom_t1ce.nii.gz", ".nii.gz", "a");
        Files.createDirectories(exported());
        assertThat(review("accept=a " + export())).contains("1 case of 1 group exported");
        byte[] table = Files.readAllBytes(exported().resolve("cases.csv"));
        assertThat(review(export())).contains("is there already and is not replaced");
        assertThat(Files.readAllBytes(exported().resolve("cases.csv"))).isEqualTo(table);
    }

    @Test
    void picturesAndVolumesAreNoDataSet() throws IOException {
        Files.copy(DATA.resolve("phantom_slice.png"), folder("images").resolve("p.png"));
        analyse("phantom_t1ce.nii.gz", ".nii.gz", "a");
        assertThat(review("accept=[a;p] " + export())).contains("a data set has one kind of files");
        assertThat(exported()).doesNotExist();
    }
}
