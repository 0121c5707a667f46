package org.lesionlens.registration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.lesionlens.volume.VolumeGeometry;

class JointInformationTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {40, 40, 40}, 1, 1, 1);
    private static final int POINTS = 1_000_000;

    /** H(A) = H(B) = H(A, B) = ln 2. */
    @Test
    void anImageTellsAllOfItself() {
        LevelImage halves = image(index -> index % 40 < 20 ? 0 : 1);
        double information = new JointInformation(halves, halves, 2, POINTS).of(RigidMotion.NONE);
        assertThat(information).isCloseTo(2, within(0.15));
        LevelImage inverse = image(index -> index % 40 < 20 ? 1 : 0);
        assertThat(new JointInformation(halves, inverse, 2, POINTS).of(RigidMotion.NONE))
                .isCloseTo(information, within(1e-3));
    }

    /** Halves along two axes: H(A, B) = H(A) + H(B). */
    @Test
    void imagesThatTellNothingOfEachOtherHaveOne() {
        LevelImage along = image(index -> index % 40 < 20 ? 0 : 1);
        LevelImage across = image(index -> index / 40 % 40 < 20 ? 0 : 1);
        assertThat(new JointInformation(along, across, 2, POINTS).of(RigidMotion.NONE))
                .isCloseTo(1, within(1e-3));
    }

    @Test
    void ofFieldsThatHardlyMeetItIsLessThanOneAndRisesTowardsThem() {
        Random random = new Random(1);
        LevelImage image = image(index -> random.nextFloat());
        JointInformation joint = new JointInformation(image, image, 16, POINTS);
        double far = joint.of(shift(38));
        assertThat(far).isBetween(0.0, 0.3);
        assertThat(joint.of(shift(33))).isBetween(far, 1.0);
        assertThat(joint.of(shift(400))).isZero();
        assertThat(joint.of(shift(5))).isGreaterThan(1);
        assertThat(joint.insideShare()).isCloseTo(34 / 39.0, within(0.05));
    }

    private static RigidMotion shift(double mm) {
        return RigidMotion.about(new double[3], new double[3], new double[] {mm, 0, 0});
    }

    private static LevelImage image(IntToDoubleFunction values) {
        float[] array = new float[40 * 40 * 40];
        for (int i = 0; i < array.length; i++) {
            array[i] = (float) values.applyAsDouble(i);
        }
        return new LevelImage(array, GRID);
    }
}
