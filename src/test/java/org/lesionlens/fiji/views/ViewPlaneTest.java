package org.lesionlens.fiji.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.volume.VolumeGeometry;

/** Where the planes of a volume show the patient, however the volume is stored. */
class ViewPlaneTest {
    private static final long[] SIZE = {5, 7, 9};
    private static final double[] SPACING = {1, 1.5, 4};
    private static final int[][] ORDERS = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};

    /** All 48 ways to store a volume, as a stack that is turned for a radiologist or as it is stored. */
    static Stream<StackGrid> grids() {
        List<StackGrid> grids = new ArrayList<>();
        for (int[] order : ORDERS) {
            for (int signs = 0; signs < 8; signs++) {
                double[][] direction = new double[3][3];
                for (int axis = 0; axis < 3; axis++) {
                    direction[order[axis]][axis] = (signs >> axis & 1) == 0 ? 1 : -1;
                }
                VolumeGeometry grid = VolumeGeometry.of(SIZE, SPACING, new double[] {3, -4, 5}, direction);
                grids.add(new StackGrid(grid, true, ""));
                grids.add(new StackGrid(grid, false, ""));
            }
        }
        return grids.stream();
    }

    private static double[] world(StackGrid grid, Spot spot) {
        return ViewPlane.world(grid, spot.column(), spot.row(), spot.slice());
    }

    @ParameterizedTest
    @MethodSource("grids")
    void acrossAndDownGoWhereALightBoxHasThem(StackGrid grid) {
        List<ViewPlane> planes = ViewPlane.of(grid);
        int[][] along = {{0, 1}, {0, 2}, {1, 2}}; // LPS
        for (int i = 0; i < planes.size(); i++) {
            ViewPlane plane = planes.get(i);
            Spot spot = new Spot(2, 3, 1);
            double[] first = world(grid, plane.at(0, 0, spot));
            double[] right = world(grid, plane.at(plane.across().size() - 1, 0, spot));
            double[] bottom = world(grid, plane.at(0, plane.down().size() - 1, spot));
            double reach = plane.across().lengthMm() - plane.across().spacingMm();
            assertThat(right[along[i][0]] - first[along[i][0]]).isEqualTo(reach);
            double down = plane.down().lengthMm() - plane.down().spacingMm();
            boolean isFeet = along[i][1] == 2;
            assertThat(bottom[along[i][1]] - first[along[i][1]]).isEqualTo(isFeet ? -down : down);
        }
    }

    @ParameterizedTest
    @MethodSource("grids")
    void everySpotLiesInThePlanesThroughIt(StackGrid grid) {
        for (ViewPlane plane : ViewPlane.of(grid)) {
            Spot spot = new Spot(grid.columns() - 1, 1, grid.slices() - 2);
            int x = plane.across().turned(spot.along(plane.across().stack()));
            int y = plane.down().turned(spot.along(plane.down().stack()));
            assertThat(plane.at(x, y, spot)).isEqualTo(spot);
        }
    }
}
