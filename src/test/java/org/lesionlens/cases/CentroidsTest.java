package org.lesionlens.cases;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.SourceImages;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.lesion.LesionMeasurements;
import org.lesionlens.pipeline.Finding;
import org.lesionlens.volume.LabelMap;

/**
 * Where two lesions lie by every file of results, on series of all 48 storage orders: rows and columns along each pair of axes,
 * either way, slices stored upwards and downwards; along the patient's axes and oblique.
 */
public class CentroidsTest {
    private static final double MM = 0.01;

    /** Lesions are pixels of some values, so that they can be found in the images without the program. */
    private static final List<IntPredicate> LESIONS =
            List.of(value -> value < 500, value -> value >= 1200 && value < 1500);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.4})
    void theyLieAtTheSamePlaceInAllOfThem(double angle) throws IOException {
        List<SourceImages> orders = orders(angle);
        assertThat(orders).hasSize(48);
        for (int i = 0; i < orders.size(); i++) {
            Path series = orders.get(i).write(folder.resolve("series" + i));
            Path results = Files.createDirectory(folder.resolve("results" + i));
            write(series, results);
            List<double[]> places = WrittenCentroids.ofImages(series, LESIONS);
            assertThat(places).hasSize(2);
            assertSame(places, WrittenCentroids.ofTable(results.resolve(LesionsCsv.FILE)));
            assertSame(places, WrittenCentroids.ofNifti(results.resolve("labels.nii.gz")));
            assertSame(places, WrittenCentroids.ofSegmentation(results.resolve("segmentation.dcm")));
            assertSame(places, WrittenCentroids.ofReport(results.resolve("report.dcm")));
            assertSame(places, WrittenCentroids.ofStructures(results.resolve("structures.dcm")));
        }
    }

    private static void assertSame(List<double[]> places, List<double[]> found) {
        assertThat(found).hasSameSizeAs(places);
        for (int i = 0; i < places.size(); i++) {
            assertThat(found.get(i)).containsExactly(places.get(i), within(MM));
        }
    }

    private static void write(Path series, Path results) throws IOException {
        LoadedVolume image = VolumeFiles.read(series, new ReadOptions(Optional.empty(), false));
        LabelMap labels = labels(image);
        List<Lesion> lesions = LesionMeasurements.measure(labels, Optional.empty(), Optional.empty());
        Optional<DicomOrigin> origin = Optional.of(DicomOrigin.ofUser(image, DicomChoices.USUAL));
        List<Finding> findings = lesions.stream().map(Finding::unclassified).toList();
        for (ResultFormat format : List.of(ResultFormat.NIFTI, ResultFormat.DICOM_SR, ResultFormat.RTSTRUCT)) {
            for (ResultFile file : format.files(labels, findings, origin)) {
                file.content().write(results.resolve(file.name()));
            }
        }
        LesionsCsv.TABLE.write(results.resolve(LesionsCsv.FILE), CaseLesion.of("case", lesions, Map.of()));
    }

    private static LabelMap labels(LoadedVolume image) {
        LabelMap labels = LabelMap.allocate(image.volume().geometry());
        Cursor<FloatType> value = Views.flatIterable(image.volume().voxels()).cursor();
        for (UnsignedShortType label : Views.flatIterable(labels.voxels())) {
            int found = Math.round(value.next().get());
            label.set(LESIONS.get(0).test(found) ? 1 : LESIONS.get(1).test(found) ? 2 : 0);
        }
        return labels;
    }

    /** All ways in which rows and columns run along three axes, and slices lie in either order. */
    public static List<SourceImages> orders(double angle) {
        double[][] axes = turned(angle);
        List<SourceImages> all = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            for (int signs = 0; signs < 8 && i / 3 != i % 3; signs++) {
                double[] row = times(axes[i / 3], (signs & 1) == 0 ? 1 : -1);
                double[] column = times(axes[i % 3], (signs & 2) == 0 ? 1 : -1);
                all.add(new SourceImages(SourceImages.Kind.MR, row, column, (signs & 4) != 0));
            }
        }
        return all;
    }

    /** The patient's axes, turned by an angle about z and then about x. */
    private static double[][] turned(double angle) {
        double c = Math.cos(angle);
        double s = Math.sin(angle);
        return new double[][] {{c, s * c, s * s}, {-s, c * c, s * c}, {0, -s, c}};
    }

    private static double[] times(double[] vector, double by) {
        return new double[] {by * vector[0], by * vector[1], by * vector[2]};
    }
}
