package org.lesionlens.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.lesionlens.followup.AssessmentTest.GRID;
import static org.lesionlens.followup.AssessmentTest.plate;
import static org.lesionlens.followup.AssessmentTest.plates;
import static org.lesionlens.followup.AssessmentTest.recist;
import static org.lesionlens.followup.AssessmentTest.responses;
import static org.lesionlens.followup.AssessmentTest.square;
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

/** Lymph nodes in RECIST 1.1: of plates and squares whose short axes are known. */
class LymphNodesTest {
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
        "3 3, NEITHER, NaN", // 11.25 mm: enlarged, no target
        "3 2, COMPLETE, NaN", // non-targets alone, normal now
        "2 2, NOT_EVALUABLE, NaN", // no disease at first
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
                .map(LymphNodesTest::halves)
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
        "3+2 3+3, NEITHER",
        "3+2 2+3, NEITHER", // not complete either
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

    /** A ball of 20 mm of which the first image shows a cap of 1 mm: nobody knows what it was, so it is not new. */
    @Test
    void aNodeThatTheFirstImageCutsIsNotNew() {
        VolumeGeometry whole = VolumeGeometry.axisAligned(new long[] {120, 60, 40}, 1, 1, 1);
        VolumeGeometry part = VolumeGeometry.of(
                new long[] {120, 60, 12}, new double[] {1, 1, 1}, new double[] {0, 0, 28}, new double[][] {
                    {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
        Phantoms.Shape ball = (x, y, z) -> Math.hypot(Math.hypot(x - 30, y - 30), z - 19) <= 10;
        Phantoms.Shape cap = (x, y, z) -> ball.contains(x, y, z + 28);
        Response alone = nodes(mask(part, cap), mask(whole, ball)).get(1);
        assertThat(alone.category()).as(alone.decidedBy()).isEqualTo(Category.NOT_EVALUABLE);
        assertThat(alone.decidedBy())
                .isEqualTo("the edge of the image cuts off a lesion of the first date, and no other one is measurable");
        LabelMap first = mask(part, cap, Phantoms.box(80, 20, 2, 100, 40, 8));
        Response beside = nodes(first, mask(whole, ball, Phantoms.box(80, 20, 30, 100, 40, 36)))
                .get(1);
        assertThat(beside.category()).as(beside.decidedBy()).isEqualTo(Category.STABLE);
        Response without = nodes(first, mask(whole, ball)).get(1);
        assertThat(without.category()).as(without.decidedBy()).isEqualTo(Category.PARTIAL);
        Response complete =
                nodes(first, mask(whole, Phantoms.box(28, 28, 26, 32, 32, 30))).get(1);
        assertThat(complete.category()).as(complete.decidedBy()).isEqualTo(Category.COMPLETE);
    }

    /** Nodes below 10 mm are there all the same. */
    @ParameterizedTest
    @CsvSource({
        "2, no lymph node has 10 mm",
        "0, no lymph node has 10 mm",
        "2 2, no lymph node had 10 mm at the first date",
        "3+2 2+3, 'those of the first date are below 10 mm, but another lymph node is not; a reader judges whether other"
                + " lesions have unequivocally progressed; grown to between 10 and 15 mm: B, alone no proof: judge at the next date'"
    })
    void smallNodesAreNotSaidToBeMissing(String ks, String told) {
        assertThat(lastOfNodes(ks).decidedBy()).isEqualTo(told);
    }

    /** Targets from 15 mm on, in slices of 9 mm from 18 mm on. */
    @Test
    void theThresholdsOfLymphNodesAreTold() {
        assertThat(nodes(plates(4), plates(4)).get(1).thresholds())
                .startsWith(
                        "measurable: short axis at least 15 mm; enlarged from 10 mm on, complete response: none is;");
        VolumeGeometry thick = VolumeGeometry.axisAligned(new long[] {60, 60, 12}, 1, 1, 9);
        LabelMap fifteen = mask(thick, plate(1, 1, 4));
        assertThat(nodes(fifteen, fifteen).get(1).category()).isEqualTo(Category.NEITHER);
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
