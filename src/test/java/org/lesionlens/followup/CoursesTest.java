package org.lesionlens.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.lesionlens.followup.Dates.box;
import static org.lesionlens.followup.Dates.courses;
import static org.lesionlens.followup.Dates.mask;
import static org.lesionlens.followup.Dates.words;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.registration.RigidMotion;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.NearestLabels;
import org.lesionlens.volume.VolumeGeometry;

/** Phantoms whose lesions come, go, grow, shrink, fall apart and grow together. */
class CoursesTest {
    private static final Phantoms.Shape BIG = box(5, 5, 5, 17, 17, 17);
    private static final Phantoms.Shape FAR = box(40, 40, 10, 48, 48, 18);

    @Test
    void anUnchangedLesionIsStable() {
        assertThat(words(courses(mask(BIG), mask(BIG)), 1)).containsExactly("A stable within measurement error");
    }

    @Test
    void newAndVanishedLesionsAreNamed() {
        Courses courses = courses(mask(BIG), mask(FAR));
        assertThat(words(courses, 0)).containsExactly("A baseline", "B not yet there");
        assertThat(words(courses, 1)).containsExactly("A vanished", "B new");
    }

    /** 12^3 against 18^3 voxels of 1 mm: 1728 and 5832 mm3. */
    @Test
    void growthAndShrinkingAreNamedWhereTheyExceedTheError() {
        Phantoms.Shape grown = box(2, 2, 2, 20, 20, 20);
        assertThat(words(courses(mask(BIG), mask(grown)), 1)).containsExactly("A grown");
        assertThat(words(courses(mask(grown), mask(BIG)), 1)).containsExactly("A shrunken");
        Change change = courses(mask(BIG), mask(grown))
                .all()
                .get(0)
                .states()
                .get(1)
                .sincePrevious()
                .orElseThrow();
        assertThat(change.ml()).isCloseTo(4.104, within(1e-9));
        assertThat(change.errorMl())
                .isCloseTo(
                        Math.hypot(
                                BoundaryShift.ml(mask(BIG)).get(1),
                                BoundaryShift.ml(mask(grown)).get(1)),
                        within(1e-12));
        assertThat(change.percent()).isCloseTo(237.5, within(1e-9));
    }

    /** One layer of voxels on one side: 144 mm3, less than half a voxel all round. */
    @Test
    void aChangeWithinTheErrorIsStable() {
        assertThat(words(courses(mask(BIG), mask(box(5, 5, 5, 18, 17, 17))), 1))
                .containsExactly("A stable within measurement error");
    }

    @Test
    void aSplitIsOneLesionWithItsParts() {
        Courses courses = courses(mask(BIG, FAR), mask(box(5, 5, 5, 10, 17, 17), box(12, 5, 5, 17, 17, 17), FAR));
        assertThat(words(courses, 1))
                .containsExactly(
                        "A split into 2, stable within measurement error", "B stable within measurement error");
        assertThat(courses.all().get(0).states().get(1).parts()).hasSize(2);
        assertThat(courses.all().get(0).states().get(1).volume().ml()).isCloseTo(1.44, within(1e-9));
    }

    @Test
    void aMergerIsOneLesionOfWhatItWasMadeOf() {
        Courses courses =
                courses(mask(box(5, 5, 5, 10, 17, 17), box(12, 5, 5, 17, 17, 17)), mask(box(2, 2, 2, 20, 20, 20)));
        assertThat(words(courses, 0)).containsExactly("A baseline");
        assertThat(words(courses, 1)).containsExactly("A merged from 2, grown");
        assertThat(courses.all().get(0).states().get(0).parts()).hasSize(2);
    }

    @Test
    void allAtOnceAreToldApart() {
        LabelMap before = mask(
                box(1, 1, 1, 15, 15, 15), // stays
                box(20, 1, 1, 28, 9, 9), // vanishes
                box(20, 20, 1, 32, 30, 7), // splits
                box(40, 1, 1, 46, 9, 9),
                box(48, 1, 1, 54, 9, 9), // merge
                box(1, 30, 1, 9, 38, 9), // grows
                box(40, 40, 1, 56, 56, 17)); // shrinks
        LabelMap after = mask(
                box(1, 1, 1, 15, 15, 15),
                box(20, 20, 1, 25, 30, 7),
                box(27, 20, 1, 32, 30, 7),
                box(40, 1, 1, 54, 9, 9),
                box(1, 26, 1, 18, 44, 18),
                box(44, 44, 5, 52, 52, 13),
                box(30, 45, 20, 38, 53, 28)); // new
        Courses courses = courses(before, after);
        assertThat(words(courses, 1))
                .containsExactlyInAnyOrder(
                        "A shrunken",
                        "B stable within measurement error",
                        "C split into 2, stable within measurement error",
                        "D vanished",
                        "E grown",
                        "F merged from 2, stable within measurement error",
                        "G new");
    }

    @Test
    void aLesionThatComesBackIsTheSame() {
        Courses courses = courses(mask(BIG, FAR), mask(FAR), mask(BIG, FAR));
        assertThat(words(courses, 1).get(0)).isEqualTo("A vanished");
        assertThat(words(courses, 2).get(0)).isEqualTo("A reappeared");
    }

    @Test
    void aVanishedLesionIsGoneAtTheNextDate() {
        assertThat(words(courses(mask(BIG), mask(FAR), mask(FAR)), 2))
                .containsExactly("A gone", "B stable within measurement error");
    }

    /** 2 mm of free space: within reach; 4 mm: two lesions. */
    @Test
    void aLesionThatMovedALittleIsTheSame() {
        Courses near = courses(mask(box(5, 5, 5, 10, 10, 10)), mask(box(12, 5, 5, 17, 10, 10)));
        assertThat(near.tracks().links()).extracting(link -> link.kind()).containsExactly(LesionLink.Kind.NEAR);
        assertThat(words(near, 1)).containsExactly("A stable within measurement error");
        assertThat(words(courses(mask(box(5, 5, 5, 10, 10, 10)), mask(box(14, 5, 5, 19, 10, 10))), 1))
                .containsExactly("A vanished", "B new");
    }

    /** Two that moved by less than their distance keep their identities. */
    @Test
    void neighboursDoNotChangePlaces() {
        Courses courses = courses(
                mask(box(5, 5, 5, 9, 9, 9), box(12, 5, 5, 15, 8, 8)),
                mask(box(8, 5, 5, 12, 9, 9), box(15, 5, 5, 18, 8, 8)));
        assertThat(courses.all())
                .hasSize(2)
                .allSatisfy(course -> assertThat(course.track().sightings())
                        .hasSize(2)
                        .allMatch(sighting -> sighting.label()
                                == course.track().sightings().get(0).label()));
    }

    /** A lesion that was never there before is no part of the one that it grows together with later. */
    @Test
    void aNewNeighbourIsNamedBeforeItMerges() {
        Courses courses = courses(
                mask(box(5, 5, 5, 15, 15, 15)),
                mask(box(5, 5, 5, 15, 15, 15), box(20, 5, 5, 28, 13, 13)),
                mask(box(5, 5, 5, 28, 15, 15)));
        assertThat(words(courses, 1)).containsExactly("A 1 new beside it, grown");
        assertThat(words(courses, 2).get(0)).startsWith("A merged from 2");
    }

    @Test
    void whatAnImageDoesNotCoverHasNotVanished() {
        double[] spacing = {1, 1, 1};
        VolumeGeometry lower = VolumeGeometry.axisAligned(new long[] {60, 60, 9}, spacing);
        Courses courses = courses(mask(FAR), mask(lower, box(5, 5, 2, 10, 10, 7)), mask(FAR));
        assertThat(words(courses, 1)).containsExactly("A outside the field", "B new");
        assertThat(words(courses, 2)).containsExactly("A stable within measurement error", "B vanished");
    }

    @Test
    void whatNoEarlierImageCoversIsNotCalledNew() {
        VolumeGeometry lower = VolumeGeometry.axisAligned(new long[] {60, 60, 9}, 1, 1, 1);
        Courses courses = courses(mask(lower, box(5, 5, 2, 10, 10, 7)), mask(FAR, box(5, 5, 2, 10, 10, 7)));
        assertThat(words(courses, 1)).containsExactly("A stable within measurement error", "B first covered");
    }

    /** The second date is turned by 10 degrees and moved by 12 mm, its grid with it; the motion is known. */
    @Test
    void datesThatLieElsewhereAreMatchedByTheirMotion() {
        LabelMap before = mask(box(5, 5, 5, 17, 17, 17), box(30, 30, 8, 38, 38, 16));
        LabelMap after = mask(box(6, 6, 6, 16, 16, 16), box(30, 30, 8, 38, 38, 16), box(50, 10, 10, 58, 18, 18));
        RigidMotion motion =
                RigidMotion.about(new double[] {30, 30, 15}, new double[] {0, 4, 9}, new double[] {10, -6, 3});
        LabelMap elsewhere = new LabelMap(after.voxels(), motion.inverse().of(after.geometry()));
        OneSpace space = new OneSpace(motion, "known");
        Courses courses = courses(
                List.of(Dates.examination(0, before), Dates.examination(1, elsewhere)), List.of(OneSpace.FIRST, space));
        assertThat(words(courses, 1)).containsExactly("A shrunken", "B stable within measurement error", "C new");
    }

    /** Half of the voxels have no nearest voxel on a grid of as large ones that is turned against theirs. */
    @Test
    void noLesionIsLostOnTheSharedGrid() {
        LabelMap before = mask((x, y, z) -> x % 6 == 3 && y % 6 == 3 && z % 6 == 3);
        RigidMotion turn = RigidMotion.about(new double[] {30, 30, 15}, new double[] {20, 10, 30}, new double[3]);
        LabelMap turned = new LabelMap(before.voxels(), turn.of(before.geometry()));
        SharedGrid grid = SharedGrid.of(List.of(
                Dates.examination(0, before).labels(),
                Dates.examination(1, turned).labels()));
        for (LabelMap date : grid.dates()) {
            assertThat(LesionOverlap.of(date, date).shared()).hasSize(500);
        }
        assertThat(LesionOverlap.of(
                                NearestLabels.on(
                                        grid.dates().get(0).geometry(),
                                        Dates.examination(1, turned).labels()),
                                grid.dates().get(1))
                        .shared()
                        .size())
                .isLessThan(500);
    }

    private static final VolumeGeometry UPPER =
            VolumeGeometry.of(new long[] {60, 60, 20}, new double[] {1, 1, 1}, new double[] {0, 0, 10}, new double[][] {
                {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
            });

    /** 12 slices of a lesion, of which the other image shows 7. */
    @Test
    void whatTheEdgeOfAnImageCutsOffIsNeitherShrunkenNorGrown() {
        LabelMap cut = mask(UPPER, box(5, 5, 0, 17, 17, 7));
        Courses later = courses(mask(BIG), cut);
        assertThat(words(later, 1)).containsExactly("A cut by the edge of the image, not comparable");
        assertThat(later.all().get(0).states().get(1).sincePrevious()).isEmpty();
        Courses earlier = courses(cut, mask(BIG));
        assertThat(words(earlier, 0)).containsExactly("A cut by the edge of the image, baseline");
        assertThat(words(earlier, 1)).containsExactly("A cut by the edge of the image before, not comparable");
    }

    /** It ends where the later image begins to show something, or stays whole within it. */
    @Test
    void whatLiesWhollyInBothImagesIsCompared() {
        assertThat(words(courses(mask(FAR), mask(UPPER, box(40, 40, 0, 48, 48, 8))), 1))
                .containsExactly("A stable within measurement error");
        assertThat(words(courses(mask(BIG), mask(UPPER, box(8, 8, 2, 14, 14, 6))), 1))
                .containsExactly("A shrunken");
    }
}
