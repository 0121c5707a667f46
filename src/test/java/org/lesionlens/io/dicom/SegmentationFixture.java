package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.model.Code;
import org.lesionlens.model.Label;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/** Series of every kind, labels on their grids, and segmentations of them in a folder. */
abstract class SegmentationFixture {
    static final Algorithm ALGORITHM =
            new Algorithm(Algorithm.Type.AUTOMATIC, "brain-t1ce-segmenter", "1.2.0", "threshold 0.5");
    static final List<Label> LABELS = List.of(
            new Label(1, "1 glioma", Optional.of(new Code("SCT", "393564001", "Glioma")), "#D55E00", true),
            new Label(2, "2 lesion", Optional.empty(), "#E69F00", true),
            new Label(3, "Brain", Optional.of(new Code("SCT", "12738006", "Brain")), "#009E73", false));
    static final Optional<Code> BRAIN = Optional.of(new Code("SCT", "12738006", "Brain"));

    @TempDir
    Path folder;

    static LoadedSeries load(Path series) throws IOException {
        return DicomSeriesReader.load(series, new ReadOptions(Optional.empty(), false), warning -> {});
    }

    /** Every label somewhere, none in the fourth slice, the second in one slice alone. */
    static LabelMap labels(VolumeGeometry grid, long seed) {
        Random random = new Random(seed);
        LabelMap labels = LabelMap.allocate(grid);
        Cursor<UnsignedShortType> voxel = Views.flatIterable(labels.voxels()).localizingCursor();
        while (voxel.hasNext()) {
            voxel.fwd();
            int label = random.nextInt(5);
            long z = voxel.getLongPosition(2);
            boolean empty = z == 3 || label > 3 || label == 2 && z != 1;
            voxel.get().set(empty ? 0 : label);
        }
        return labels;
    }

    static Optional<ProbabilityMap> probability(LabelMap labels) {
        ProbabilityMap map = ProbabilityMap.allocate(labels.geometry());
        Cursor<FloatType> share = Views.flatIterable(map.voxels()).cursor();
        for (UnsignedShortType voxel : Views.flatIterable(labels.voxels())) {
            share.next().set(voxel.get() == 0 ? 0.3f : 0.5f + voxel.get() / 10f);
        }
        return Optional.of(map);
    }

    static Segmentation segmentation(LabelMap labels, SegmentationForm form) {
        return new Segmentation(labels, probability(labels), LABELS, BRAIN, false, form);
    }

    Path write(Segmentation segmentation, SourceSeries source) throws IOException {
        Path file = folder.resolve("seg.dcm");
        SegmentationWriter.write(file, segmentation, Derivation.seeded(source, ALGORITHM, "0.1.0", "seed"));
        return file;
    }

    /** What a map says at the places of another's voxels. */
    static List<Integer> at(VolumeGeometry places, LabelMap map) {
        List<Integer> found = new ArrayList<>();
        for (int z = 0; z < places.size(2); z++) {
            for (int y = 0; y < places.size(1); y++) {
                for (int x = 0; x < places.size(0); x++) {
                    double[] index = map.geometry().toIndex(places.toWorld(x, y, z));
                    long[] voxel = {Math.round(index[0]), Math.round(index[1]), Math.round(index[2])};
                    boolean outside = voxel[2] < 0 || voxel[2] >= map.geometry().size(2);
                    found.add(outside ? 0 : map.voxels().getAt(voxel).get());
                }
            }
        }
        return found;
    }

    static List<Integer> values(LabelMap map) {
        List<Integer> values = new ArrayList<>();
        Views.flatIterable(map.voxels()).forEach(voxel -> values.add(voxel.get()));
        return values;
    }

    /** What a reader of masks gets of labels: the brain is none. */
    static List<Integer> lesions(LabelMap map) {
        return values(map).stream().map(value -> value == 3 ? 0 : value).toList();
    }

    /** All ways in which rows and columns run along the patient's axes, slices in either order. */
    static List<SourceImages> storageOrders() {
        List<SourceImages> all = new ArrayList<>();
        for (int rowAxis = 0; rowAxis < 3; rowAxis++) {
            for (int columnAxis = 0; columnAxis < 3; columnAxis++) {
                for (int signs = 0; signs < 8 && rowAxis != columnAxis; signs++) {
                    double[] row = new double[3];
                    double[] column = new double[3];
                    row[rowAxis] = (signs & 1) == 0 ? 1 : -1;
                    column[columnAxis] = (signs & 2) == 0 ? 1 : -1;
                    all.add(new SourceImages(SourceImages.Kind.MR, row, column, (signs & 4) != 0));
                }
            }
        }
        return all;
    }
}
