package org.lesionlens.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.lesionlens.volume.VolumeGeometry;

class RigidMotionTest {
    private static final double[] CENTRE = {10, -20, 30};
    private static final RigidMotion MOTION =
            RigidMotion.about(CENTRE, new double[] {11, -23, 7}, new double[] {1, 2, -3});
    private static final RigidMotion OTHER =
            RigidMotion.about(new double[] {5, 6, 7}, new double[] {-140, 60, 30}, new double[] {40, 0, 9});

    @Test
    void aQuarterTurnAboutTheLongAxisTakesLeftToPosterior() {
        RigidMotion quarter =
                RigidMotion.about(new double[] {1, 1, 0}, new double[] {0, 0, 90}, new double[] {0, 0, 5});
        assertThat(quarter.position(3, 1, 2)).containsExactly(new double[] {1, 3, 7}, within(1e-12));
        assertThat(quarter.angleDegrees()).isCloseTo(90, within(1e-12));
    }

    @Test
    void theCentreIsMovedByTheShiftAlone() {
        assertThat(MOTION.shiftMm(CENTRE)).containsExactly(new double[] {1, 2, -3}, within(1e-12));
        assertThat(MOTION.distanceMm(CENTRE)).isCloseTo(Math.sqrt(14), within(1e-12));
    }

    @Test
    void theTurnComesBackAsItWasGiven() {
        assertThat(MOTION.turnDegrees()).containsExactly(new double[] {11, -23, 7}, within(1e-12));
        assertThat(MOTION.inverse().turnDegrees()).containsExactly(new double[] {-11, 23, -7}, within(1e-12));
        RigidMotion far = RigidMotion.about(CENTRE, new double[] {0, 0, 350}, new double[3]);
        assertThat(far.turnDegrees()).containsExactly(new double[] {0, 0, -10}, within(1e-9));
    }

    @Test
    void thereAndBackIsNothing() {
        double[] place = {123, -45, 67};
        assertThat(MOTION.inverse().position(MOTION.position(place))).containsExactly(place, within(1e-10));
        assertThat(MOTION.after(MOTION.inverse()).position(place)).containsExactly(place, within(1e-10));
        assertThat(RigidMotion.NONE.inverse().position(place)).containsExactly(place);
    }

    @Test
    void joinedMotionsMoveAsOneAfterTheOther() {
        double[] place = {1, 2, 3};
        assertThat(OTHER.after(MOTION).position(place))
                .containsExactly(OTHER.position(MOTION.position(place)), within(1e-10));
    }

    @Test
    void manyJoinedMotionsAreStillRigid() {
        RigidMotion many = RigidMotion.NONE;
        for (int i = 0; i < 10_000; i++) {
            many = (i % 2 == 0 ? MOTION : OTHER).after(many);
        }
        double[] one = many.position(0, 0, 0);
        double[] other = many.position(3, 4, 12);
        double length = Math.hypot(Math.hypot(one[0] - other[0], one[1] - other[1]), one[2] - other[2]);
        assertThat(length).isCloseTo(13, within(1e-9));
    }

    @Test
    void voxelsOfAMovedGridLieWhereTheirPlacesComeTo() {
        double[][] oblique = {{0.8, 0.6, 0}, {0.6, -0.8, 0}, {0, 0, 1}};
        VolumeGeometry grid = VolumeGeometry.of(
                        new long[] {5, 6, 7}, new double[] {0.43, 0.43, 6.5}, new double[] {1, 2, 3}, oblique)
                .acquiredInSlices();
        VolumeGeometry moved = MOTION.of(grid);
        assertThat(moved.toWorld(4, 3, 2)).containsExactly(MOTION.position(grid.toWorld(4, 3, 2)), within(1e-9));
        assertThat(moved.spacingMm(2)).isEqualTo(6.5);
        assertThat(moved.inSlices()).isTrue();
        assertThat(MOTION.of(grid.withoutDepth()).depthKnown()).isFalse();
    }

    @Test
    void aGridWithoutAPlaceIsNotMoved() {
        assertThatThrownBy(() -> MOTION.of(VolumeGeometry.unplaced(new long[] {2, 2, 2}, 1, 1, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("place");
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        assertThatThrownBy(() -> RigidMotion.about(CENTRE, new double[] {0, Double.NaN, 0}, new double[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("turn");
    }
}
