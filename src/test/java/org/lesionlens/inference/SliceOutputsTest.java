package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Set;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class SliceOutputsTest {
    @Test
    void mapsAndCellsAgreeOnWhereAPointLies() throws IOException {
        // half a field of view wide, so that the slice fills a part of the window; left-right reversed
        double[][] direction = {{-1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        VolumeGeometry grid =
                VolumeGeometry.of(new long[] {100, 120, 3}, new double[] {1.1, 1.4, 6}, new double[3], direction);
        SliceOutputs outputs = outputs(grid);
        int cells = 26;
        float[] columns = new float[cells * cells];
        float[] rows = new float[cells * cells];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = i % cells + 0.5f;
            rows[i] = Math.floorDiv(i, cells) + 0.5f;
        }
        Volume column = outputs.onSlice(columns, cells, cells);
        Volume row = outputs.onSlice(rows, cells, cells);
        for (int x = 0; x < 100; x += 7) {
            for (int y = 0; y < 120; y += 7) {
                int cell = outputs.cell(cells, cells, x, y, 1);
                assertThat(cell % cells).isEqualTo((int) at(column, x, y));
                assertThat(cell / cells).isEqualTo((int) at(row, x, y));
            }
        }
        // a ramp over the cells is a ramp over the slice: one cell is 8 pixels of the model's spacing
        assertThat((double) at(column, 10, 0) - at(column, 60, 0)).isCloseTo(50 * 1.1 / (8 * 1.20615), within(0.03));
        assertThat(outputs.cellSize(cells, cells)[1]).isCloseTo(8 * 1.20615, within(0.05));
    }

    private static SliceOutputs outputs(VolumeGeometry grid) throws IOException {
        Volume volume = Volume.allocate(grid);
        float[] pixels = new float[100 * 120];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i % 37;
        }
        DisplayOrientation.of(grid).setPixels(volume.voxels(), 1, pixels);
        try (OnnxModel model = OnnxModelTest.open("brain-t1ce-segmenter")) {
            return SliceOutputs.of(model, volume, 1, Set.of("probability"));
        }
    }

    private static float at(Volume map, int x, int y) {
        FloatType voxel = map.voxels().getAt(x, y, 0);
        return voxel.get();
    }
}
