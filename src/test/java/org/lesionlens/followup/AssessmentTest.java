package org.lesionlens.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.lesionlens.followup.Dates.mask;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.followup.Response.Category;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** Responses at and beside the thresholds, of plates whose diagonals are whole numbers. */
class AssessmentTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {200, 120, 12}, 1, 1, 1);

    /** A plate of 3 k by 4 k voxels: longest diameter 5 k mm, in 8 slices. */
    private static Phantoms.Shape plate(long x, long y, long k) {
        return Phantoms.box(x, y, 2, x + 3 * k, y + 4 * k, 10);
    }

    private static List<Response> recist(LabelMap... masks) {
        return responses(Criterion.RECIST, Site.UNKNOWN, masks);
    }

    private static List<Response> responses(Criterion criterion, Site site, LabelMap... masks) {
        Courses courses = Dates.courses(masks);
        return Assessment.of(criterion, courses, courses.all(), site);
    }

    private static LabelMap plates(long... ks) {
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
        assertThat(recist(plates(1), plates(1)).get(1).category()).isEqualTo(Category.NOT_EVALUABLE);
        VolumeGeometry thick = VolumeGeometry.axisAligned(new long[] {60, 60, 12}, 1, 1, 6);
        LabelMap ten = mask(thick, plate(1, 1, 2));
        LabelMap fifteen = mask(thick, plate(1, 1, 3));
        assertThat(recist(ten, ten).get(1).decidedBy()).isEqualTo("no lesion of the first date is measurable");
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

    private static LabelMap square(long side) {
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
        assertThat(recist(cap, mask(whole, ball)).get(0).decidedBy()).isEqualTo("no lesion is measurable");
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

    private static List<Response> nodes(LabelMap... masks) {
        return responses(Criterion.RECIST, Site.LYMPH_NODES, masks);
    }

    private static Response lastOfNodes(String ks) {
        LabelMap[] masks = Arrays.stream(ks.split(" "))
                .map(date -> plates(Arrays.stream(date.split("[+]"))
                        .mapToLong(Long::parseLong)
                        .toArray()))
                .toArray(LabelMap[]::new);
        List<Response> responses = nodes(masks);
        return responses.get(responses.size() - 1);
    }

    /** The short axis of a plate of 3 k by 4 k mm, the chord at right angles to its diagonal, is 3.75 k mm; the last date is judged. */
    @ParameterizedTest
    @CsvSource({
        "4 4, STABLE, 15", // measurable exactly
        "3 3, NOT_EVALUABLE, NaN", // 11.25 mm: enlarged, no target
        "8 6, STABLE, 22.5", // 25 % below
        "8 5, PARTIAL, 18.75", // 37.5 % below
        "8 2, COMPLETE, 7.5", // the node is still there, but of normal size
        "8 0, COMPLETE, 0",
        "5 6, STABLE, 22.5", // 20 %, but 3.75 mm
        "4 6, PROGRESSION, 22.5", // 50 %, 7.5 mm
        "8 2 3, PROGRESSION, 11.25", // enlarged again after a complete response, though 3.75 mm only
        "8 1 2, COMPLETE, 7.5", // twice the smallest sum, but normal
        "8+8 1+1 2+2, COMPLETE, 15", // 100 % and 7.5 mm above the smallest sum, but both normal
        "8+3 2+3, PARTIAL, 7.5", // the other node is enlarged still
        "8+3 2+2, COMPLETE, 7.5",
        "8+2 2+2, COMPLETE, 7.5", // a node that was always normal is no disease
        "8 8+2, STABLE, 30", // and no new lesion
        "8+7+6 8+7+6, STABLE, 56.25" // two targets: all lymph nodes are one organ
    })
    void lymphNodesAreMeasuredByTheirShortAxis(String ks, Category expected, double sum) {
        Response last = lastOfNodes(ks);
        assertThat(last.category()).as(last.decidedBy()).isEqualTo(expected);
        if (Double.isNaN(sum)) {
            assertThat(last.sum()).isNaN();
        } else {
            assertThat(last.sum()).isCloseTo(sum, within(1e-9));
        }
    }

    /** Squares of side a, whose short axis is 1.414 a: 28.3 mm, then two parts of a together. */
    @ParameterizedTest
    @CsvSource({
        "6, PARTIAL, 16.97", // neither part has 10 mm: 8.49 mm each
        "3, COMPLETE, 8.49",
        "3 4, PROGRESSION, 11.31" // back after a complete response
    })
    void thePartsOfALymphNodeAreJudgedTogether(String sides, Category expected, double sum) {
        List<LabelMap> masks = new ArrayList<>(List.of(square(20)));
        Arrays.stream(sides.split(" "))
                .map(Long::parseLong)
                .map(AssessmentTest::halves)
                .forEach(masks::add);
        List<Response> responses = nodes(masks.toArray(LabelMap[]::new));
        Response last = responses.get(responses.size() - 1);
        assertThat(last.targets()).hasSize(2);
        assertThat(last.sum()).isCloseTo(sum, within(0.01));
        assertThat(last.category()).as(last.decidedBy()).isEqualTo(expected);
        assertThat(last.newLesions()).isEmpty();
    }

    private static LabelMap halves(long side) {
        return mask(
                GRID,
                Phantoms.box(11, 11, 2, 11 + side, 11 + side, 10),
                Phantoms.box(20, 11, 2, 20 + side, 11 + side, 10));
    }

    /** Another node than the target, of 12 mm, falls into parts. */
    @Test
    void thePartsOfALymphNodeThatIsNoTargetAreJudgedTogether() {
        LabelMap first = mask(GRID, plate(1, 1, 8), Phantoms.box(100, 20, 2, 115, 30, 10));
        LabelMap later = mask(GRID, Phantoms.box(100, 20, 2, 106, 26, 10), Phantoms.box(108, 20, 2, 114, 26, 10));
        assertThat(nodes(first, later).get(1).category()).isEqualTo(Category.PARTIAL);
        assertThat(nodes(first, later).get(1).decidedBy()).contains("other lesions are still there");
    }

    @Test
    void anEnlargedNodeIsNewWhereNoneWasOrANormalOne() {
        Response fresh = nodes(plates(8), plates(8, 3)).get(1);
        assertThat(fresh.category()).isEqualTo(Category.PROGRESSION);
        assertThat(fresh.decidedBy()).isEqualTo("new: B");
        Response grown = nodes(plates(8, 2), plates(8, 4)).get(1);
        assertThat(grown.category()).isEqualTo(Category.PROGRESSION);
        assertThat(grown.decidedBy()).isEqualTo("new: B (below 10 mm at the first date)");
        assertThat(grown.newLesions()).containsExactly("B");
        assertThat(grown.limits()).contains("a node that has just passed 10 mm");
        assertThat(recist(plates(8, 2), plates(8, 3)).get(1).category())
                .as("as a lesion of another organ it was there")
                .isEqualTo(Category.STABLE);
    }

    /** The node B of 7.5 mm comes to 11.25 mm, while the rest of the patient (k of the target A) does what it does. */
    @ParameterizedTest
    @CsvSource({
        "8+2 8+3, STABLE",
        "8+2 5+3, PARTIAL",
        "8+2 2+3, PARTIAL", // not complete: a node has 10 mm
        "8+2 2+2 2+3, PARTIAL", // nor is it back after the complete response
        "3+2 3+3, NOT_EVALUABLE",
        "8+0 8+2 8+3, STABLE", // below 10 mm when it came
        "8+2+2 8+3+3, STABLE"
    })
    void aNodeThatHasJustPassedTenMillimetresAloneIsNoProgression(String ks, Category expected) {
        Response last = lastOfNodes(ks);
        assertThat(last.category()).as(last.decidedBy()).isEqualTo(expected);
        assertThat(last.newLesions()).isEmpty();
        assertThat(last.decidedBy())
                .contains("; grown to between 10 and 15 mm: B")
                .endsWith(", alone no proof: judge at the next date");
    }

    @ParameterizedTest
    @CsvSource({
        "8+2 8+4, new: B (below 10 mm at the first date)", // exactly 15 mm
        "8+2 8+3 8+3, new: B (below 10 mm at the first date)", // enlarged at the next date too
        "8+2 8+3+3, 'new: B (below 10 mm at the first date), C'", // not alone: C was not there
        "4+2 6+3, 'new: B (below 10 mm at the first date)'" // the sum has grown by 50 % and 7.5 mm
    })
    void aNodeThatHasPassedTenMillimetresIsProgressionIfThereIsMore(String ks, String told) {
        Response last = lastOfNodes(ks);
        assertThat(last.category()).as(last.decidedBy()).isEqualTo(Category.PROGRESSION);
        assertThat(last.decidedBy()).endsWith(told).doesNotContain("no proof");
        assertThat(last.newLesions()).contains("B");
    }

    /** Targets from 15 mm on, in slices of 9 mm from 18 mm on. */
    @Test
    void theThresholdsOfLymphNodesAreTold() {
        assertThat(nodes(plates(4), plates(4)).get(1).thresholds())
                .startsWith(
                        "measurable: short axis at least 15 mm; enlarged from 10 mm on, complete response: none is;");
        VolumeGeometry thick = VolumeGeometry.axisAligned(new long[] {60, 60, 12}, 1, 1, 9);
        LabelMap fifteen = mask(thick, plate(1, 1, 4));
        assertThat(nodes(fifteen, fifteen).get(1).category()).isEqualTo(Category.NOT_EVALUABLE);
        assertThat(nodes(fifteen, fifteen).get(1).thresholds()).contains("short axis at least 18 mm");
        LabelMap twoSlices = mask(GRID, plate(1, 1, 4));
        assertThat(responses(Criterion.RANO, Site.LYMPH_NODES, twoSlices, twoSlices)
                        .get(1)
                        .sum())
                .as("RANO has no rule for lymph nodes")
                .isCloseTo(20 * 15, within(1e-9));
    }

    @ParameterizedTest
    @CsvSource({
        "Lymph Node, LYMPH_NODES",
        "lymph_nodes, LYMPH_NODES",
        "' axillary lymph-node ', LYMPH_NODES",
        "Lymphnodes, LYMPH_NODES",
        "lymph  node, LYMPH_NODES",
        "left lower paratracheal lymph nodes, LYMPH_NODES",
        "liver, ONE_ORGAN",
        "lymphoma of the spleen, ONE_ORGAN",
        "lung nodules, ONE_ORGAN",
        "liver and lymph nodes, UNKNOWN",
        "liver_and_lymph_nodes, UNKNOWN",
        "lung; lymph node, UNKNOWN",
        "'lung, lymph node', UNKNOWN",
        "lung/lymph node, UNKNOWN",
        "lung + lymph node, UNKNOWN",
        "lung & lymph node, UNKNOWN",
        "lung | lymph node, UNKNOWN",
        "no lymph nodes, UNKNOWN",
        "non-lymph-node, UNKNOWN",
        "lymph node of the liver, UNKNOWN",
        "node, UNKNOWN",
        "Nodal, UNKNOWN",
        "axillary LN, UNKNOWN",
        "Lymphknoten, UNKNOWN"
    })
    void lymphNodesAreKnownByTheirName(String organ, Site expected) {
        assertThat(Site.of(Set.of(Optional.of(Organs.named(organ))))).isEqualTo(expected);
    }

    /** Who follows the note has no other. */
    @ParameterizedTest
    @CsvSource({
        "lymph node, false",
        "lung, false",
        "LN, true",
        "nodes, true",
        "Halslymphknoten, true",
        "no lymph nodes, true",
        "lung; lymph node, true"
    })
    void aNameThatOnlySpeaksOfLymphNodesIsTold(String organ, boolean told) {
        FollowUpSettings settings =
                new FollowUpSettings(RegistrationChoice.AUTO, Dates.REACH_MM, 0, false, Optional.empty());
        List<String> notes = Organs.notes(Set.of(Optional.of(Organs.named(organ))), settings);
        assertThat(notes).hasSize(told ? 1 : 0);
        assertThat(notes)
                .allMatch(note -> note.startsWith(
                        "the organ \"" + organ.toLowerCase(Locale.ROOT) + "\" is not taken for lymph nodes"));
    }

    @Test
    void whereRowsDifferTheSiteIsUnknown() {
        assertThat(Site.of(Set.of(Optional.of(Organs.named("lymph node")), Optional.of("liver"))))
                .isEqualTo(Site.UNKNOWN);
        assertThat(Site.of(Set.of(Optional.empty()))).isEqualTo(Site.UNKNOWN);
        assertThat(Site.of(Set.of(Optional.of(Organs.named("lymph node")), Optional.empty())))
                .isEqualTo(Site.UNKNOWN);
    }
}
