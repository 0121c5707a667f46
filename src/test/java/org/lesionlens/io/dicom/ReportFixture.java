package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.imglib2.view.Views;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.model.Label;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

/** Reports of what {@link SegmentationFixture} segments. */
abstract class ReportFixture extends SegmentationFixture {
    static final String LONG_AXIS = "SCT:103339001";
    static final String SHORT_AXIS = "SCT:103340004";

    /** Labels up to one of lesions; 3, the brain, stays. */
    static LabelMap upTo(int most, VolumeGeometry grid) {
        LabelMap labels = labels(grid, 11);
        Views.iterable(labels.voxels()).forEach(voxel -> {
            if (voxel.get() > most && voxel.get() < 3) {
                voxel.setZero();
            }
        });
        return labels;
    }

    static Segmentation upTo(int most, VolumeGeometry grid, boolean byClass) {
        LabelMap labels = upTo(most, grid);
        List<Label> segments = LABELS.stream()
                .filter(label -> label.value() <= most || !label.lesion())
                .toList();
        return new Segmentation(labels, probability(labels), segments, BRAIN, byClass, SegmentationForm.USUAL);
    }

    /** Lesion 1 is a glioma with 0.93. */
    static List<Lesion> lesions(Segmentation segmentation) {
        return LesionMeasurements.measure(segmentation.labels(), segmentation.probability(), Optional.empty()).stream()
                .filter(lesion -> lesion.label() != 3)
                .map(lesion -> lesion.label() == 1 ? lesion.withClass("glioma", 0.93) : lesion)
                .toList();
    }

    WrittenDicom report(Segmentation segmentation, SourceSeries source) throws IOException {
        Path file = folder.resolve("report.dcm");
        ReportWriter.write(
                file, segmentation, lesions(segmentation), Derivation.seeded(source, ALGORITHM, "0.1.0", "seed"));
        return WrittenDicom.of(file);
    }
}
