package org.lesionlens.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointTreeTest {
    /** On a coarse grid many coordinates, and points, are equal. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8, 9, 17, 500, 3000})
    void theNearestIsThatOfAllPoints(int count) {
        Random random = new Random(count);
        double[][] points = new double[3][];
        for (int axis = 0; axis < 3; axis++) {
            double step = 0.3 + axis;
            points[axis] = random.ints(count, 0, 12).mapToDouble(i -> i * step).toArray();
        }
        double[][] kept = {points[0].clone(), points[1].clone(), points[2].clone()};
        PointTree tree = PointTree.of(points);
        for (int i = 0; i < 300; i++) {
            double[] query = random.doubles(3, -20, 40).toArray();
            double nearest = Double.POSITIVE_INFINITY;
            for (int point = 0; point < count; point++) {
                double flat = Math.hypot(kept[0][point] - query[0], kept[1][point] - query[1]);
                nearest = Math.min(nearest, Math.hypot(flat, kept[2][point] - query[2]));
            }
            assertThat(tree.distanceTo(query[0], query[1], query[2])).isEqualTo(nearest, within(1e-9));
        }
    }
}
