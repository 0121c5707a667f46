package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.PixelwiseForm.Tensors;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/**
 * From a CT at one spacing to the labels there, through a network at another, as nnU-Net v2 does it with scikit-image; the
 * .npy files come from src/test/python/make_resampling_fixtures.py.
 */
class NnunetChainTest {
    @TempDir
    private Path models;

    private static Tensor reference(String name) throws IOException {
        Path file = Path.of("src/test/resources/org/lesionlens/inference/resampling", "nnunet-" + name + ".npy");
        return NpyFile.parse(file, Files.readAllBytes(file));
    }

    /** Spacings along x, y, z; that of the network along the letters of its tensor. */
    @ParameterizedTest
    @CsvSource({
        "isotropic, 1 1 1, '0.9, 0.8, 0.7', bczyx, exclusive",
        "coarser, 1 1 1, '1.3, 1.4, 1.5', bczyx, exclusive",
        "anisotropic, 1 1 5, '0.8, 0.8, 3.1', bczyx, exclusive",
        "network-anisotropic, 1 1 1, '0.9, 0.8, 5', bczyx, exclusive",
        "transposed, 5 1 1, '4, 0.9, 0.8', bcxzy, exclusive",
        "regions, 1 1 5, '0.8, 0.8, 3.1', bczyx, regions"
    })
    void theLabelsAreThoseOfNnunet(String name, String spacing, String wanted, String axes, String answer)
            throws IOException {
        Tensor image = reference("image");
        long[] size = {image.shape()[2], image.shape()[1], image.shape()[0]};
        String[] mm = spacing.split(" ");
        VolumeGeometry grid = VolumeGeometry.axisAligned(
                size, Double.parseDouble(mm[0]), Double.parseDouble(mm[1]), Double.parseDouble(mm[2]));
        Volume volume = new Volume(ArrayImgs.floats(image.values(), size), grid);
        float[] expected = reference(name).values();
        try (OnnxModel model = TinyModels.open(described(name, wanted, axes, answer))) {
            LabelMap found = new LesionSegmenter(model, 1, false)
                    .segment(Image.of(volume), 0, Progress.NONE)
                    .labels()
                    .orElseThrow();
            int same = 0;
            int i = 0;
            for (UnsignedShortType voxel : Views.flatIterable(found.voxels())) {
                same += voxel.get() == expected[i++] ? 1 : 0;
            }
            assertThat(same).isGreaterThanOrEqualTo((int) Math.ceil(0.999 * expected.length));
        }
    }

    private Model described(String name, String wanted, String axes, String answer) throws IOException {
        boolean regions = answer.equals("regions");
        PixelwiseForm form =
                new PixelwiseForm("3d-1to3-logits", "", new Tensors(axes, "float32"), new Tensors(axes, "float32"), "");
        return new DescribedModel(models, name)
                .threshold(0)
                .weights(form.network())
                .network("input: {name: input, axes: " + axes + "}")
                .network("window: {kind: tiles, sides: [10, 9, 8], step: 0.5, fill: {mode: constant}}")
                .own("labels: [{name: one}, {name: two}" + (regions ? ", {name: three}" : "") + "]")
                .own("preparation: [{step: crop-to-nonzero}, {step: clip, minimum: -150, maximum: 420},"
                        + " {step: fixed-z-score, mean: 80, standard_deviation: 120},"
                        + " {step: resample, spacing_mm: [" + wanted + "], within: cubic, across: nearest,"
                        + " apart_above: 3}]")
                .own("output: {name: logits, axes: " + axes + ", activation: " + (regions ? "sigmoid" : "softmax")
                        + ", answer: " + answer + ", labels: " + (regions ? "[1, 2, 3]" : "[0, 1, 2]") + "}")
                .write();
    }
}
