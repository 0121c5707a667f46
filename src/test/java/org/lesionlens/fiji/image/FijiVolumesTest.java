package org.lesionlens.fiji.image;

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
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.dicom.PaddedDicom;
import org.lesionlens.io.file.IntensityWindow;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Padding;
import org.lesionlens.volume.Padding.Range;
import org.lesionlens.volume.UserMessageException;
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
        ImagePlus image = FijiVolumes.image("source", source, Optional.empty());
        assertSame(readBack(image), source);
        String tiff = folder.resolve("r\u00f6ntgen bild.tif").toString();
        new FileSaver(image).saveAsTiffStack(tiff);
        assertSame(readBack(IJ.openImage(tiff)), source);
    }

    @Test
    void anOpenedVolumeHasItsSpacingInMmAndItsSlicesTheirPlaces() throws IOException {
        ImagePlus image = FijiVolumes.image("phantom", read("phantom_t1ce.nii.gz"), Optional.empty());
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
        ImagePlus image = FijiVolumes.image("ct", source, Optional.empty());
        assertThat(image.getBitDepth()).isEqualTo(16);
        assertThat(image.getCalibration().getCValue(image.getPixel(0, 0)[0])).isEqualTo(-1000);
        assertSame(readBack(image), source);
    }

    /** Also from a TIFF and in a crop; padding that differs from slice to slice becomes NaN, and NaN stays NaN. */
    @Test
    void paddingIsCarriedWithTheImage() throws IOException {
        Volume source = read("phantom_t1ce.nii.gz");
        source.voxels().getAt(0, 0, 0).set(-2000);
        Padding padding = new Padding(-2000, -1999);
        ImagePlus image = FijiVolumes.image("padded", source.with(padding), Optional.empty());
        assertThat(readBack(image).padding()).isEqualTo(padding);
        String tiff = folder.resolve("padded.tif").toString();
        new FileSaver(image).saveAsTiffStack(tiff);
        assertThat(readBack(IJ.openImage(tiff)).padding()).isEqualTo(padding);
        assertThat(readBack(FijiVolumes.image("plain", source, Optional.empty()))
                        .padding())
                .isEqualTo(Padding.NONE);
        List<Range> ranges =
                new ArrayList<>(Collections.nCopies((int) source.geometry().size(2), Range.EMPTY));
        ranges.set(0, new Range(-2000, -2000));
        Volume bySlice = readBack(FijiVolumes.image("slices", source.with(new Padding(ranges)), Optional.empty()));
        assertThat(bySlice.voxels().getAt(0, 0, 0).get()).isNaN();
        assertThat(bySlice.geometry().sameGrid(source.geometry(), 1e-9)).isTrue();
    }

    /** ImageJ's own importer keeps the header, from which the padding follows. */
    @ParameterizedTest
    @CsvSource({"MR, true, true", "CT, true, true", "CT, false, true", "MR, false, false"})
    void dicomThatImageJOpenedHasThePaddingOfItsHeader(String modality, boolean declared, boolean padded)
            throws IOException {
        Path file = PaddedDicom.write(folder.resolve("padded.dcm"), modality, declared);
        ImagePlus image = IJ.openImage(file.toString());
        Volume volume = FijiVolumes.read(image, StackGrid.calibrated(image, ""), 1, 1);
        assertThat(volume.voxels().getAt(0, 0, 0).get()).isEqualTo(-3000);
        assertThat(volume.padding()).isEqualTo(padded ? new Padding(-3000, -3000) : Padding.NONE);
    }

    @Test
    void anUnknownDepthIsCarriedWithTheImage() {
        VolumeGeometry flat =
                VolumeGeometry.axisAligned(new long[] {4, 3, 1}, 2, 3, 1).withoutDepth();
        ImagePlus image = FijiVolumes.image("flat", Volume.allocate(flat), Optional.empty());
        assertThat(StackGrid.of(image).geometry()).isEqualTo(flat);
    }

    @Test
    void theWindowOfTheFileIsWhatIsShown() {
        Volume source = Volume.allocate(VolumeGeometry.axisAligned(new long[] {2, 1, 1}, 1, 1, 5));
        Cursor<FloatType> cursor = Views.flatIterable(source.voxels()).cursor();
        cursor.next().set(-1000);
        cursor.next().set(1200);
        ImagePlus image = FijiVolumes.image("ct", source, Optional.of(new IntensityWindow(-160, 239)));
        assertThat(image.getCalibration().getCValue(image.getDisplayRangeMin())).isEqualTo(-160);
        assertThat(image.getCalibration().getCValue(image.getDisplayRangeMax())).isEqualTo(239);
    }

    private interface Turn {
        ImagePlus apply(ImagePlus image);
    }

    private static ImagePlus eachSlice(ImagePlus image, Consumer<ImageProcessor> change) {
        for (int slice = 1; slice <= image.getStackSize(); slice++) {
            change.accept(image.getStack().getProcessor(slice));
        }
        return image;
    }

    private static ImagePlus turned(ImagePlus image, UnaryOperator<ImageProcessor> turn, boolean backwards) {
        ImageStack old = image.getStack();
        ImageStack stack = null;
        for (int i = 1; i <= old.size(); i++) {
            ImageProcessor slice = turn.apply(old.getProcessor(backwards ? old.size() + 1 - i : i));
            stack = stack == null ? new ImageStack(slice.getWidth(), slice.getHeight()) : stack;
            stack.addSlice(slice);
        }
        image.setStack(stack);
        return image;
    }

    static Stream<Turn> turns() {
        return Stream.of(
                image -> eachSlice(image, ImageProcessor::flipHorizontal),
                image -> eachSlice(image, ImageProcessor::flipVertical),
                image -> turned(image, ImageProcessor::rotateLeft, false),
                image -> turned(image, ImageProcessor::rotateRight, true),
                image -> turned(image, slice -> slice, true),
                image -> eachSlice(eachSlice(image, ImageProcessor::flipHorizontal), ImageProcessor::flipVertical));
    }

    @ParameterizedTest
    @MethodSource("turns")
    void aStackThatWasTurnedIsRefused(Turn turn) throws IOException {
        for (String file : List.of("phantom_t1ce.nii.gz", "phantom_mask.nii.gz")) {
            ImagePlus image = turn.apply(FijiVolumes.image("phantom", read(file), Optional.empty()));
            assertThatThrownBy(() -> StackGrid.of(image))
                    .as(file)
                    .isInstanceOf(UserMessageException.class)
                    .hasMessageContaining("\"phantom\" was flipped, reversed or rotated");
        }
    }

    @Test
    void aStackThatIsNotSquareAndWasTurnedIsRefused() {
        Volume source = Volume.allocate(VolumeGeometry.axisAligned(new long[] {3, 2, 1}, 1, 1, 5));
        ImagePlus image =
                turned(FijiVolumes.image("oblong", source, Optional.empty()), ImageProcessor::rotateLeft, false);
        assertThatThrownBy(() -> StackGrid.of(image)).hasMessageContaining("flipped, reversed or rotated");
    }

    @Test
    void whatWasTurnedBackOrEditedKeepsItsGrid() throws IOException {
        ImagePlus image = FijiVolumes.image("phantom", read("phantom_t1ce.nii.gz"), Optional.empty());
        eachSlice(image, ImageProcessor::flipHorizontal);
        eachSlice(image, ImageProcessor::flipHorizontal);
        assertThat(StackGrid.of(image).oriented()).isTrue();
        eachSlice(image, slice -> slice.blurGaussian(1));
        assertThat(StackGrid.of(image).oriented()).isTrue();
    }

    /** The lesion on one side deleted, one painted on the other: no flip. */
    @Test
    void labelsMayBeCorrectedFromOneSideToTheOther() throws IOException {
        StackGrid grid = StackGrid.shown(read("phantom_mask.nii.gz").geometry());
        LabelMap one = LabelMap.allocate(grid.geometry());
        one.voxels().getAt(10, 80, 5).set(1);
        one.voxels().getAt(150, 80, 9).set(2);
        ImagePlus image = LesionImages.labels("labels", List.of(one), grid);
        eachSlice(image, slice -> {
            slice.setRoi(0, 0, 40, 160);
            slice.setValue(0);
            slice.fill();
        });
        image.getStack().getProcessor(15).set(12, 80, 1);
        assertThat(StackGrid.of(image).oriented()).isTrue();
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
    void aCutOutOfAnEvenImageHasLostItsPlaceButKeepsItsSpacing() {
        Volume source = Volume.allocate(VolumeGeometry.axisAligned(new long[] {60, 50, 4}, 1, 1, 5));
        ImagePlus image = FijiVolumes.image("even", source, Optional.empty());
        image.setRoi(10, 10, 30, 20);
        StackGrid cropped = StackGrid.of(image.crop("stack"));
        assertThat(cropped.oriented()).isFalse();
        assertThat(cropped.lost()).isNotEmpty();
        assertThat(cropped.geometry().size(0)).isEqualTo(30);
        assertThat(cropped.geometry().spacingMm(2)).isEqualTo(5);
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

    /** So a brush in the colour that the dropper took makes a lesion larger. */
    @Test
    void whatIsPaintedInTheColourOfALesionHasItsNumber() {
        VolumeGeometry geometry = VolumeGeometry.axisAligned(new long[] {2, 2, 1}, 1, 1, 1);
        ImagePlus labels =
                LesionImages.labels("labels", List.of(LabelMap.allocate(geometry)), StackGrid.shown(geometry));
        for (int label = 1; label <= 255; label++) {
            labels.getProcessor().setColor(LesionColors.of(label));
            labels.getProcessor().fill();
            assertThat(labels.getProcessor().get(1, 1)).isEqualTo(label);
        }
    }
}
