package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.Window;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Slices and patches are prepared as in training; the .npy files come from models/training/tests/references.py. */
class PreparedSlicesTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {74, 61, 1}, 1.9, 2.3, 5);

    private static float[] reference(String name) throws IOException {
        Path file = Path.of("src/test/resources/org/lesionlens/inference", name + ".npy");
        return NpyFile.parse(file, Files.readAllBytes(file)).values();
    }

    private static PreparedSlices prepared(Model model) throws IOException {
        return new PreparedSlices(new Volume(ArrayImgs.floats(reference("raw"), GRID.size()), GRID), model);
    }

    @Test
    void aSliceIsPreparedAsInPython() throws IOException {
        PreparedSlices slices = prepared(TinyModels.segmenter());
        assertThat(slices.columns()).isEqualTo(94);
        assertThat(slices.rows()).isEqualTo(94);
        assertThat(slices.slice(0)).containsExactly(reference("prepared"), within(1e-5f));
    }

    @Test
    void aPatchIsCutAsInTraining() throws IOException {
        Model model = TinyModels.classifier();
        PreparedSlices slices = prepared(model);
        LabelMap labels = LabelMap.allocate(GRID);
        float[] mask = reference("mask");
        int i = 0;
        for (UnsignedShortType voxel : Views.flatIterable(labels.voxels())) {
            voxel.set(mask[i++] > 0 ? 4 : 0);
        }
        LesionPatch patch = LesionPatch.cut(
                slices.slice(0), slices.orientation().slice(labels.voxels(), 0), 4, slices, (Window.Patch)
                        model.network().window());
        assertThat(patch.values()).containsExactly(reference("patch"), within(1e-4f));
    }

    @Test
    void anImageWithoutAPixelSizeFillsTheFieldOfView() throws IOException {
        Volume image = new Volume(ArrayImgs.floats(reference("raw"), GRID.size()), VolumeGeometry.uncalibrated(74, 61));
        PreparedSlices slices = new PreparedSlices(image, TinyModels.segmenter());
        assertThat(slices.columns()).isEqualTo(160);
        assertThat(slices.rows()).isEqualTo(132);
    }

    /** As fitted.npy and fitted_patch.npy have it. */
    private static Model withoutMm(Path models, String name) throws IOException {
        return Model.read(ChangedModel.copy(
                name,
                models,
                text -> text.replaceAll(" +spacing_mm: .*\n", "")
                        .replaceAll("field_of_view_mm: .*", "long_side: 96")
                        .replaceAll("([ ]+)size: 64", "$1size: 32")
                        .replace("step: 1.0", "step: 1.25")
                        .replace("statistics: volume", "statistics: slice")));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPictureOfAModelWithoutMmIsPreparedAsInPython(boolean calibrated, @TempDir Path models) throws IOException {
        VolumeGeometry grid = calibrated ? GRID : VolumeGeometry.uncalibrated(74, 61);
        Volume picture = new Volume(ArrayImgs.floats(reference("raw"), GRID.size()), grid);
        PreparedSlices slices = new PreparedSlices(picture, withoutMm(models, TinyModels.SEGMENTER));
        assertThat(slices.columns()).isEqualTo(96);
        assertThat(slices.rows()).isEqualTo(79);
        assertThat(slices.slice(0)).containsExactly(reference("fitted"), within(1e-5f));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPatchOfAModelWithoutMmIsCutAsInPython(boolean calibrated, @TempDir Path models) throws IOException {
        VolumeGeometry grid = calibrated ? GRID : VolumeGeometry.uncalibrated(74, 61);
        Volume picture = new Volume(ArrayImgs.floats(reference("raw"), GRID.size()), grid);
        Model model = withoutMm(models, TinyModels.CLASSIFIER);
        PreparedSlices slices = new PreparedSlices(picture, model);
        LabelMap labels = LabelMap.allocate(grid);
        float[] mask = reference("mask");
        int i = 0;
        for (UnsignedShortType voxel : Views.flatIterable(labels.voxels())) {
            voxel.set(mask[i++] > 0 ? 4 : 0);
        }
        LesionPatch patch = LesionPatch.cut(
                slices.slice(0), slices.orientation().slice(labels.voxels(), 0), 4, slices, (Window.Patch)
                        model.network().window());
        assertThat(patch.values()).containsExactly(reference("fitted_patch"), within(1e-4f));
    }

    /** Of two slices the first is padding throughout: it is as dark as the darkest tissue of the volume. */
    @Test
    void paddingIsAsDarkAsTheDarkestTissue() throws IOException {
        float[] tissue = reference("raw");
        float darkest = Float.POSITIVE_INFINITY;
        for (float value : tissue) {
            darkest = Math.min(darkest, value);
        }
        VolumeGeometry two = VolumeGeometry.axisAligned(new long[] {74, 61, 2}, 1.9, 2.3, 5);
        Model model = TinyModels.segmenter();
        PreparedSlices padded =
                new PreparedSlices(new Volume(under(3e4f, tissue), two, new Padding(3e4f, 3e4f)), model);
        PreparedSlices plain = new PreparedSlices(new Volume(under(darkest, tissue), two), model);
        assertThat(padded.slice(0)).isEqualTo(plain.slice(0));
        assertThat(padded.slice(1)).isEqualTo(plain.slice(1));
    }

    private static RandomAccessibleInterval<FloatType> under(float constant, float[] slice) {
        float[] both = new float[2 * slice.length];
        Arrays.fill(both, 0, slice.length, constant);
        System.arraycopy(slice, 0, both, slice.length, slice.length);
        return ArrayImgs.floats(both, 74, 61, 2);
    }

    @Test
    void whatIsCutFromAWindowIsWhatWasPutIntoIt() {
        float[] slice = new float[7 * 5];
        for (int i = 0; i < slice.length; i++) {
            slice[i] = i - 3;
        }
        SliceWindow window = new SliceWindow(7, 5, 16, 32);
        float[] around = window.around(slice);
        assertThat(around).hasSize(16 * 32);
        assertThat(around[0]).isEqualTo(-3); // the minimum surrounds the slice
        assertThat(window.cut(around)).isEqualTo(slice);
    }
}
