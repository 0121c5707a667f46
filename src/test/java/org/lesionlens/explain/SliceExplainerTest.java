package org.lesionlens.explain;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.TinyModels;
import org.lesionlens.volume.Image;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class SliceExplainerTest {
    private static final int SIDE = 40;
    private static final int SLICES = 30;

    private final VolumeGeometry grid = VolumeGeometry.axisAligned(new long[] {SIDE, SIDE, SLICES}, 4, 4, 5);
    private final LabelMap labels = LabelMap.allocate(grid);
    private final LongAdder reads = new LongAdder();
    private final Volume volume = counted(Volume.allocate(grid));

    SliceExplainerTest() {
        for (int z = 10; z < 14; z++) {
            labels.voxels().getAt(20, 20, z).set(1);
        }
    }

    /** A ramp; each voxel that is read is counted. */
    private Volume counted(Volume ramp) {
        int i = 0;
        for (FloatType voxel : Views.flatIterable(ramp.voxels())) {
            voxel.set(i++ * 31L % 97);
        }
        return new Volume(
                Converters.convert(
                        ramp.voxels(),
                        (in, out) -> {
                            reads.increment();
                            out.set(in);
                        },
                        new FloatType()),
                grid);
    }

    @Test
    void afterTheFirstSliceEachNetworkReadsOnlyTheSliceItself() throws IOException {
        try (OnnxModel segmenter = TinyModels.open(TinyModels.segmenter());
                OnnxModel classifier = TinyModels.open(TinyModels.classifier())) {
            SliceExplainer explainer =
                    new SliceExplainer(segmenter, Optional.of(classifier), Image.of(volume), labels, 0.5);
            explainer.maps(10);
            reads.reset();
            ExplanationMaps second = explainer.maps(11);
            assertThat(second.classes()).isPresent();
            assertThat(reads.sum()).isEqualTo(2L * SIDE * SIDE);

            ExplanationMaps fresh =
                    new SliceExplainer(segmenter, Optional.of(classifier), Image.of(volume), labels, 0.5).maps(11);
            for (String name : new String[] {"probability", "gates", "cam_glioma"}) {
                assertThat(pixels(second.kind(name).make(second, Progress.NONE)))
                        .as(name)
                        .containsExactly(pixels(fresh.kind(name).make(fresh, Progress.NONE)));
            }
        }
    }

    private static float[] pixels(Explanation map) {
        float[] pixels = new float[SIDE * SIDE];
        int i = 0;
        for (FloatType voxel : Views.flatIterable(map.map().voxels())) {
            pixels[i++] = voxel.get();
        }
        return pixels;
    }
}
