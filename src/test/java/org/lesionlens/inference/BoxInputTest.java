package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.lesionlens.model.Model;
import org.lesionlens.model.Preparation;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** A slice through the window of a model of volumes, of voxels that are half as large as those that it sees. */
class BoxInputTest {
    private static final long SLICE = 70;

    private Model model;
    private double[] spacing;
    private PreparedBox prepared;

    @BeforeEach
    void prepare() throws IOException {
        model = Model.read(Path.of("models/tiny/prompted/segmenter"));
        spacing = model.preparation().stream()
                .filter(Preparation.Resample.class::isInstance)
                .flatMap(step -> ((Preparation.Resample) step).spacingMm().stream())
                .mapToDouble(Double::doubleValue)
                .toArray();
        VolumeGeometry grid =
                VolumeGeometry.axisAligned(new long[] {140, 140, 140}, spacing[0] / 2, spacing[1] / 2, spacing[2] / 2);
        Volume volume = Volume.allocate(grid);
        int i = 0;
        for (FloatType voxel : Views.flatIterable(volume.voxels())) {
            voxel.set(i++ % 50);
        }
        prepared = new PreparedBox(Image.of(volume), model, new Box(62, 60, 64, 78, 80, 76));
    }

    /** A map that says where its cells lie says where the voxels lie; beyond the window there is nothing. */
    @Test
    void aMapLiesWhereItsCellsDo() {
        BoxInput input = BoxInput.of(prepared, SLICE);
        Block block = prepared.placed().get(0).block();
        Cells cells = new Cells(block.width(), block.height(), block.depth());
        float[] map = new float[cells.count()];
        for (int cell = 0; cell < map.length; cell++) {
            int[] at = cells.place(cell);
            map[cell] = at[0] + 100 * at[1] + 10_000 * at[2];
        }
        Volume shown = input.onSlice(map, cells);
        int seen = 0;
        for (int y = 0; y < 140; y++) {
            for (int x = 0; x < 140; x++) {
                double column = (x + 0.5) / 2 - block.x() - 0.5;
                double row = (y + 0.5) / 2 - block.y() - 0.5;
                double plane = (SLICE + 0.5) / 2 - block.z() - 0.5;
                FloatType value = shown.voxels().getAt(x, y, 0);
                boolean inside =
                        column > -0.5 && column < block.width() - 0.5 && row > -0.5 && row < block.height() - 0.5;
                assertThat(Float.isNaN(value.get())).isEqualTo(!inside);
                if (column >= 0 && column <= block.width() - 1 && row >= 0 && row <= block.height() - 1) {
                    assertThat((double) value.get()).isEqualTo(column + 100 * row + 10_000 * plane, within(0.05));
                    seen++;
                }
            }
        }
        assertThat(seen).isGreaterThan(block.width() * block.height());
        assertThat(input.cellSize(cells)).containsExactly(spacing, within(1e-9));
        assertThat(input.cell(cells, 70, 71, SLICE))
                .isEqualTo(cells.at(35 - block.x(), 35 - block.y(), 35 - block.z()));
    }

    @Test
    void whatTheNetworkDidNotSeeIsRefused() {
        assertThatThrownBy(() -> BoxInput.of(prepared, 0))
                .isInstanceOf(UsageException.class)
                .hasMessageContainingAll("slice 0 lies outside of what the model", "62,60,64,78,80,76");
        BoxInput input = BoxInput.of(prepared, SLICE);
        assertThatThrownBy(() -> input.cell(new Cells(2, 2, 2), 1, 1, SLICE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("[1, 1, 70] lies outside of the window that the network saw");
        assertThat(input.seen()).contains(true, false);
    }
}
