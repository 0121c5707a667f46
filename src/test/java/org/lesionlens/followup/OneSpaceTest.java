package org.lesionlens.followup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.registration.MisfitException;
import org.lesionlens.registration.RigidMotion;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.LinearOntoGrid;
import org.lesionlens.volume.NearestLabels;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** A head of two dates, the second one turned and moved, with lesions that come and go. */
class OneSpaceTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {64, 64, 40}, 2, 2, 3);
    private static final RigidMotion MOTION =
            RigidMotion.about(new double[] {63, 63, 58}, new double[] {4, -3, 8}, new double[] {9, -6, 5});

    private static final VolumeGeometry SCAN = VolumeGeometry.of(
            new long[] {70, 66, 44}, new double[] {2, 2, 3}, new double[] {-8, -4, -6}, new double[][] {
                {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
            });

    /** An ellipsoid with structures in it, no axis of it like another. */
    private static Volume head() {
        Volume noise = Phantoms.smoothNoise(GRID, new Random(7));
        Volume head = Volume.allocate(GRID);
        Cursor<FloatType> voxel = head.voxels().localizingCursor();
        RandomAccess<FloatType> texture = noise.voxels().randomAccess();
        while (voxel.hasNext()) {
            voxel.fwd();
            double x = (voxel.getDoublePosition(0) - 30) / 24;
            double y = (voxel.getDoublePosition(1) - 33) / 28;
            double z = (voxel.getDoublePosition(2) - 19) / 17;
            double inside = x * x + y * y + z * z;
            boolean ventricle = Math.abs(x - 0.1) < 0.25 && Math.abs(y + 0.2) < 0.4 && Math.abs(z - 0.1) < 0.3;
            double tissue = inside < 0.8 ? 60 + 30 * x + 20 * y : 110;
            double shown = ventricle ? 20 : tissue;
            voxel.get()
                    .set(
                            inside > 1
                                    ? 0
                                    : (float) (shown
                                            + 20
                                                    * texture.setPositionAndGet(voxel)
                                                            .get()));
        }
        return head;
    }

    private static Examination examination(int number, LabelMap mask, Optional<Volume> image) {
        Examination date = Dates.examination(number, mask);
        return new Examination(
                date.name(),
                date.date(),
                date.labels(),
                date.lesions(),
                image,
                Optional.empty(),
                Optional.empty(),
                date.origin(),
                date.volumes(),
                List.of());
    }

    /** Interpolated onto the grid of another scan, whose space lies elsewhere. */
    private static Examination elsewhere(int number, Volume head, LabelMap mask, VolumeGeometry scan) {
        Volume moved = new Volume(head.voxels(), MOTION.inverse().of(head.geometry()));
        LabelMap lesions = new LabelMap(mask.voxels(), MOTION.inverse().of(mask.geometry()));
        Volume cut = LinearOntoGrid.of(moved, scan).volume();
        cut.voxels().forEach(voxel -> voxel.set(Float.isNaN(voxel.get()) ? 0 : voxel.get()));
        return examination(number, NearestLabels.on(scan, lesions), Optional.of(cut));
    }

    private static Phantoms.Shape ball(double x, double y, double z, double radiusMm) {
        return (i, j, k) -> Math.hypot(Math.hypot(2 * (i - x), 2 * (j - y)), 3 * (k - z)) <= radiusMm;
    }

    @Test
    void lesionsOfAnImageThatLiesElsewhereAreTheSame() {
        Volume head = head();
        LabelMap before = Dates.mask(GRID, ball(20, 30, 15, 9), ball(40, 45, 22, 12), ball(45, 25, 15, 10));
        LabelMap after = Dates.mask(GRID, ball(20, 30, 15, 9), ball(40, 45, 22, 17), ball(20, 48, 24, 10));
        Examination first = examination(0, before, Optional.of(head));
        Examination later = elsewhere(1, head, after, SCAN);
        OneSpace space = OneSpace.of(first, later, RegistrationChoice.AUTO, Progress.NONE);
        assertThat(space.how()).startsWith("rigid registration: turned by");
        requireFound(space);
        Courses courses = Dates.courses(List.of(first, later), List.of(OneSpace.FIRST, space));
        assertThat(Dates.words(courses, 1))
                .containsExactly("A grown", "B vanished", "C stable within measurement error", "D new");
    }

    private static void requireFound(OneSpace space) {
        for (double[] corner : List.of(new double[] {10, 10, 10}, new double[] {110, 110, 100})) {
            double[] there = MOTION.inverse().position(corner);
            double[] back = space.motion().position(there);
            assertThat(Math.hypot(Math.hypot(back[0] - corner[0], back[1] - corner[1]), back[2] - corner[2]))
                    .isLessThan(2);
        }
    }

    /** As the two dates of a patient are when both were written onto the grid of the first without being registered. */
    @Test
    void imagesOfOneGridAreRegistered() {
        Volume head = head();
        LabelMap lesion = Dates.mask(GRID, ball(30, 33, 19, 12));
        Examination first = examination(0, lesion, Optional.of(head));
        Examination later = elsewhere(1, head, lesion, GRID);
        requireFound(OneSpace.of(first, later, RegistrationChoice.AUTO, Progress.NONE));
        assertThat(OneSpace.of(first, later, RegistrationChoice.GEOMETRY, Progress.NONE)
                        .motion())
                .isEqualTo(RigidMotion.NONE);
    }

    /** As two patients' images on the grid of an atlas: the mask of the one says nothing of the other. */
    @Test
    void imagesOfOneGridThatDoNotFitAreRefusedUnlessGeometryIsChosen() {
        LabelMap lesion = Dates.mask(GRID, ball(30, 33, 19, 12));
        Examination first = examination(0, lesion, Optional.of(head()));
        Examination other = examination(1, lesion, Optional.of(Phantoms.smoothNoise(GRID, new Random(11))));
        assertThatExceptionOfType(MisfitException.class)
                .isThrownBy(() -> OneSpace.of(first, other, RegistrationChoice.AUTO, Progress.NONE))
                .withMessageContaining("choose the registration geometry");
        assertThat(OneSpace.of(first, other, RegistrationChoice.GEOMETRY, Progress.NONE)
                        .motion())
                .isEqualTo(RigidMotion.NONE);
    }

    @Test
    void imagesOfOneGridThatCannotBeRegisteredAreTakenAsTheyAreAndThatIsSaid() {
        LabelMap lesion = Dates.mask(GRID, ball(30, 33, 19, 12));
        Examination date = examination(0, lesion, Optional.of(Volume.allocate(GRID)));
        OneSpace space = OneSpace.of(date, date, RegistrationChoice.AUTO, Progress.NONE);
        assertThat(space.motion()).isEqualTo(RigidMotion.NONE);
        assertThat(space.how()).contains("could not be checked", "has one value everywhere");
    }

    @Test
    void oneGridWithoutImagesIsTakenForOneSpaceAndThatIsSaid() {
        Examination date = examination(0, Dates.mask(Dates.box(1, 1, 1, 9, 9, 9)), Optional.empty());
        OneSpace space = OneSpace.of(date, date, RegistrationChoice.AUTO, Progress.NONE);
        assertThat(space.how()).isEqualTo("geometry: one grid, taken for one space, which nothing was there to check");
    }

    @Test
    void fieldsThatDoNotOverlapAreRefused() {
        VolumeGeometry far = VolumeGeometry.of(
                new long[] {60, 60, 30}, new double[] {1, 1, 1}, new double[] {0, 0, 200}, new double[][] {
                    {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
        Examination date = examination(0, Dates.mask(Dates.box(1, 1, 1, 9, 9, 9)), Optional.empty());
        Examination other = examination(1, Dates.mask(far, Dates.box(1, 1, 1, 9, 9, 9)), Optional.empty());
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> OneSpace.of(date, other, RegistrationChoice.GEOMETRY, Progress.NONE))
                .withMessageContaining("show different parts of the patient");
    }

    @Test
    void gridsOfUnknownPlaceAreComparedVoxelByVoxelIfTheyAreAlike() {
        VolumeGeometry unplaced = VolumeGeometry.unplaced(new long[] {20, 20, 20}, 1, 1, 1);
        VolumeGeometry larger = VolumeGeometry.unplaced(new long[] {22, 20, 20}, 1, 1, 1);
        Examination date = examination(0, Dates.mask(unplaced, Dates.box(1, 1, 1, 9, 9, 9)), Optional.empty());
        Examination other = examination(1, Dates.mask(larger, Dates.box(1, 1, 1, 9, 9, 9)), Optional.empty());
        assertThat(OneSpace.of(date, date, RegistrationChoice.AUTO, Progress.NONE)
                        .how())
                .isEqualTo("geometry: of unknown place, compared voxel by voxel");
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> OneSpace.of(date, other, RegistrationChoice.AUTO, Progress.NONE))
                .withMessageContaining("store both with their place");
    }
}
