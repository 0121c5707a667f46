package org.lesionlens.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.lesionlens.followup.AssessmentTest.GRID;
import static org.lesionlens.followup.AssessmentTest.plate;
import static org.lesionlens.followup.AssessmentTest.plates;
import static org.lesionlens.followup.AssessmentTest.recist;
import static org.lesionlens.followup.AssessmentTest.responses;
import static org.lesionlens.followup.Dates.mask;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.followup.Response.Category;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** RECIST 1.1 of patients with non-targets alone (its table 2): plates of 5 k mm, of which k = 1 is below the measurable size. */
class NonTargetsTest {
    private static final String READER = "a reader judges whether other lesions have unequivocally progressed";

    private static Response last(String ks) {
        LabelMap[] masks = Arrays.stream(ks.split(" "))
                .map(date -> plates(Arrays.stream(date.split("[+]"))
                        .mapToLong(Long::parseLong)
                        .toArray()))
                .toArray(LabelMap[]::new);
        List<Response> responses = recist(masks);
        return responses.get(responses.size() - 1);
    }

    @ParameterizedTest
    @CsvSource({
        "1 1, NEITHER, '1 other lesion is still there, 0.096 ml against 0.096 ml at the smallest (+0.0 %, within measurement"
                + " error); " + READER + "'",
        "1+1 1+1, NEITHER, '2 other lesions are still there, 0.192 ml against 0.192 ml at the smallest (+0.0 %, within"
                + " measurement error); " + READER + "'",
        "1+1 0+1, NEITHER, '1 other lesion is still there, 0.096 ml against 0.192 ml at the smallest (-50.0 %, within"
                + " measurement error); " + READER + "'",
        // 5 to 30 mm: no computation says progression, but the reader is told
        "1 6, NEITHER, '1 other lesion is still there, 3.456 ml against 0.096 ml at the smallest (+3500.0 %, no less than"
                + " the 73 % that 20 % of a diameter are); " + READER + "'",
        "1+1 0+0, COMPLETE, no lesion is left",
        "1 1+1, PROGRESSION, new: B",
        "1 0+2, PROGRESSION, new: B",
        "1 0 1, PROGRESSION, back after a complete response: A",
        "0 0, NOT_EVALUABLE, there was no lesion at the first date",
        "0 1, PROGRESSION, new: A"
    })
    void nonTargetsAloneHaveCategoriesOfTheirOwn(String ks, Category expected, String decidedBy) {
        Response response = last(ks);
        assertThat(response.category()).as(response.decidedBy()).isEqualTo(expected);
        assertThat(response.decidedBy()).isEqualTo(decidedBy);
        assertThat(response.sum()).as("of no target").isNaN();
    }

    @Test
    void theCategoryIsCalledAsInTheCriterion() {
        assertThat(last("1 1").category()).hasToString("non-CR/non-PD");
        assertThat(last("1+1").decidedBy()).isEqualTo("no lesion is measurable, 2 other lesions");
        assertThat(last("0").decidedBy()).isEqualTo("no lesion");
    }

    /** Columns of 16 mm and a square of 5 mm, then 4 mm, then more: of a diagonal that is below the measurable size. The smallest counts. */
    @ParameterizedTest
    @CsvSource({
        "18, 0.324 ml against 0.256 ml at the smallest (+26.6 %)",
        "21, 0.441 ml against 0.256 ml at the smallest (+72.3 %)",
        "22, '0.484 ml against 0.256 ml at the smallest (+89.1 %, no less than the 73 % that 20 % of a diameter are)'"
    })
    void theVolumeOfNonTargetsIsComparedWithTheSmallest(long side, String told) {
        LabelMap[] masks = LongStream.of(20, 16, side)
                .mapToObj(a -> mask(
                        VolumeGeometry.axisAligned(new long[] {30, 30, 70}, 0.25, 0.25, 0.25),
                        Phantoms.box(2, 2, 2, 2 + a, 2 + a, 66)))
                .toArray(LabelMap[]::new);
        assertThat(recist(masks).get(2).decidedBy())
                .isEqualTo("1 other lesion is still there, " + told + "; " + READER);
    }

    /** A small lesion lies below the later field: not all are evaluated. */
    @Test
    void whereTheImageDoesNotCoverAllTheyAreNotEvaluable() {
        VolumeGeometry upper = VolumeGeometry.of(
                new long[] {200, 120, 10}, new double[] {1, 1, 1}, new double[] {0, 0, 2}, new double[][] {
                    {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
        LabelMap before = mask(GRID, plate(1, 1, 1), Phantoms.box(100, 60, 0, 103, 64, 2));
        Response response =
                recist(before, mask(upper, Phantoms.box(1, 1, 0, 4, 5, 8))).get(1);
        assertThat(response.category()).isEqualTo(Category.NOT_EVALUABLE);
        assertThat(response.decidedBy()).isEqualTo("the image does not cover other lesions");
    }

    /** What the first image shows of a ball of 20 mm is a cap below the measurable size. */
    @Test
    void aLesionThatTheFirstImageCutsIsNotKnownToBeANonTarget() {
        VolumeGeometry whole = VolumeGeometry.axisAligned(new long[] {60, 60, 40}, 1, 1, 1);
        VolumeGeometry part = VolumeGeometry.of(
                new long[] {60, 60, 12}, new double[] {1, 1, 1}, new double[] {0, 0, 28}, new double[][] {
                    {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
        Phantoms.Shape ball = (x, y, z) -> Math.hypot(Math.hypot(x - 30, y - 30), z - 20) <= 10;
        LabelMap cap = mask(part, (x, y, z) -> ball.contains(x, y, z + 28));
        Response response = recist(cap, mask(whole, ball)).get(1);
        assertThat(response.category()).isEqualTo(Category.NOT_EVALUABLE);
        assertThat(response.decidedBy())
                .isEqualTo("the edge of the image cuts off a lesion of the first date, and no other one is measurable");
    }

    /** RANO 2010 knows at best stable disease of them, and whether it is that a reader judges. */
    @Test
    void ranoHasNoSuchCategories() {
        for (LabelMap after : List.of(plates(1), plates(0))) {
            Response response =
                    responses(Criterion.RANO, Site.ONE_ORGAN, plates(1), after).get(1);
            assertThat(response.category()).isEqualTo(Category.NOT_EVALUABLE);
            assertThat(response.decidedBy()).isEqualTo("no lesion of the first date is measurable");
        }
    }

    /** A plate of 50 mm and one of 5 mm beside it become a box of 53.2 mm: not all of that is the target's growth. */
    @Test
    void anotherLesionThatMergedWithATargetIsSaidToBeInTheSum() {
        LabelMap before = mask(GRID, plate(1, 1, 10), Phantoms.box(33, 1, 2, 36, 5, 10));
        LabelMap after = mask(GRID, Phantoms.box(1, 1, 2, 36, 41, 10));
        List<Response> responses = recist(before, after, after);
        assertThat(responses.get(0).decidedBy()).isEqualTo("1 target, 1 other lesion");
        for (Response response : responses.subList(1, 3)) {
            assertThat(response.decidedBy())
                    .startsWith("sum 53.2 against 50.0 mm")
                    .endsWith("; the sum holds other lesions too, which merged with targets (A)");
        }
        LabelMap between = mask(GRID, plate(1, 1, 10), Phantoms.box(33, 1, 2, 36, 5, 10));
        assertThat(recist(plates(10), between, after).get(2).decidedBy())
                .as("it was new in between")
                .endsWith("; the sum holds other lesions too, which merged with targets (A)");
        assertThat(recist(before, before).get(1).decidedBy()).doesNotContain("merged");
        LabelMap two = mask(GRID, plate(1, 1, 10), plate(34, 1, 10));
        assertThat(recist(two, mask(GRID, Phantoms.box(1, 1, 2, 64, 41, 10)))
                        .get(1)
                        .decidedBy())
                .as("both are targets")
                .doesNotContain("merged");
    }
}
