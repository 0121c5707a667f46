package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.lesionlens.model.Model;
import org.lesionlens.model.Window;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class PatchInputTest {
    /** Half a field of view, columns wider than rows are high; a lesion of 11 x 9 pixels about (80, 40). */
    private final VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {120, 90, 1}, 1.1, 1.4, 6);

    private final Volume volume = Volume.allocate(grid);
    private final LabelMap labels = LabelMap.allocate(grid);

    PatchInputTest() {
        for (int y = 0; y < 90; y++) {
            for (int x = 0; x < 120; x++) {
                boolean isLesion = Math.abs(x - 80) <= 5 && Math.abs(y - 40) <= 4;
                volume.voxels().getAt(x, y, 0).set((x * 7 + y * 13) % 37 + (isLesion ? 50 : 0));
                labels.voxels().getAt(x, y, 0).set(isLesion ? 1 : 0);
            }
        }
    }

    @Test
    void theMiddleOfTheMapLiesOnTheLesionAndACellIsAsLargeAsItsSamples() throws IOException {
        Model model = TinyModels.classifier();
        int cells = 8;
        float[] columns = new float[cells * cells];
        float[] rows = new float[cells * cells];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = i % cells + 0.5f;
            rows[i] = Math.floorDiv(i, cells) + 0.5f;
        }
        PatchInput patch = PatchInput.of(new PreparedSlices(volume, model), labels, 0, 1);
        Volume column = patch.onSlice(columns, cells, cells);
        Volume row = patch.onSlice(rows, cells, cells);
        // the lesion's box is rounded to pixels of the model
        assertThat(at(column, 80, 40)).isCloseTo(cells / 2.0, within(0.1));
        assertThat(at(row, 80, 40)).isCloseTo(cells / 2.0, within(0.1));
        Window.Patch window = (Window.Patch) model.network().window();
        double cellMm = window.side() / (double) cells * window.step() * model.spacingMm();
        assertThat(at(column, 90, 40) - at(column, 60, 40)).isCloseTo(30 * 1.1 / cellMm, within(0.03));
        assertThat(at(row, 80, 60) - at(row, 80, 30)).isCloseTo(30 * 1.4 / cellMm, within(0.03));
        assertThat(at(column, 0, 40)).as("outside the patch, 88 mm to the left").isNaN();
    }

    /** The logit of a class is 16 c m - 8 c c, m the brightness of the lesion and c that of the class. */
    @Test
    void theMeanOfAClassMapAndTheBiasOfItsClassAreTheLogit() throws IOException {
        double[] brightness = {0.9, 0.3, 1.5};
        try (OnnxModel model = TinyModels.open(TinyModels.classifier())) {
            Map<String, Tensor> outputs = PatchInput.of(new PreparedSlices(volume, model.description()), labels, 0, 1)
                    .run(model, Set.of("logits", "class_activation"));
            for (int i = 0; i < brightness.length; i++) {
                assertThat(mean(outputs.get("class_activation"), i) - 8 * brightness[i] * brightness[i])
                        .as(model.description().labels().get(i).name())
                        .isCloseTo(outputs.get("logits").values()[i], within(1e-4));
            }
        }
    }

    /** Of a channel's cells. */
    private static double mean(Tensor cells, int channel) {
        int count = (int) (cells.shape()[2] * cells.shape()[3]);
        double sum = 0;
        for (int cell = 0; cell < count; cell++) {
            sum += cells.values()[channel * count + cell];
        }
        return sum / count;
    }

    private static double at(Volume map, int x, int y) {
        FloatType voxel = map.voxels().getAt(x, y, 0);
        return voxel.get();
    }
}
