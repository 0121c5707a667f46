package org.lesionlens.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.imglib2.FinalInterval;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.Volume;

class ClassifiedLesionsTest {
    private static final class Told implements Progress {
        private final List<String> updates = new ArrayList<>();

        @Override
        public void update(String stage, long done, long total) {
            updates.add(stage + ": " + done + " of " + total);
        }

        @Override
        public boolean isCancelled() {
            return false;
        }
    }

    private static void fill(LabelMap labels, int label, long firstSlice, long lastSlice) {
        FinalInterval box = FinalInterval.createMinMax(60, 60, firstSlice, 80, 80, lastSlice);
        Views.interval(labels.voxels(), box).forEach(voxel -> voxel.set(label));
    }

    /** Lesion 1 lies in slices 5 to 7, lesion 2 in slices 10 and 11. */
    @Test
    void progressCountsLesions() throws IOException {
        Volume phantom = VolumeFiles.read(Path.of("test-data", "phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
        LabelMap labels = LabelMap.allocate(phantom.geometry());
        fill(labels, 1, 5, 7);
        fill(labels, 2, 10, 11);
        Told told = new Told();
        try (OnnxModel model = TinyModels.open(TinyModels.classifier())) {
            assertThat(new LesionClassifier(model).classify(phantom, labels, told))
                    .containsOnlyKeys(1, 2);
        }
        assertThat(told.updates.stream().distinct())
                .containsExactly(
                        "Classifying lesions: 0 of 2", "Classifying lesions: 1 of 2", "Classifying lesions: 2 of 2");
    }
}
