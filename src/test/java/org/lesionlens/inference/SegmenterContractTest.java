package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.lesionlens.inference.PixelwiseForm.Tensors;
import org.lesionlens.model.Model;
import org.lesionlens.volume.Grids;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Whatever form a network comes in, each voxel has the answer of its formula, wherever and however it is stored. */
class SegmenterContractTest {
    private static final String SLICES = "{kind: whole, sides: [{least: 16, step: 4}, {least: 16, step: 4}]}";
    private static final String VOLUME =
            "{kind: whole, sides: [{least: 4, step: 4}, {least: 4, step: 4}, {least: 4, step: 4}], fill: {mode: edge}}";
    private static final String TILES_2D = "{kind: tiles, sides: [16, 12], step: 0.5, fill: {mode: reflect}}";
    private static final String TILES_3D = "{kind: tiles, sides: [8, 12, 4], step: 0.5, fill: {mode: constant}}";
    private static final String HALO_3D = "{kind: tiles, sides: [8, 12, 8], blend: halo, halo: [1, 2, 3]}";
    private static final String FIXED = "{kind: whole, sides: [{least: 16}, {least: 12}]}";

    @TempDir
    private Path models;

    static List<PixelwiseForm> forms() {
        List<PixelwiseForm> forms = new ArrayList<>();
        for (String name : List.of(
                "2d-1to1-logits sigmoid",
                "2d-1to1-sigmoid-fp16 none",
                "2d-1to2-softmax none",
                "2d-2to1-sigmoid none",
                "2d-3to3-logits softmax",
                "2d-4to3-argmax none",
                "2d-4to4-softmax none")) {
            forms.add(form(name, "bcyx", SLICES));
            forms.add(form(name, "bcyx", TILES_2D));
        }
        for (String name : List.of(
                "3d-1to1-sigmoid none",
                "3d-1to2-logits-fp16 softmax",
                "3d-2to2-softmax none",
                "3d-3to4-logits softmax",
                "3d-4to3-sigmoid none",
                "3d-4to4-argmax none")) {
            forms.add(form(name, "bczyx", VOLUME));
            forms.add(form(name, "bczyx", TILES_3D));
            forms.add(form(name, "bczyx", HALO_3D));
        }
        forms.add(drawn("2d-2to3-regions", "none", "byxc float32", "byxc float32", SLICES));
        forms.add(drawn("2d-1to2-sigmoid-double", "none", "byx float32", "bcyx float64", SLICES));
        forms.add(drawn("2d-3to2-softmax", "none", "cxy float64", "xyc float32", FIXED));
        forms.add(drawn("3d-2to3-regions", "none", "bcxyz float32", "bzcyx float64", TILES_3D));
        forms.add(drawn("3d-1to3-logits", "softmax", "zyxbc float16", "bxyzc float16", VOLUME));
        return forms;
    }

    private static PixelwiseForm form(String words, String axes, String window) {
        String[] parts = words.split(" ");
        String type = parts[0].contains("fp16") ? "float16" : "float32";
        boolean labels = parts[0].contains("argmax");
        return new PixelwiseForm(
                parts[0],
                parts[1],
                new Tensors(axes, type),
                labels ? new Tensors(axes.replace("c", ""), "int64") : new Tensors(axes, type),
                window);
    }

    private static PixelwiseForm drawn(String name, String activation, String input, String output, String window) {
        return new PixelwiseForm(name, activation, tensors(input), tensors(output), window);
    }

    private static Tensors tensors(String words) {
        return new Tensors(words.split(" ")[0], words.split(" ")[1]);
    }

    /** 2D slices lie across z: the spacing makes that sure. */
    private static Image image(int channels, long... size) {
        VolumeGeometry grid = VolumeGeometry.of(
                size, new double[] {1, 1.1, 4}, new double[] {3, 4, 5}, new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
        Random random = new Random(17);
        List<Image.Channel> all = new ArrayList<>();
        for (int channel = 0; channel < channels; channel++) {
            float[] values = new float[(int) grid.voxelCount()];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(300);
            }
            all.add(new Image.Channel("channel" + channel, new Volume(ArrayImgs.floats(values, size), grid)));
        }
        return new Image(all);
    }

    private static Segmentation segment(OnnxModel model, Image image, int batch, boolean mirror, double threshold) {
        return new LesionSegmenter(model, batch, mirror).segment(image, threshold, Progress.NONE);
    }

    private static double[] prepared(Image image, Cursor<FloatType> at) {
        return image.channels().stream()
                .mapToDouble(channel -> 0.01
                                * channel.volume()
                                        .voxels()
                                        .randomAccess()
                                        .setPositionAndGet(at)
                                        .get()
                        - 1)
                .toArray();
    }

    private static double tolerance(PixelwiseForm form) {
        boolean half = form.isHalf()
                || form.input().type().equals("float16")
                || form.output().type().equals("float16");
        return half ? 8e-3 : 3e-5;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theProbabilityOfLesionIsThatOfTheFormula(PixelwiseForm form) throws IOException {
        Image image = image(form.channels(), 23, 19, 6);
        try (OnnxModel model = TinyModels.open(form.write(models, 0.5))) {
            Segmentation found = segment(model, image, 2, false, 0.5);
            Cursor<FloatType> voxel = found.lesion().voxels().localizingCursor();
            while (voxel.hasNext()) {
                voxel.fwd();
                double expected = lesion(form, form.probabilities(prepared(image, voxel)));
                if (!form.described().equals("labels") || Math.abs(expected - 0.5) > 0.4) {
                    assertThat((double) voxel.get().get()).isCloseTo(expected, within(tolerance(form)));
                }
            }
        }
    }

    private static double lesion(PixelwiseForm form, double... probabilities) {
        if (form.described().equals("labels")) {
            double[] sorted = probabilities.clone();
            Arrays.sort(sorted);
            boolean tie = sorted[sorted.length - 1] - sorted[sorted.length - 2] < 1e-3;
            return tie ? 0.5 : PixelwiseForm.isLesion(best(probabilities)) ? 1 : 0;
        }
        double lesion = 0;
        for (int k = 0; k < probabilities.length; k++) {
            double of = PixelwiseForm.isLesion(form.values().get(k)) ? probabilities[k] : 0;
            lesion = form.described().equals("exclusive") ? lesion + of : Math.max(lesion, of);
        }
        return lesion;
    }

    private static int best(double... values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theLabelIsTheMostProbableOne(PixelwiseForm form) throws IOException {
        Image image = image(form.channels(), 23, 19, 6);
        try (OnnxModel model = TinyModels.open(form.write(models, 0))) {
            LabelMap found = segment(model, image, 1, false, 0).labels().orElseThrow();
            Cursor<UnsignedShortType> voxel = found.voxels().localizingCursor();
            Cursor<FloatType> at = image.first().voxels().localizingCursor();
            int wrong = 0;
            while (voxel.hasNext()) {
                int label = voxel.next().get();
                at.fwd();
                wrong += label == label(form, form.probabilities(prepared(image, at))) ? 0 : 1;
            }
            assertThat(wrong).isLessThanOrEqualTo(tolerance(form) > 1e-3 ? 20 : 0); // ties, where numbers are coarse
        }
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theLabelOfALesionHasItsOwnProbability(PixelwiseForm form) throws IOException {
        Image image = image(form.channels(), 23, 19, 6);
        boolean several = form.values().stream().filter(PixelwiseForm::isLesion).count() > 1;
        try (OnnxModel model = TinyModels.open(form.write(models, 0))) {
            Segmentation found = segment(model, image, 1, false, 0);
            assertThat(found.ofLabel().isPresent())
                    .isEqualTo(several && form.described().matches("exclusive|regions"));
            RandomAccess<UnsignedShortType> label =
                    found.labels().orElseThrow().voxels().randomAccess();
            RandomAccess<FloatType> of =
                    found.ofLabel().orElse(found.lesion()).voxels().randomAccess();
            Cursor<FloatType> at = image.first().voxels().localizingCursor();
            while (at.hasNext()) {
                at.fwd();
                int held = label.setPositionAndGet(at).get();
                if (held != 0
                        && PixelwiseForm.isLesion(held)
                        && !form.described().equals("labels")) {
                    double expected = form.probabilities(prepared(image, at))[
                            form.values().indexOf(held)];
                    assertThat((double) of.setPositionAndGet(at).get()).isCloseTo(expected, within(tolerance(form)));
                }
            }
        }
    }

    private static int label(PixelwiseForm form, double... probabilities) {
        List<Integer> values = form.values();
        if (form.described().equals("regions")) {
            int label = 0;
            for (int k = 0; k < probabilities.length; k++) {
                label = probabilities[k] > 0.5 ? values.get(k) : label;
            }
            return label;
        }
        int best = best(probabilities);
        return form.described().equals("independent") && probabilities[best] < 0.5 ? 0 : values.get(best);
    }

    @ParameterizedTest
    @MethodSource("forms")
    void neitherBatchNorMirroringNorThreadsChangeIt(PixelwiseForm form) throws IOException {
        Image image = image(form.channels(), 23, 19, 6);
        Model description = form.write(models, 0.5);
        try (OnnxModel model = TinyModels.open(description);
                OnnxModel threads = OnnxModel.open(description, Optional.of(Device.CPU), 2)) {
            Segmentation once = segment(model, image, 1, false, 0.5);
            double largest = difference(once, segment(model, image, 3, false, 0.5));
            largest = Math.max(largest, difference(once, segment(threads, image, 1, false, 0.5)));
            if (!form.described().equals("labels")) {
                largest = Math.max(largest, difference(once, segment(model, image, 1, true, 0.5)));
            }
            assertThat(largest).isLessThan(tolerance(form));
        }
    }

    private static double difference(Segmentation one, Segmentation other) {
        double largest = 0;
        RandomAccess<FloatType> there = other.lesion().voxels().randomAccess();
        Cursor<FloatType> here = one.lesion().voxels().localizingCursor();
        while (here.hasNext()) {
            float value = here.next().get();
            double[] index =
                    other.lesion().geometry().toIndex(one.lesion().geometry().toWorld(here.positionAsDoubleArray()));
            for (int axis = 0; axis < 3; axis++) {
                there.setPosition(Math.round(index[axis]), axis);
            }
            largest = Math.max(largest, Math.abs(value - there.get().get()));
        }
        return largest;
    }

    static Stream<PixelwiseForm> someForms() {
        return forms().stream()
                .filter(form -> form.name().matches("2d-2to3-regions|3d-2to2-softmax|3d-1to3-logits|2d-3to3-logits"));
    }

    @ParameterizedTest
    @MethodSource("someForms")
    void anImageThatIsStoredFlippedOrPermutedHasTheSameAnswers(PixelwiseForm form) throws IOException {
        Image image = image(form.channels(), 21, 17, 6);
        try (OnnxModel model = TinyModels.open(form.write(models, 0.5))) {
            Segmentation expected = segment(model, image, 1, false, 0.5);
            List<List<Volume>> stored = image.channels().stream()
                    .map(channel -> Grids.storedInAllWays(channel.volume()))
                    .toList();
            for (int way = 0; way < stored.get(0).size(); way += 5) {
                int which = way;
                Image turned = new Image(stored.stream()
                        .map(ways -> new Image.Channel("", ways.get(which)))
                        .toList());
                assertThat(difference(segment(model, turned, 1, false, 0.5), expected))
                        .isLessThan(tolerance(form));
            }
        }
    }
}
