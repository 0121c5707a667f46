package org.lesionlens.review;

import static java.nio.file.attribute.PosixFilePermission.OWNER_READ;
import static java.nio.file.attribute.PosixFilePermission.OWNER_WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseLesion;
import org.lesionlens.cases.LesionsCsv;
import org.lesionlens.cases.WrittenResults;
import org.lesionlens.correction.LesionSteps;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.io.table.Row;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;
import org.lesionlens.volume.VoxelValues;

/** A head and a slice, analysed by networks, and what reviewers make of their lesions. */
class CaseInReviewTest extends CopiedCohortFixture {
    @ParameterizedTest
    @ValueSource(strings = {"head", "slice"})
    void aCaseOpensAsItWasPredicted(String name) throws IOException {
        CohortReview review = review("Ada");
        try (CaseInReview item = cohort.open(review, name)) {
            Path predicted = cohort.results().resolve(name);
            assertThat(AnalysedCohort.labels(item)).isEqualTo(AnalysedCohort.labels(predicted));
            assertThat(item.isChanged()).isFalse();
            assertThat(item.autosaved()).isEmpty();
            assertThat(item.classes()).containsExactly("meningioma", "glioma", "pituitary");
            List<Row> rows = LesionsCsv.TABLE.read(predicted.resolve(LesionsCsv.FILE));
            assertThat(rows).isNotEmpty();
            assertThat(LesionsCsv.TABLE.rows(item.lesions().stream()
                            .map(lesion -> new CaseLesion(name, lesion, Map.of()))
                            .toList()))
                    .usingElementComparator((a, b) -> sameBut(a, b, "class_probabilities"))
                    .isEqualTo(rows);
        }
    }

    private static int sameBut(Row a, Row b, String column) {
        return a.cells().keySet().stream()
                        .filter(each -> !each.equals(column))
                        .allMatch(each -> a.cells()
                                .get(each)
                                .toString()
                                .equals(b.cells().get(each).toString()))
                ? 0
                : 1;
    }

    @ParameterizedTest
    @ValueSource(strings = {"head", "slice"})
    void whatIsAcceptedIsWrittenWithWhatChangedInIt(String name) throws IOException {
        double[] drawn;
        CohortReview review = review("Ada");
        try (CaseInReview item = cohort.open(review, name)) {
            int next = item.correction().nextNumber();
            AnalysedCohort.paint(item.correction(), 1, 3);
            AnalysedCohort.erase(item.correction(), 2);
            AnalysedCohort.paint(item.correction(), next, 5);
            LesionSteps.classify(item.correction(), 1, "glioma");
            LesionSteps.classify(item.correction(), next, "pituitary");
            assertThat(item.isChanged()).isTrue();
            item.accept("a vessel");
            assertThat(item.isChanged()).isFalse();
            drawn = AnalysedCohort.labels(item);

            Judgement judgement = cohort.judgement(review, name).orElseThrow();
            assertThat(judgement.verdict()).isEqualTo(Verdict.ACCEPTED);
            assertThat(judgement.comment()).isEqualTo("a vessel");
            assertThat(review.folder(judgement)).isEqualTo(cohort.accepted("Ada", name));
            assertThat(review.find(name).by("Ada").verdict()).isEqualTo(Verdict.ACCEPTED);
            requireCounts(
                    judgement.corrections(),
                    AnalysedCohort.labels(cohort.results().resolve(name)),
                    drawn);
            assertThat(judgement.corrections().nextNumber()).isEqualTo(next + 1);
            assertThat(judgement.corrections().classes()).isEqualTo(changed(name));
        }
        Path accepted = cohort.accepted("Ada", name);
        assertThat(AnalysedCohort.labels(accepted)).isEqualTo(drawn);
        assertThat(AnalysedCohort.names(accepted))
                .isEqualTo(AnalysedCohort.names(cohort.results().resolve(name)));
        requireTable(name, accepted);
        assertThat(JsonFiles.member(accepted.resolve("analysis.json"), "review", Judgement.class))
                .hasValueSatisfying(
                        judgement -> assertThat(judgement.reviewer()).isEqualTo("Ada"));
    }

    /** Of a lesion that was of another class before. */
    private Map<Integer, String> changed(String name) throws IOException {
        return LesionsCsv.TABLE
                        .read(cohort.results().resolve(name).resolve(LesionsCsv.FILE))
                        .get(0)
                        .text(LesionsCsv.CLASS)
                        .equals("glioma")
                ? Map.of()
                : Map.of(1, "glioma");
    }

    /** Counted voxel by voxel. */
    private static void requireCounts(Corrections told, double[] before, double[] after) {
        assertThat(before).hasSameSizeAs(after);
        long added = 0;
        long removed = 0;
        long renumbered = 0;
        long both = 0;
        for (int i = 0; i < before.length; i++) {
            added += before[i] == 0 && after[i] != 0 ? 1 : 0;
            removed += before[i] != 0 && after[i] == 0 ? 1 : 0;
            both += before[i] != 0 && after[i] != 0 ? 1 : 0;
            renumbered += before[i] != 0 && after[i] != 0 && before[i] != after[i] ? 1 : 0;
        }
        assertThat(told.voxelsAdded()).isEqualTo(added).isPositive();
        assertThat(told.voxelsRemoved()).isEqualTo(removed).isPositive();
        assertThat(told.voxelsRenumbered()).isEqualTo(renumbered);
        assertThat(told.dice()).isCloseTo(2.0 * both / (2 * both + added + removed), within(1e-12));
        assertThat(told.areAny()).isTrue();
    }

    /** All that is written is measured anew, from the files alone. */
    private void requireTable(String name, Path accepted) throws IOException {
        List<Row> rows = LesionsCsv.TABLE.read(accepted.resolve(LesionsCsv.FILE));
        Map<String, String> classes = rows.stream()
                .collect(Collectors.toMap(row -> row.text(LesionsCsv.LABEL), row -> row.text(LesionsCsv.CLASS)));
        assertThat(classes).containsEntry("1", "glioma").containsValue("pituitary");
        var image =
                VolumeFiles.read(cohort.item(name).input(), Optional.empty()).volume();
        Path map = accepted.resolve(name.equals("slice") ? "probability.tif" : "probability.nii.gz");
        Volume probability = VolumeFiles.read(map, Optional.empty()).volume();
        var labels = new LabelMap(AnalysedCohort.map(accepted).voxels(), image.geometry());
        List<Lesion> measured = LesionMeasurements.measure(
                labels, Optional.of(new ProbabilityMap(probability.voxels(), image.geometry())), Optional.of(image));
        List<CaseLesion> expected = new ArrayList<>();
        for (Lesion lesion : measured) {
            expected.add(new CaseLesion(
                    name, lesion.withClass(classes.get(String.valueOf(lesion.label())), Double.NaN), Map.of()));
        }
        boolean kept = changed(name).isEmpty();
        assertThat(rows)
                .usingElementComparator(
                        (a, b) -> kept ? sameBut(a, b, "class_probability") : sameBut(a, b, "class_probabilities"))
                .isEqualTo(LesionsCsv.TABLE.rows(expected));
    }

    @Test
    void whatIsAcceptedComesBackWithItsNextNumber() throws IOException {
        double[] drawn;
        int next;
        CohortReview review = review("Ada");
        try (CaseInReview item = cohort.open(review, "head")) {
            next = item.correction().nextNumber();
            AnalysedCohort.paint(item.correction(), next, 4);
            LesionSteps.remove(item.correction(), next);
            AnalysedCohort.paint(item.correction(), next + 1, 4);
            LesionSteps.remove(item.correction(), next + 1);
            AnalysedCohort.paint(item.correction(), 1, 3);
            LesionSteps.classify(item.correction(), 1, "pituitary");
            item.accept("");
            drawn = AnalysedCohort.labels(item);
        }
        CohortReview again = review("Ada");
        CohortReview ben = review("Ben");
        try (CaseInReview item = cohort.open(again, "head");
                CaseInReview other = cohort.open(ben, "head")) {
            assertThat(AnalysedCohort.labels(item)).isEqualTo(drawn);
            assertThat(item.correction().nextNumber()).isEqualTo(next + 2);
            assertThat(item.correction().lesionClass(1)).isEqualTo("pituitary");
            assertThat(item.isChanged()).isFalse();
            assertThat(item.autosaved()).isEmpty();
            assertThat(AnalysedCohort.labels(other))
                    .isEqualTo(AnalysedCohort.labels(cohort.results().resolve("head")));
            item.accept("");
            assertThat(cohort.judgement(again, "head")
                            .orElseThrow()
                            .corrections()
                            .nextNumber())
                    .isEqualTo(next + 2);
        }
    }

    @Test
    void theProbabilityOfAClassIsThePredictedOneAsLongAsTheClassIs() throws IOException {
        CohortReview review = review("Ada");
        try (CaseInReview item = cohort.open(review, "head")) {
            Lesion before = item.lesions().get(0);
            AnalysedCohort.paint(item.correction(), 1, 3);
            assertThat(item.measure(List.of(1)).get(0).classProbability()).isEqualTo(before.classProbability());
            String other = item.classes().stream()
                    .filter(each -> !each.equals(before.lesionClass()))
                    .findFirst()
                    .orElseThrow();
            LesionSteps.classify(item.correction(), 1, other);
            assertThat(item.measure(List.of(1)).get(0).classProbability()).isNaN();
            item.correction().undo();
            assertThat(item.measure(List.of(1)).get(0).classProbability()).isEqualTo(before.classProbability());
            item.discard();
        }
    }

    /** All accepted cases lie in one place. */
    @Test
    void aCaseIsAcceptedAsItWasPredicted() throws IOException {
        CohortReview review = review("Ada");
        try (CaseInReview item = cohort.open(review, "head")) {
            item.accept("");
            Corrections corrections =
                    cohort.judgement(review, "head").orElseThrow().corrections();
            assertThat(corrections.areAny()).isFalse();
            assertThat(corrections.dice()).isEqualTo(1);
        }
        Path predicted = cohort.results().resolve("head");
        for (String file :
                List.of("lesions.csv", "labels.nii.gz", "mask.nii.gz", "probability.nii.gz", "overview.png")) {
            assertThat(cohort.accepted("Ada", "head").resolve(file)).hasSameBinaryContentAs(predicted.resolve(file));
        }
    }

    @Test
    void resultsThatNobodyMayWriteAreAcceptedToo() throws IOException {
        CohortReview review = review("Ada");
        Path labels = Path.of("labels.nii.gz");
        Files.setPosixFilePermissions(cohort.results().resolve("head").resolve(labels), Set.of(OWNER_READ));
        review.accept(review.find("head"), "");
        assertThat(Files.getPosixFilePermissions(cohort.accepted("Ada", "head").resolve(labels)))
                .contains(OWNER_WRITE);
    }

    /** As by a macro. */
    @Test
    void aCaseThatIsAcceptedUnopenedHasWhatOneThatIsOpenHas() throws IOException {
        CohortReview ada = review("Ada");
        CohortReview ben = review("Ben");
        try (CaseInReview item = cohort.open(ben, "head")) {
            item.accept("fine");
            assertThatThrownBy(() -> ben.accept(ben.find("head"), "")).hasMessageContaining("open already");
            ada.accept(ada.find("head"), "fine");
            Judgement opened = cohort.judgement(ben, "head").orElseThrow();
            Judgement unopened = cohort.judgement(ada, "head").orElseThrow();
            assertThat(unopened.corrections()).isEqualTo(opened.corrections());
            assertThat(unopened.comment()).isEqualTo("fine");
            assertThat(JsonFiles.member(
                            cohort.accepted("Ada", "head").resolve("analysis.json"), "review", Judgement.class))
                    .contains(unopened);
            for (String file : AnalysedCohort.names(cohort.results().resolve("head"))) {
                if (!file.equals("analysis.json")) {
                    assertThat(cohort.accepted("Ada", "head").resolve(file))
                            .hasSameBinaryContentAs(
                                    cohort.accepted("Ben", "head").resolve(file));
                }
            }
        }
    }

    @Test
    void acceptingWithoutOpeningKeepsWhatWasCorrected() throws IOException {
        CohortReview review = review("Ada");
        try (CaseInReview item = cohort.open(review, "head")) {
            AnalysedCohort.erase(item.correction(), 4);
            item.accept("");
        }
        double[] drawn = AnalysedCohort.labels(cohort.accepted("Ada", "head"));
        review.say(review.find("head"), Verdict.REJECTED, "no");
        review.accept(review.find("head"), "yes");
        assertThat(AnalysedCohort.labels(cohort.accepted("Ada", "head"))).isEqualTo(drawn);
        assertThat(cohort.judgement(review, "head").orElseThrow().corrections().areAny())
                .isTrue();
    }

    @Test
    void aReviewChangesNothingOfThePrediction() throws IOException {
        CohortReview review = review("Ada");
        try (CaseInReview item = cohort.open(review, "head")) {
            AnalysedCohort.erase(item.correction(), 4);
            item.accept("");
        }
        for (String file : AnalysedCohort.names(analysed.results().resolve("head"))) {
            assertThat(cohort.results().resolve("head").resolve(file))
                    .hasSameBinaryContentAs(analysed.results().resolve("head").resolve(file));
        }
    }

    @Test
    void aVerdictAfterAnAcceptedCorrectionIsAboutIt() throws IOException {
        CohortReview review = review("Ada");
        try (CaseInReview item = cohort.open(review, "head")) {
            AnalysedCohort.erase(item.correction(), 4);
            item.accept("");
        }
        Judgement first = cohort.judgement(review, "head").orElseThrow();
        review.say(review.find("head"), Verdict.REJECTED, "no");
        review.say(review.find("head"), Verdict.ACCEPTED, "yes");
        Judgement last = cohort.judgement(review, "head").orElseThrow();
        assertThat(last.corrections()).isEqualTo(first.corrections());
        assertThat(last.comment()).isEqualTo("yes");
        review.say(review.find("slice"), Verdict.ACCEPTED, "");
        Judgement predicted = cohort.judgement(review, "slice").orElseThrow();
        assertThat(review.folder(predicted)).isEqualTo(cohort.results().resolve("slice"));
    }

    @Test
    void aCaseThatWasAnalysedAnewIsOpenAgain() throws IOException {
        CohortReview review = review("Ada");
        CaseInReview item = cohort.open(review, "head");
        AnalysedCohort.erase(item.correction(), 4);
        item.accept("");
        AnalysedCohort.paint(item.correction(), 1, 3);
        Path sidecar = cohort.results().resolve("head/analysis.json");
        Files.writeString(sidecar, Files.readString(sidecar).replace("\"created\" : \"20", "\"created\" : \"19"));
        assertThatThrownBy(() -> item.accept("")).hasMessageContaining("was analysed anew");
        item.close();
        try (CaseInReview again = cohort.open(review, "head")) {
            assertThat(AnalysedCohort.labels(again))
                    .isEqualTo(AnalysedCohort.labels(cohort.results().resolve("head")));
            assertThat(again.autosaved()).isEmpty();
            assertThat(review.judgements()).isEmpty();
        }
    }

    @Test
    void anotherImageIsRefused() throws IOException {
        CohortReview review = review("Ada");
        CaseForReview seen = review.find("head");
        assertThatThrownBy(() -> CaseInReview.open(review, seen, cohort.item("slice")))
                .hasMessageContaining("the image of the case head is another one");
        cohort.open(review, "head").close();
    }

    /** The voxels are the same, but a header was corrected after the analysis. */
    @Test
    void anImageOfAnotherSpacingIsRefused() throws IOException {
        Volume image =
                VolumeFiles.read(cohort.item("head").input(), Optional.empty()).volume();
        double[][] affine = image.geometry().affine();
        affine[0][0] *= 1.1;
        Files.delete(cohort.results().resolve("head/probability.nii.gz")); // which is asked for its place already
        Path moved = temporary.resolve("moved.nii.gz");
        VolumeGeometry other = VolumeGeometry.fromAffine(image.geometry().size(), affine);
        NiftiWriter.FAST.writeVolume(moved, new Volume(image.voxels(), other));
        Case item = new Case("head", moved, new ReadOptions(Optional.empty(), false));
        CohortReview review = review("Ada");
        CaseForReview seen = review.find("head");
        assertThatThrownBy(() -> CaseInReview.open(review, seen, item))
                .hasMessageContaining("lies elsewhere than the image");
    }

    /** An organ round the lesions is there too where a lesion is taken away. */
    @Test
    void underALesionIsWhatIsRoundIt() throws IOException {
        Path predicted = cohort.results().resolve("head");
        LabelMap organ = AnalysedCohort.map(predicted);
        Views.flatIterable(organ.voxels()).forEach(voxel -> voxel.set(voxel.get() == 0 ? 2 : 0));
        NiftiWriter.FAST.writeLabels(predicted.resolve("context.nii.gz"), organ);
        LabelMap context =
                WrittenResults.read(predicted).context(organ.geometry()).orElseThrow();
        assertThat(VoxelValues.of(context.voxels())).containsOnly(2);
    }

    @Test
    void manyStatesAreToldApart() throws IOException {
        CohortReview review = review("Ada");
        try (CaseInReview item = cohort.open(review, "head")) {
            Object[] states = new Object[6];
            for (int i = 0; i < states.length; i++) {
                states[i] = item.correction().state();
                AnalysedCohort.paint(item.correction(), 1, 3 + i);
            }
            assertThat(Arrays.stream(states).distinct()).hasSize(states.length);
            IntStream.iterate(states.length - 1, i -> i >= 0, i -> i - 1).forEach(i -> {
                item.correction().undo();
                assertThat(item.correction().state()).isSameAs(states[i]);
            });
            assertThat(item.isChanged()).isFalse();
        }
    }
}
