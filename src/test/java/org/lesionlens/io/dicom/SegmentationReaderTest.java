package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

class SegmentationReaderTest {
    private static final int SPACING_BETWEEN_SLICES = 0x00180088;
    private static final int SLICE_THICKNESS = 0x00180050;

    @TempDir
    private Path folder;

    private final List<String> warnings = new ArrayList<>();

    private LabelMap read(SegmentationBytes segmentation) throws IOException {
        Path file = Files.write(folder.resolve("seg.dcm"), segmentation.array());
        return VolumeFiles.readLabels(file, warnings::add);
    }

    private void assertRefused(SegmentationBytes segmentation, String... said) {
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> read(segmentation))
                .satisfies(e -> assertThat(e.getMessage()).contains(said));
    }

    private static List<Integer> labels(LabelMap map) {
        List<Integer> labels = new ArrayList<>();
        for (UnsignedShortType voxel : Views.flatIterable(map.voxels())) {
            labels.add(voxel.get());
        }
        return labels;
    }

    /** 3 x 3 pixels are 9 bits: the second frame begins in the middle of a byte. */
    @Test
    void framesInAnyOrderLieOnTheirPlanesAndThoseNotStoredAreEmpty() throws IOException {
        LabelMap map = read(new SegmentationBytes(3, 3)
                .measure(SPACING_BETWEEN_SLICES, "2.5")
                .frame(1, -10, 20, 15, 0, 0, 1, 0, 0, 0, 0, 1, 1)
                .frame(1, -10, 20, 5, 1, 0, 0, 0, 1, 0, 0, 0, 0)
                .frame(1, -10, 20, 7.5, 0, 1, 0, 0, 0, 0, 1, 0, 0));
        VolumeGeometry expected = VolumeGeometry.of(
                new long[] {3, 3, 5}, new double[] {1, 2, 2.5}, new double[] {-10, 20, 5}, new double[][] {
                    {1, 0, 0}, {0, 1, 0}, {0, 0, 1}
                });
        assertThat(map.geometry().sameGrid(expected, 1e-9)).isTrue();
        assertThat(labels(map).subList(0, 18)).containsExactly(1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0);
        assertThat(labels(map).subList(18, 36)).containsOnly(0);
        assertThat(labels(map).subList(36, 45)).containsExactly(0, 0, 1, 0, 0, 0, 0, 1, 1);
        assertThat(warnings).isEmpty();
    }

    @Test
    void planesOfASagittalSegmentationRunAlongItsNormal() throws IOException {
        LabelMap map = read(new SegmentationBytes(2, 2)
                .orientation("0\\1\\0\\0\\0\\-1")
                .measure(SLICE_THICKNESS, "3")
                .frame(2, 7, 0, 50, 0, 0, 0, 1)
                .frame(2, 10, 0, 50, 1, 0, 0, 0));
        // row x column = y x -z = -x: the plane at x = 10 is the first one
        assertThat(map.geometry().toWorld(0, 0, 0)).containsExactly(10, 0, 50);
        assertThat(map.geometry().toWorld(1, 1, 1)).containsExactly(7, 1, 48);
        assertThat(labels(map)).containsExactly(2, 0, 0, 0, 0, 0, 0, 2);
    }

    @Test
    void segmentsHaveTheirNumbersAndWhereTheyOverlapTheLastOneCounts() throws IOException {
        LabelMap map = read(new SegmentationBytes(2, 1)
                .measure(SPACING_BETWEEN_SLICES, "1")
                .frame(300, 0, 0, 0, 1, 1)
                .frame(300, 0, 0, 1, 1, 0)
                .frame(4, 0, 0, 0, 0, 1));
        assertThat(labels(map)).containsExactly(300, 4, 300, 0);
        assertThat(warnings).singleElement().asString().contains("overlap in 1 voxels");
    }

    private static SegmentationBytes twoSegments(String scheme, String category) {
        return new SegmentationBytes(3, 1)
                .measure(SPACING_BETWEEN_SLICES, "1")
                .segment(1, "Liver", "SCT", "123037004")
                .segment(2, "Spot", scheme, category)
                .frame(1, 0, 0, 0, 1, 1, 0)
                .frame(2, 0, 0, 0, 0, 1, 1);
    }

    @Test
    void organsBesideSomethingElseAreNoLesions() throws IOException {
        assertThat(labels(read(twoSegments("SCT", "49755003")))).containsExactly(0, 2, 2);
        assertThat(warnings).containsExactly("1 of 2 segments are anatomy, no lesions, and are left out: 1 Liver");
    }

    @Test
    void organsAloneAreTheMask() throws IOException {
        for (String[] code : new String[][] {{"SCT", "123037004"}, {"SCT", "91723000"}, {"SRT", "T-D000A"}}) {
            warnings.clear();
            assertThat(labels(read(twoSegments(code[0], code[1])))).containsExactly(1, 2, 2);
            assertThat(warnings).singleElement().asString().contains("overlap in 1 voxels");
        }
    }

    @Test
    void ofALabelMapTheBackgroundIsNothingElse() throws IOException {
        LabelMap map = read(new SegmentationBytes(3, 1)
                .type("LABELMAP")
                .measure(SLICE_THICKNESS, "1")
                .segment(0, "Background", "SCT", "49755003")
                .segment(1, "Liver", "SCT", "123037004")
                .frame(1, 0, 0, 0, 0, 1, 1));
        assertThat(labels(map)).containsExactly(0, 1, 1);
    }

    @Test
    void ofFractionsAtLeastHalfOfTheLargestCounts() throws IOException {
        LabelMap map = read(new SegmentationBytes(4, 1)
                .type("FRACTIONAL")
                .measure(SLICE_THICKNESS, "1")
                .frame(1, 0, 0, 0, 0, 99, 100, 200));
        assertThat(labels(map)).containsExactly(0, 0, 1, 1);
        assertThat(warnings).singleElement().asString().contains("FRACTIONAL");
    }

    @Test
    void theNumbersOfALabelMapAreItsLabels() throws IOException {
        LabelMap map = read(new SegmentationBytes(4, 1)
                .type("LABELMAP")
                .measure(SLICE_THICKNESS, "1")
                .frame(1, 0, 0, 0, 0, 3, 0, 250));
        assertThat(labels(map)).containsExactly(0, 3, 0, 250);
    }

    /** SpacingBetweenSlices is often that of other slices; what fits the planes counts. */
    @Test
    void theStepIsOneThatThePlanesFit() throws IOException {
        SegmentationBytes said = new SegmentationBytes(1, 1).measure(SPACING_BETWEEN_SLICES, "4");
        assertThat(read(planes(said, 0, 1.333, 4, 6.667)).geometry().size(2)).isEqualTo(6);
        assertThat(warnings).singleElement().asString().contains("smallest distance");
        SegmentationBytes thick = new SegmentationBytes(1, 1).measure(SLICE_THICKNESS, "1");
        assertThat(read(planes(thick, 0, 2, 4)).geometry().size(2)).isEqualTo(5);
        SegmentationBytes rounded = new SegmentationBytes(1, 1).measure(SPACING_BETWEEN_SLICES, "1.3");
        VolumeGeometry grid = read(planes(rounded, 0, 1.333, 40)).geometry();
        assertThat(grid.size(2)).isEqualTo(31);
        assertThat(grid.spacingMm(2)).isCloseTo(40.0 / 30, within(1e-9));
        assertRefused(planes(new SegmentationBytes(1, 1), 0, 2, 5), "no even grid");
    }

    private static SegmentationBytes planes(SegmentationBytes segmentation, double... heights) {
        Arrays.stream(heights).forEach(z -> segmentation.frame(1, 0, 0, z, 1));
        return segmentation;
    }

    @Test
    void whatIsNoStackOfFramesIsRefused() throws IOException {
        assertRefused(
                new SegmentationBytes(1, 1).frame(1, 0, 0, 0, 1).frame(1, 5, 0, 1, 1), "beside each other", "frame 2");
        byte[] whole = new SegmentationBytes(9, 9).frame(1, 0, 0, 0, 1).array();
        Path cut = Files.write(folder.resolve("cut.dcm"), Arrays.copyOf(whole, whole.length - 4));
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.readLabels(cut))
                .withMessageContaining("cut off");
        Path image =
                Files.write(folder.resolve("image.dcm"), DicomBytes.slice(0).array());
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.readLabels(image))
                .withMessageContaining("no segmentation");
    }

    /** A mask is no image: a network finds nothing in it. */
    @Test
    void aSegmentationIsNoImage() throws IOException {
        for (String type : List.of("BINARY", "FRACTIONAL", "LABELMAP")) {
            SegmentationBytes segmentation =
                    new SegmentationBytes(2, 2).type(type).frame(1, 0, 0, 0, 1, 0, 0, 0);
            Path file = Files.write(folder.resolve("seg.dcm"), segmentation.array());
            assertThatExceptionOfType(MalformedFileException.class)
                    .isThrownBy(() -> VolumeFiles.read(file, Optional.empty()))
                    .withMessageContaining("a mask, no image");
        }
    }

    @Test
    void aFolderStandsForTheOneSegmentationInIt() throws IOException {
        Path seg = Files.createDirectory(folder.resolve("case"));
        Files.write(seg.resolve("image.dcm"), DicomBytes.slice(0).array());
        byte[] bytes = new SegmentationBytes(2, 1).frame(1, 0, 0, 0, 1, 0).array();
        Files.write(seg.resolve("seg.dcm"), bytes);
        assertThat(labels(VolumeFiles.readLabels(seg))).containsExactly(1, 0);
        Files.write(seg.resolve("other.dcm"), bytes);
        assertThatExceptionOfType(MalformedFileException.class)
                .isThrownBy(() -> VolumeFiles.readLabels(seg))
                .withMessageContaining("several masks: other.dcm, seg.dcm");
    }

    @Test
    void damagedBytesGiveLabelsOrARefusalAndNothingElse() throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < 6000; i++) {
            byte[] mutant = new SegmentationBytes(3, 3)
                    .type(List.of("BINARY", "FRACTIONAL", "LABELMAP").get(i % 3))
                    .measure(SPACING_BETWEEN_SLICES, "2.5")
                    .frame(1, -10, 20, 15, 0, 0, 1, 0, 0, 0, 0, 1, 1)
                    .frame(2, -10, 20, 5, 1, 0, 0, 0, 1, 0, 0, 0, 0)
                    .array();
            for (int flips = random.nextInt(3); flips >= 0; flips--) {
                mutant[132 + random.nextInt(mutant.length - 132)] = (byte) random.nextInt(256);
            }
            Path path = Files.write(folder.resolve("a"), mutant);
            try {
                assertThat(VolumeFiles.readLabels(path, warnings::add)).isNotNull();
            } catch (MalformedFileException e) {
                assertThat(e).hasMessageContaining("a: ");
            }
        }
    }
}
