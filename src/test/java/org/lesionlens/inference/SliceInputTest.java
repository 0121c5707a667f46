package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.lesionlens.explain.QueryAttention;
import org.lesionlens.model.Model;
import org.lesionlens.volume.DisplayOrientation;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class SliceInputTest {
    private static final Path TENSORS = Path.of("models", "brain-t1ce-segmenter", "test-tensors");

    @Test
    void mapsAndCellsAgreeOnWhereAPointLies() throws IOException {
        // half a field of view wide, so that the slice fills a part of the window; left-right reversed
        double[][] direction = {{-1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
        VolumeGeometry grid =
                VolumeGeometry.of(new long[] {100, 120, 3}, new double[] {1.1, 1.4, 6}, new double[3], direction);
        SliceInput input = input(grid);
        int cells = 24;
        float[] columns = new float[cells * cells];
        float[] rows = new float[cells * cells];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = i % cells + 0.5f;
            rows[i] = Math.floorDiv(i, cells) + 0.5f;
        }
        Volume column = input.onSlice(columns, cells, cells);
        Volume row = input.onSlice(rows, cells, cells);
        for (int x = 0; x < 100; x += 7) {
            for (int y = 0; y < 120; y += 7) {
                int cell = input.cell(cells, cells, x, y, 1);
                assertThat(cell % cells).isEqualTo((int) at(column, x, y));
                assertThat(cell / cells).isEqualTo((int) at(row, x, y));
            }
        }
        // a ramp over the cells is a ramp over the slice: one cell is 8 pixels of the model's spacing
        assertThat((double) at(column, 10, 0) - at(column, 60, 0)).isCloseTo(50 * 1.1 / (8 * 1.30667), within(0.03));
        assertThat(input.cellSize(cells, cells)[1]).isCloseTo(8 * 1.30667, within(0.05));
    }

    @Test
    void rowsOfAttentionAreThoseOfPyTorch() throws IOException {
        try (OnnxModel model = OnnxModelTest.open("brain-t1ce-segmenter")) {
            Tensor noise = tensor("input_noise.npy");
            int pixels = (int) (noise.shape()[2] * noise.shape()[3]);
            float[] first = Arrays.copyOf(noise.values(), pixels);
            var outputs = model.run(
                    new Tensor(first, new long[] {1, 1, noise.shape()[2], noise.shape()[3]}), Set.of("query", "key"));
            QueryAttention attention = new QueryAttention(outputs.get("query"), outputs.get("key"));
            Tensor matrix = tensor("attention_noise.npy");
            int positions = (int) matrix.shape()[0];
            for (int from = 0; from < positions; from++) {
                float[] expected = Arrays.copyOfRange(matrix.values(), from * positions, (from + 1) * positions);
                assertThat(attention.row(from)).containsExactly(expected, within(1e-5f));
            }
        }
    }

    private static Tensor tensor(String name) throws IOException {
        Path file = TENSORS.resolve(name);
        return NpyFile.parse(file, Files.readAllBytes(file));
    }

    private static SliceInput input(VolumeGeometry grid) throws IOException {
        Volume volume = Volume.allocate(grid);
        float[] pixels = new float[100 * 120];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i % 37;
        }
        DisplayOrientation.of(grid).setPixels(volume.voxels(), 1, pixels);
        Model model = Model.read(Path.of("models", "brain-t1ce-segmenter"));
        return SliceInput.of(new PreparedSlices(volume, model), 1);
    }

    private static float at(Volume map, int x, int y) {
        FloatType voxel = map.voxels().getAt(x, y, 0);
        return voxel.get();
    }
}
