package org.lesionlens.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.lesionlens.followup.Dates.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.followup.Response.Category;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** Responses at and beside the thresholds, of plates whose diagonals are whole numbers. */
class AssessmentTest {
    static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {200, 120, 12}, 1, 1, 1);

    /** A plate of 3 k by 4 k voxels: longest diameter 5 k mm, in 8 slices. */
    static Phantoms.Shape plate(long x, long y, long k) {
        return Phantoms.box(x, y, 2, x + 3 * k, y + 4 * k, 10);
    }

    static List<Response> recist(LabelMap... masks) {
        return responses(Criterion.RECIST, Site.UNKNOWN, masks);
    }

    static List<Response> responses(Criterion criterion, Site site, LabelMap... masks) {
        Courses courses = Dates.courses(masks);
        return Assessment.of(criterion, courses, courses.all(), site);
    }

    static LabelMap plates(long... ks) {
        List<Phantoms.Shape> shapes = new ArrayList<>();
        for (int i = 0; i < ks.length; i++) {
            shapes.add(plate(1 + 34L * i, 1, ks[i]));
        }
        return mask(GRID, shapes.toArray(new Phantoms.Shape[0]));
    }

    /** Sums of 5 k mm; the last date is judged. */
    @ParameterizedTest
    @CsvSource({
        "10 12, PROGRESSION", // 50 to 60 mm: exactly 20 % and 10 mm
        "10 11, STABLE", // 10 %
        "4 5, PROGRESSION", // 20 to 25 mm: 25 % and exactly 5 mm
        "10 7, PARTIAL", // 50 to 35 mm: exactly 30 %
        "10 8, STABLE", // 20 %
        "10 0, COMPLETE",
        "10 5 6, PROGRESSION", // from the smallest: 25 to 30 mm, exactly 20 % and 5 mm, though 40 % below the first
        "10 8 9, STABLE", // 12.5 % above the smallest
        "10 0 8, PROGRESSION" // after complete response
    })
    void recistIsJudgedAtItsThresholds(String ks, Category expected) {
        LabelMap[] masks =
                Arrays.stream(ks.split(" ")).map(k -> plates(Long.parseLong(k))).toArray(LabelMap[]::new);
        List<Response> responses = recist(masks);
        Response last = responses.get(responses.size() - 1);
        assertThat(last.category()).as(last.decidedBy()).isEqualTo(expected);
        assertThat(responses.get(0).category()).isEqualTo(Category.BASELINE);
    }

    /** Voxels of 0.9 mm: 18 to 22.5 mm is 25 %, but less than 5 mm. */
    @Test
    void aRiseOfLessThanFiveMillimetresIsNoProgression() {
        VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {40, 40, 12}, 0.9, 0.9, 0.9);
        List<Response> responses = recist(mask(grid, plate(1, 1, 4)), mask(grid, plate(1, 1, 5)));
        assertThat(responses.get(1).fromNadirPercent()).isCloseTo(25, within(1e-6));
        assertThat(responses.get(1).category()).isEqualTo(Category.STABLE);
    }

    @Test
    void aNewLesionIsProgressionWhateverTheTargetsDo() {
        Response response = recist(plates(10), plates(5, 3)).get(1);
        assertThat(response.category()).isEqualTo(Category.PROGRESSION);
        assertThat(response.newLesions()).containsExactly("B");
        assertThat(response.decidedBy()).isEqualTo("new: B");
    }

    /** 8 voxels: no more than half a voxel of boundary. */
    @Test
    void aNewLesionWithinTheErrorDoesNotCount() {
        LabelMap after = mask(GRID, plate(1, 1, 10), Phantoms.box(100, 50, 4, 102, 52, 6));
        assertThat(recist(plates(10), after).get(1).category()).isEqualTo(Category.STABLE);
    }

    /** 8 voxels are no proof of a new lesion, nor is their absence proven. */
    @ParameterizedTest
    @CsvSource({
        "10, PARTIAL, 'all targets have vanished, but a new lesion within measurement error is there: B'",
        "1, NEITHER, 'those of the first date have vanished, but a new lesion within measurement error is there: B; a reader"
                + " judges whether other lesions have unequivocally progressed'"
    })
    void aNewLesionWithinTheErrorKeepsAResponseFromBeingComplete(long k, Category expected, String decidedBy) {
        LabelMap after = mask(GRID, Phantoms.box(100, 50, 4, 102, 52, 6));
        Response response = recist(plates(k), after).get(1);
        assertThat(response.category()).as(response.decidedBy()).isEqualTo(expected);
        assertThat(response.decidedBy()).isEqualTo(decidedBy);
        assertThat(response.newLesions()).isEmpty();
    }

    /** It merges with a target later; at the date at which it comes it is new all the same. */
    @Test
    void aNewLesionThatMergesLaterWasNew() {
        LabelMap between = mask(GRID, plate(1, 1, 10), Phantoms.box(36, 1, 2, 46, 11, 10));
        LabelMap after = mask(GRID, Phantoms.box(1, 1, 2, 46, 41, 10));
        List<Response> responses = recist(plates(10), between, after);
        assertThat(responses.get(1).category()).isEqualTo(Category.PROGRESSION);
        assertThat(responses.get(1).newLesions()).containsExactly("A");
    }

    @Test
    void otherLesionsThatStayKeepAResponseFromBeingComplete() {
        LabelMap before = mask(GRID, plate(1, 1, 10), plate(100, 60, 1));
        LabelMap after = mask(GRID, plate(100, 60, 1));
        assertThat(recist(before, after).get(1).category()).isEqualTo(Category.PARTIAL);
        assertThat(recist(before, plates(0)).get(1).category()).isEqualTo(Category.COMPLETE);
    }

    /** 5 of 6 are targets, 2 where all lie in one organ: the largest ones. */
    @Test
    void fiveTargetsAtMostAndTwoAnOrgan() {
        LabelMap six = mask(
                GRID,
                plate(1, 1, 8),
                plate(34, 1, 7),
                plate(67, 1, 6),
                plate(100, 1, 5),
                plate(133, 1, 4),
                plate(166, 1, 3));
        assertThat(recist(six, six).get(1).sum()).isCloseTo(5 * (8 + 7 + 6 + 5 + 4), within(1e-9));
        assertThat(responses(Criterion.RECIST, Site.ONE_ORGAN, six, six).get(1).sum())
                .isCloseTo(5 * (8 + 7), within(1e-9));
    }

    /** 10 mm where slices are thin; twice the slices of 6 mm: 15 mm are measurable, 10 mm are not. */
    @Test
    void thickSlicesWantLargerLesions() {
        assertThat(recist(plates(2), plates(2)).get(1).category()).isEqualTo(Category.STABLE);
        assertThat(recist(plates(1), plates(1)).get(1).category()).isEqualTo(Category.NEITHER);
        VolumeGeometry thick = VolumeGeometry.axisAligned(new long[] {60, 60, 12}, 1, 1, 6);
        LabelMap ten = mask(thick, plate(1, 1, 2));
        LabelMap fifteen = mask(thick, plate(1, 1, 3));
        assertThat(recist(ten, ten).get(0).decidedBy()).isEqualTo("no lesion is measurable, 1 other lesion");
        assertThat(recist(fifteen, fifteen).get(1).category()).isEqualTo(Category.STABLE);
        assertThat(recist(fifteen, fifteen).get(1).thresholds()).contains("longest diameter at least 12 mm");
    }

    /** Two parts of 15 x 40 voxels and a gap: their diameters are added up. */
    @Test
    void thePartsOfASplitAreAddedUp() {
        LabelMap parts = mask(GRID, Phantoms.box(1, 1, 2, 15, 41, 10), Phantoms.box(17, 1, 2, 31, 41, 10));
        assertThat(recist(plates(10), parts).get(1).sum()).isCloseTo(2 * Math.hypot(14, 40), within(1e-9));
        assertThat(recist(parts, plates(10)).get(1).sum()).isCloseTo(50, within(1e-9));
    }

    /** A target that the image does not cover: nobody knows its size, but a new lesion is one all the same. */
    @Test
    void aDateThatDoesNotCoverATargetIsNotEvaluable() {
        VolumeGeometry narrow = VolumeGeometry.axisAligned(new long[] {60, 120, 12}, 1, 1, 1);
        LabelMap before = mask(GRID, plate(1, 1, 10), plate(100, 1, 10));
        Response response =
                recist(before, mask(narrow, plate(1, 1, 10)), before).get(1);
        assertThat(response.category()).isEqualTo(Category.NOT_EVALUABLE);
        assertThat(response.sum()).isNaN();
        assertThat(recist(before, mask(narrow, plate(1, 1, 10)), before).get(2).category())
                .isEqualTo(Category.STABLE);
        Response withNew =
                recist(before, mask(narrow, plate(1, 1, 10), plate(40, 60, 4))).get(1);
        assertThat(withNew.category()).isEqualTo(Category.PROGRESSION);
    }

    /** Sagittal slices after axial ones: other diameters. */
    @Test
    void diametersOfAnotherPlaneAreNotCompared() {
        VolumeGeometry axial = VolumeGeometry.axisAligned(new long[] {40, 60, 12}, 1, 1, 2);
        VolumeGeometry sagittal = VolumeGeometry.axisAligned(new long[] {20, 60, 24}, 2, 1, 1);
        LabelMap before = mask(axial, Phantoms.box(4, 4, 2, 24, 24, 10));
        LabelMap after = mask(sagittal, Phantoms.box(2, 4, 4, 12, 24, 20));
        Response response = recist(before, after).get(1);
        assertThat(response.category()).isEqualTo(Category.NOT_EVALUABLE);
        assertThat(response.decidedBy()).contains("another plane");
    }

    /** Squares of side a: both diameters a sqrt(2), product 2 a^2: 800 to 1058 (32 %), 968 (21 %), 392 (-51 %), 450 mm2 (-44 %). */
    @ParameterizedTest
    @CsvSource({"20 23, PROGRESSION", "20 22, STABLE", "20 14, PARTIAL", "20 15, STABLE", "20 0, COMPLETE"})
    void ranoIsJudgedByProducts(String sides, Category expected) {
        String[] side = sides.split(" ");
        Response response = responses(
                        Criterion.RANO,
                        Site.ONE_ORGAN,
                        square(Long.parseLong(side[0])),
                        square(Long.parseLong(side[1])))
                .get(1);
        assertThat(response.category()).as(response.decidedBy()).isEqualTo(expected);
    }

    static LabelMap square(long side) {
        return mask(GRID, Phantoms.box(10, 10, 2, 10 + side, 10 + side, 10));
    }

    /** Exactly 25 % above, exactly half. */
    @Test
    void ranoMeetsItsThresholdsExactly() {
        assertThat(Criterion.RANO.isProgression(500, 400)).isTrue();
        assertThat(Criterion.RANO.isProgression(499.9, 400)).isFalse();
        assertThat(Criterion.RANO.isResponse(200, 400)).isTrue();
        assertThat(Criterion.RANO.isResponse(200.1, 400)).isFalse();
        assertThat(Criterion.RECIST.isProgression(0.6, 0.5))
                .as("20 %, but not 5 mm")
                .isFalse();
        assertThat(Criterion.RECIST.isProgression(25.2, 21))
                .as("20 %, but not 5 mm")
                .isFalse();
        assertThat(Criterion.RECIST.isProgression(30, 25)).isTrue();
        assertThat(Criterion.RECIST.isResponse(0.7, 1)).isTrue();
    }

    /** 30 x 8 voxels: long enough for RECIST; its perpendicular is too short for RANO, and so is a lesion in one slice. */
    @Test
    void ranoWantsTwoDiametersAndTwoSlices() {
        LabelMap narrow = mask(GRID, Phantoms.box(10, 10, 2, 40, 15, 10));
        assertThat(recist(narrow, narrow).get(1).category()).isEqualTo(Category.STABLE);
        assertThat(responses(Criterion.RANO, Site.ONE_ORGAN, narrow, narrow)
                        .get(1)
                        .category())
                .isEqualTo(Category.NOT_EVALUABLE);
        LabelMap flat = mask(GRID, Phantoms.box(10, 10, 2, 40, 40, 3));
        assertThat(responses(Criterion.RANO, Site.ONE_ORGAN, flat, flat).get(1).category())
                .isEqualTo(Category.NOT_EVALUABLE);
    }

    private static VolumeGeometry from(long zMm) {
        return VolumeGeometry.of(
                new long[] {200, 120, 12}, new double[] {1, 1, 1}, new double[] {0, 0, zMm}, new double[][] {
                    {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
    }

    /** The target has vanished, the other one lies below the later field. */
    @Test
    void anotherLesionThatTheImageDoesNotCoverKeepsAResponseFromBeingComplete() {
        LabelMap before = mask(GRID, plate(1, 1, 10), Phantoms.box(100, 60, 0, 103, 64, 2));
        Response response =
                recist(before, mask(from(2), Phantoms.box(0, 0, 0, 0, 0, 0))).get(1);
        assertThat(response.category()).as(response.decidedBy()).isEqualTo(Category.PARTIAL);
        assertThat(response.decidedBy()).contains("does not cover other lesions");
    }

    /** A ball of 10 mm whose later image shows a cap of 3 mm. */
    @Test
    void aTargetThatIsCutByTheEdgeOfTheImageIsNotEvaluable() {
        VolumeGeometry whole = VolumeGeometry.axisAligned(new long[] {60, 60, 40}, 1, 1, 1);
        Phantoms.Shape ball = (x, y, z) -> Math.hypot(Math.hypot(x - 30, y - 30), z - 20) <= 10;
        LabelMap cap = mask(from(27), (x, y, z) -> ball.contains(x, y, z + 27));
        Response response = recist(mask(whole, ball), cap).get(1);
        assertThat(response.category()).isEqualTo(Category.NOT_EVALUABLE);
        assertThat(response.decidedBy()).isEqualTo("the edge of the image cuts off a target");
        assertThat(recist(cap, mask(whole, ball)).get(0).decidedBy())
                .isEqualTo("no lesion is measurable, 1 other lesion");
    }

    /** A target of 15 mm at first, then nothing, then a plate of 5 mm. */
    @Test
    void aLesionThatIsBackAfterACompleteResponseIsProgression() {
        Response target = recist(plates(3), plates(0), plates(1)).get(2);
        assertThat(target.category()).as(target.decidedBy()).isEqualTo(Category.PROGRESSION);
        assertThat(target.decidedBy()).contains("back after a complete response: A");
        LabelMap other = mask(GRID, plate(100, 60, 1));
        Response nonTarget = recist(mask(GRID, plate(1, 1, 10), plate(100, 60, 1)), plates(0), other)
                .get(2);
        assertThat(nonTarget.category()).as(nonTarget.decidedBy()).isEqualTo(Category.PROGRESSION);
    }
}
