package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

class FijiVolumesTest {
    @TempDir
    private Path folder;

    private static Volume read(String file) throws IOException {
        return VolumeFiles.read(Path.of("test-data").resolve(file), Optional.empty())
                .volume();
    }

    private static Volume readBack(ImagePlus image) {
        return FijiVolumes.read(image, StackGrid.of(image), 1, 1);
    }

    private static void assertSame(Volume found, Volume expected) {
        assertThat(found.geometry().sameGrid(expected.geometry(), 1e-9)).isTrue();
        Cursor<FloatType> cursor = Views.flatIterable(found.voxels()).cursor();
        for (FloatType voxel : Views.flatIterable(expected.voxels())) {
            assertThat(cursor.next().get()).isEqualTo(voxel.get());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"phantom_t1ce.nii.gz", "phantom_dicom"})
    void anOpenedVolumeIsReadBackOnTheGridOfItsSourceAlsoFromATiff(String file) throws IOException {
        Volume source = read(file);
        ImagePlus image = FijiVolumes.image("source", source);
        assertSame(readBack(image), source);
        String tiff = folder.resolve("r\u00f6ntgen bild.tif").toString();
        new FileSaver(image).saveAsTiffStack(tiff);
        assertSame(readBack(IJ.openImage(tiff)), source);
    }

    @Test
    void anOpenedVolumeHasItsSpacingInMmAndItsSlicesTheirPlaces() throws IOException {
        ImagePlus image = FijiVolumes.image("phantom", read("phantom_t1ce.nii.gz"));
        assertThat(image.getCalibration().getUnit()).isEqualTo("mm");
        assertThat(image.getCalibration().pixelDepth).isEqualTo(6.5);
        assertThat(image.getStack().getSliceLabel(1)).matches("axial z=-?[0-9.]+ mm");
    }

    @Test
    void hounsfieldUnitsAreKeptAndShown() {
        Volume source = Volume.allocate(VolumeGeometry.axisAligned(new long[] {2, 1, 1}, 1, 1, 5));
        Cursor<FloatType> cursor = Views.flatIterable(source.voxels()).cursor();
        cursor.next().set(-1000);
        cursor.next().set(1200);
        ImagePlus image = FijiVolumes.image("ct", source);
        assertThat(image.getBitDepth()).isEqualTo(16);
        assertThat(image.getCalibration().getCValue(image.getPixel(0, 0)[0])).isEqualTo(-1000);
        assertSame(readBack(image), source);
    }

    @ParameterizedTest
    @CsvSource({"mm, 0.5", "\u00b5m, 0.0005", "micron, 0.0005", "cm, 5", "inch, 12.7"})
    void unitsOfLengthBecomeMm(String unit, double expected) {
        ImagePlus image = new ImagePlus("image", new ByteProcessor(4, 3));
        image.getCalibration().setUnit(unit);
        image.getCalibration().pixelWidth = 0.5;
        assertThat(StackGrid.of(image).geometry().spacingMm(0)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void pixelsAreNotCalibrated() {
        ImagePlus image = new ImagePlus("image", new ByteProcessor(4, 3));
        assertThat(StackGrid.of(image).geometry().calibrated()).isFalse();
    }

    @Test
    void aCroppedImageFallsBackToItsCalibration() throws IOException {
        ImagePlus image = FijiVolumes.image("phantom", read("phantom_t1ce.nii.gz"));
        image.setRoi(10, 10, 50, 40);
        StackGrid cropped = StackGrid.of(image.crop("stack"));
        assertThat(cropped.oriented()).isFalse();
        assertThat(cropped.geometry().size(0)).isEqualTo(50);
        assertThat(cropped.geometry().spacingMm(2)).isEqualTo(6.5);
    }

    @Test
    void coloursBecomeLuminance() {
        ColorProcessor colours = new ColorProcessor(1, 1, new int[] {0x6496c8});
        double luminance = 0.299 * 0x64 + 0.587 * 0x96 + 0.114 * 0xc8;
        Volume volume = readBack(new ImagePlus("rgb", colours));
        assertThat(volume.voxels().getAt(0, 0, 0).get()).isCloseTo((float) luminance, within(1e-3f));
    }

    @Test
    void aChannelAndAFrameOfAHyperstackAreRead() {
        ImageStack stack = new ImageStack(1, 1);
        for (int i = 0; i < 12; i++) {
            stack.addSlice(new FloatProcessor(1, 1, new float[] {i}));
        }
        ImagePlus image = new ImagePlus("hyper", stack);
        image.setDimensions(2, 3, 2);
        Volume volume = FijiVolumes.read(image, StackGrid.of(image), 2, 2);
        assertThat(volume.voxels().getAt(0, 0, 2).get()).isEqualTo(11);
    }

    @Test
    void aSelectionIsTheRegionAndALineIsNone() {
        ImagePlus image = new ImagePlus("image", new ByteProcessor(10, 10));
        image.setRoi(new OvalRoi(-2, 2, 6, 6));
        LabelMap region = SourceImage.region(image, StackGrid.of(image)).orElseThrow();
        long inside = 0;
        for (UnsignedShortType voxel : Views.iterable(region.voxels())) {
            inside += voxel.get();
        }
        assertThat(inside).isBetween(18L, 26L);
        image.setRoi(new ij.gui.Line(0, 0, 5, 5));
        assertThat(SourceImage.region(image, StackGrid.of(image))).isEmpty();
    }

    @Test
    void whatIsNoLabelImageIsRefused() {
        ImagePlus halves = new ImagePlus("halves", new FloatProcessor(1, 1, new float[] {0.5f}));
        assertThatThrownBy(() -> LabelImage.of(halves, 1))
                .hasMessageContaining("0.5")
                .hasMessageContaining("halves");
        ImagePlus colour = new ImagePlus("colour", new ColorProcessor(1, 1));
        assertThatThrownBy(() -> LabelImage.of(colour, 1)).hasMessageContaining("in colour");
    }

    @Test
    void everyLesionHasAnOutlineInEachOfItsSlices() {
        ImageStack stack = new ImageStack(8, 8);
        for (int slice = 0; slice < 3; slice++) {
            ShortProcessor pixels = new ShortProcessor(8, 8);
            pixels.set(1, 1, 1);
            pixels.set(2, 1, 1);
            pixels.set(7, 7, slice == 1 ? 2 : 0);
            stack.addSlice(pixels);
        }
        LabelImage labels = LabelImage.of(new ImagePlus("labels", stack), 1);
        var rois = LesionOutlines.of(labels.labels(), labels.grid(), 0, 1);
        assertThat(rois).extracting(Roi::getName).containsExactly("1-1", "1-2", "2-2", "1-3");
        assertThat(rois.get(0).getBounds()).isEqualTo(new java.awt.Rectangle(1, 1, 2, 1));
        assertThat(rois.get(2).getPosition()).isEqualTo(2);
    }

    @Test
    void coloursOfLesionsDiffer() {
        assertThat(java.util.stream.IntStream.rangeClosed(1, 255).mapToObj(LesionColors::of))
                .doesNotHaveDuplicates();
    }
}
