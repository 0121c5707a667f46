package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.DrawnStructures.Drawn;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.VolumeGeometry;

/** Structure sets of other programs on a grid of 20 x 20 x 12 voxels of 1 x 1 x 2 mm. */
class StructureSetReaderTest {
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {20, 20, 12}, 1, 1, 2);

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private LabelMap read(DrawnStructures drawn) throws IOException {
        return read(drawn, GRID);
    }

    private LabelMap read(DrawnStructures drawn, VolumeGeometry grid) throws IOException {
        return VolumeFiles.readLabels(drawn.write(folder.resolve("rt.dcm")), Optional.of(grid), warnings::add);
    }

    /** How many voxels of each label lie in each slice, as {@code slice:label=count}. */
    private static String counts(LabelMap labels) {
        TreeMap<String, Integer> counts = new TreeMap<>();
        var voxel = Views.flatIterable(labels.voxels()).localizingCursor();
        while (voxel.hasNext()) {
            int label = voxel.next().get();
            if (label != 0) {
                counts.merge(String.format("%02d:%d", voxel.getIntPosition(2), label), 1, Integer::sum);
            }
        }
        return counts.toString();
    }

    private static DrawnStructures lesion(Drawn... drawn) {
        return new DrawnStructures().region(1, "GTV", "GTV", drawn);
    }

    @Test
    void aNestedContourIsAHoleAndOneInItAnIsland() throws IOException {
        LabelMap labels = read(lesion(
                Drawn.box(4, 0.5, 0.5, 10.5, 10.5),
                Drawn.box(4, 2.5, 2.5, 8.5, 8.5),
                Drawn.box(4, 4.5, 4.5, 6.5, 6.5)));
        assertThat(counts(labels)).isEqualTo("{02:1=" + (100 - 36 + 4) + "}");
        assertThat(warnings).isEmpty();
    }

    @Test
    void holesMayBeWrittenInEveryWayOfTheStandard() throws IOException {
        Drawn outer = Drawn.of("CLOSEDPLANAR_XOR", 4, 0.5, 0.5, 10.5, 0.5, 10.5, 10.5, 0.5, 10.5);
        Drawn inner = Drawn.of("CLOSEDPLANAR_XOR", 4, 2.5, 2.5, 8.5, 2.5, 8.5, 8.5, 2.5, 8.5);
        Drawn keyhole = Drawn.at(
                4, 0.5, 0.5, 10.5, 0.5, 10.5, 10.5, 0.5, 10.5, 0.5, 2.5, 2.5, 2.5, 2.5, 8.5, 8.5, 8.5, 8.5, 2.5, 2.5,
                2.5, 0.5, 2.5);
        assertThat(counts(read(lesion(outer, inner)))).isEqualTo("{02:1=64}");
        assertThat(counts(read(lesion(keyhole)))).isEqualTo("{02:1=64}");
    }

    @Test
    void contoursThatOverlapInPartAreTakenTogetherAndTheSameTwiceIsOne() throws IOException {
        assertThat(counts(read(lesion(Drawn.box(4, 0.5, 0.5, 4.5, 4.5), Drawn.box(4, 2.5, 2.5, 6.5, 6.5)))))
                .isEqualTo("{02:1=28}");
        assertThat(warnings)
                .containsExactly("1 planes have contours of one region that overlap in part: they are taken together");
        assertThat(counts(read(lesion(Drawn.box(4, 0.5, 0.5, 4.5, 4.5), Drawn.box(4, 0.5, 0.5, 4.5, 4.5)))))
                .isEqualTo("{02:1=16}");
    }

    @Test
    void pointsAndOpenLinesAreLeftOutWhichIsSaid() throws IOException {
        LabelMap labels = read(lesion(
                Drawn.box(4, 0.5, 0.5, 4.5, 4.5),
                Drawn.of("POINT", 6, 1, 1),
                Drawn.of("OPEN_PLANAR", 6, 1, 1, 9, 1, 9, 9),
                Drawn.at(6, 1, 1, 9, 9)));
        assertThat(counts(labels)).isEqualTo("{02:1=16}");
        assertThat(warnings)
                .containsExactly("3 contours are points or open lines, which hold no voxel, and are left out");
    }

    @Test
    void organsAndMarginsAreNoLesionsUnlessNothingElseIsThere() throws IOException {
        Drawn box = Drawn.box(4, 0.5, 0.5, 4.5, 4.5);
        Drawn large = Drawn.box(4, 0.5, 0.5, 8.5, 8.5);
        DrawnStructures all = new DrawnStructures()
                .region(1, "BODY", "EXTERNAL", large)
                .region(2, "PTV", "PTV", large)
                .region(3, "GTV", "GTV", box);
        assertThat(counts(read(all))).isEqualTo("{02:3=16}");
        assertThat(warnings)
                .containsExactly(
                        "2 of 3 regions are by their type no lesions, as organs and margins, and are left out: 1"
                                + " BODY, 2 PTV");
        assertThat(counts(read(new DrawnStructures()
                        .region(1, "BODY", "EXTERNAL", large)
                        .region(2, "PTV", "PTV", box))))
                .isEqualTo("{02:2=16}");
        assertThat(counts(read(new DrawnStructures().region(1, "Liver", "ORGAN", box))))
                .isEqualTo("{02:1=16}");
    }

    @Test
    void regionsThatOverlapAreToldAndNumbersThatAreNoLabelsAreNewOnes() throws IOException {
        DrawnStructures two = new DrawnStructures()
                .region(0, "a", "", Drawn.box(4, 0.5, 0.5, 4.5, 4.5))
                .region(7, "b", "", Drawn.box(4, 2.5, 2.5, 6.5, 6.5));
        assertThat(counts(read(two))).isEqualTo("{02:1=12, 02:2=16}");
        assertThat(warnings)
                .containsExactly(
                        "4 voxels belong to several regions: there the one that comes last counts",
                        "the numbers of the regions are no labels (1 to 65535): they are numbered anew");
    }

    @Test
    void contoursBetweenSlicesBelongToTheNearestOne() throws IOException {
        assertThat(counts(read(lesion(Drawn.box(4.4, 0.5, 0.5, 4.5, 4.5))))).isEqualTo("{02:1=16}");
        assertThat(warnings).isEmpty();
        assertThat(counts(read(lesion(
                        Drawn.box(5, 0.5, 0.5, 4.5, 4.5),
                        Drawn.box(7, 0.5, 0.5, 5.5, 4.5),
                        Drawn.box(9, 0.5, 0.5, 6.5, 4.5)))))
                .isEqualTo("{02:1=16, 03:1=20, 04:1=24}");
        assertThat(warnings)
                .containsExactly(
                        "the contours lie up to 1.00 mm beside the slices: each slice has those nearest to it");
    }

    @Test
    void contoursThatLieFartherApartThanTheSlicesStandForThoseBetween() throws IOException {
        assertThat(counts(read(lesion(
                        Drawn.box(4, 0.5, 0.5, 4.5, 4.5),
                        Drawn.box(10, 0.5, 0.5, 5.5, 4.5),
                        Drawn.box(16, 0.5, 0.5, 6.5, 4.5)))))
                .isEqualTo("{01:1=16, 02:1=16, 03:1=16, 04:1=20, 05:1=20, 06:1=20, 07:1=24, 08:1=24, 09:1=24}");
        assertThat(warnings)
                .containsExactly(
                        "the contours lie 6.000 mm apart but the slices 2.000 mm: each slice has the contours nearest"
                                + " to it, up to 3.000 mm away");
    }

    @Test
    void finerContoursAndGapsAreTold() throws IOException {
        assertThat(counts(read(lesion(
                        Drawn.box(4, 0.5, 0.5, 4.5, 4.5),
                        Drawn.box(5, 0.5, 0.5, 5.5, 4.5),
                        Drawn.box(6, 0.5, 0.5, 6.5, 4.5),
                        Drawn.box(12, 0.5, 0.5, 6.5, 4.5)))))
                .isEqualTo("{02:1=16, 03:1=24, 06:1=24}");
        assertThat(warnings)
                .containsExactly(
                        "the contours lie up to 1.00 mm beside the slices: each slice has those nearest to it",
                        "1 planes of contours lie between the slices and are left out: others are nearer",
                        "1 regions have slices without a contour between those with one: these stay empty");
    }

    @Test
    void contoursAcrossTheSlicesOrElsewhereOrWithoutAPlaceAreRefused() {
        Drawn tilted = new Drawn("CLOSED_PLANAR", "0\\0\\0\\9\\0\\9\\9\\9\\9\\0\\9\\0");
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> read(lesion(tilted)))
                .withMessageContaining(
                        "lie in planes that cross those of the image: name the image that they were drawn on");
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> read(lesion(Drawn.box(400, 0.5, 0.5, 4.5, 4.5))))
                .withMessageContaining("lie outside the image");
        assertThatExceptionOfType(UnsuitableImageException.class)
                .isThrownBy(() -> read(lesion(Drawn.box(4, 0.5, 0.5, 4.5, 4.5)), GRID.withoutPlace()))
                .withMessageContaining("nobody knows where the image lies there");
    }

    @Test
    void oneBentContourAmongFlatOnesIsLeftOut() throws IOException {
        Drawn tilted = new Drawn("CLOSED_PLANAR", "0\\0\\0\\9\\0\\9\\9\\9\\9\\0\\9\\0");
        assertThat(counts(read(lesion(Drawn.box(4, 0.5, 0.5, 4.5, 4.5), tilted))))
                .isEqualTo("{02:1=16}");
        assertThat(warnings).contains("1 contours lie in no plane of the image's slices and are left out");
    }

    @Test
    void withoutAGridTheImagesBesideItGiveOne() throws IOException {
        Path source = new SourceImages(SourceImages.Kind.CT, new double[] {1, 0, 0}, new double[] {0, 1, 0}, false)
                .write(folder.resolve("case"));
        Drawn drawn = Drawn.box(103.75 + 2.5, -31.25 - 0.1, 12.5 - 0.1, -31.25 + 1.5, 12.5 + 1);
        LabelMap labels = VolumeFiles.readLabels(lesion(drawn).write(source.resolve("rt.dcm")));
        assertThat(labels.geometry().size()).containsExactly(9, 7, 6);
        assertThat(counts(labels)).isEqualTo("{01:1=6}");
        Path alone = lesion(drawn)
                .write(Files.createDirectory(folder.resolve("elsewhere")).resolve("alone.dcm"));
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.readLabels(alone))
                .withMessageContaining(
                        "is an RT structure set: contours, which have no voxels of their own, and the images"
                                + " that they were drawn on do not lie beside it; put it into the folder of these images");
        Path ofOthers = lesion(drawn).on("1.2.3").write(source.resolve("rt.dcm"));
        assertThatExceptionOfType(MalformedFileException.class).isThrownBy(() -> VolumeFiles.readLabels(ofOthers));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0\\0\\0\\1\\0|ContourData (3006,0050) has 5 numbers but must have three for each point",
                "0\\0\\0\\1\\0\\x|ContourData (3006,0050) has a value that is no decimal number",
                "0\\0\\0\\1\\0\\nan|ContourData (3006,0050) has a value that is no decimal number",
                "0\\0\\0\\1\\0\\1e300|but points must lie within 1.0E9 mm of the origin",
                "0\\0\\0\\1\\0\\|ContourData (3006,0050) has a value that is no decimal number"
            })
    void brokenPointsAreOneSentence(String data, String said) {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(lesion(new Drawn("CLOSED_PLANAR", data))))
                .withMessageContaining(said);
    }

    @Test
    void aSetWithoutRegionsOrWithTheSameTwiceIsRefusedAndOneWithoutContoursIsEmpty() throws IOException {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(new DrawnStructures()))
                .withMessageContaining("has no region (StructureSetROISequence (3006,0020))");
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(new DrawnStructures().region(1, "a", "").region(1, "b", "")))
                .withMessageContaining("has two regions of one ROINumber");
        assertThat(counts(read(new DrawnStructures().region(1, "a", "")))).isEqualTo("{}");
        assertThat(warnings).containsExactly("the structure set has no closed contour of a lesion: the mask is empty");
    }
}
