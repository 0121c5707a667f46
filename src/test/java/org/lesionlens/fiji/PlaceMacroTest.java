package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.Volume;

/** Where an image lies in the patient after ImageJ's own commands cut something out of it. */
class PlaceMacroTest extends MacroFixture {
    private static final String SURVIVED = "return \"survived\";";

    private String export(String file, String change, String options) throws IOException {
        return open(file) + change + "run(\"Export Segmentation...\", \"folder=[" + path(folder("out"))
                + "] name=cut csv=false roizip=false " + options + "\");" + SURVIVED;
    }

    /** Every voxel of a file has the value that the source has at its place. */
    private static void assertLiesWhereItLay(Path file, String sourceFile) throws IOException {
        Volume cut = VolumeFiles.read(file, Optional.empty()).volume();
        Volume source =
                VolumeFiles.read(DATA.resolve(sourceFile), Optional.empty()).volume();
        Cursor<FloatType> cursor = cut.voxels().localizingCursor();
        double[] index = new double[3];
        while (cursor.hasNext()) {
            float value = cursor.next().get();
            cursor.localize(index);
            double[] there = source.geometry().toIndex(cut.geometry().toWorld(index));
            long[] voxel = {Math.round(there[0]), Math.round(there[1]), Math.round(there[2])};
            for (int axis = 0; axis < 3; axis++) {
                assertThat(there[axis]).isCloseTo(voxel[axis], org.assertj.core.api.Assertions.within(1e-3));
            }
            if (source.voxels().getAt(voxel).get() != value) {
                assertThat(value).isEqualTo(source.voxels().getAt(voxel).get());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"Duplicate...\", \"duplicate range=3-17\");",
                "makeRectangle(20, 40, 150, 120); run(\"Crop\");",
                "makeRectangle(30, 20, 140, 150); run(\"Duplicate...\", \"duplicate range=5-15\");",
                "makeOval(30, 20, 150, 150); run(\"Duplicate...\", \"duplicate\");",
                "setSlice(1); run(\"Delete Slice\"); setSlice(nSlices); run(\"Delete Slice\");",
                "run(\"Make Substack...\", \"slices=4-16\");",
                "run(\"Make Substack...\", \"slices=1-19-2\");",
                "run(\"Reverse\");",
                "setSlice(11); run(\"Duplicate...\", \"use\");",
                "run(\"Canvas Size...\", \"width=150 height=140 position=Center zero\");",
            })
    void whatWasCutOutIsExportedWhereItLay(String change) throws IOException {
        assertThat(IJ.runMacro(export("phantom_mask.nii.gz", change, "nifti=true")))
                .isEqualTo("survived");
        assertLiesWhereItLay(folder("out").resolve("cut_labels.nii.gz"), "phantom_mask.nii.gz");
        assertThat(VolumeFiles.read(folder("out").resolve("cut_labels.nii.gz"), Optional.empty())
                        .volume()
                        .geometry()
                        .voxelCount())
                .isLessThanOrEqualTo(IJ.getImage().getStackSize()
                        * 1L
                        * IJ.getImage().getWidth()
                        * IJ.getImage().getHeight());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"Scale...\", \"x=0.5 y=0.5 z=1.0 interpolation=None process create\");",
                "run(\"Size...\", \"width=100 height=100 depth=20 interpolation=None\");",
                "run(\"Size...\", \"depth=10 interpolation=None\");",
                "setSlice(5); run(\"Delete Slice\");",
                "run(\"Make Substack...\", \"slices=3,4,9\");",
                "run(\"Canvas Size...\", \"width=400 height=400 position=Center zero\");",
                "run(\"Properties...\", \"unit=mm pixel_width=0.5 pixel_height=0.5 voxel_depth=3\");",
            })
    void whatLostItsPlaceIsNotExportedUnlessItIsAskedFor(String change) throws IOException {
        String log = log(export("phantom_mask.nii.gz", change, ""));
        assertThat(log).contains("nobody knows where it lies in the patient");
        assertThat(folder("out")).isEmptyDirectory();
        IJ.runMacro("close(\"*\");");
        assertThat(IJ.runMacro(export("phantom_mask.nii.gz", change, "unplaced=true")))
                .isEqualTo("survived");
    }

    @ParameterizedTest
    @ValueSource(strings = {"channels=1 slices=10 frames=2", "channels=2 slices=10 frames=1"})
    void slicesThatBecameFramesOrChannelsHaveLostTheirPlace(String sizes) {
        IJ.runMacro(open("phantom_t1ce.nii.gz") + "run(\"Stack to Hyperstack...\", \"order=xyczt(default) " + sizes
                + " display=Grayscale\");");
        assertThat(StackGrid.of(IJ.getImage()).lost()).isEqualTo("has other slices than when it was opened");
    }

    /** The labels of an image whose place is lost have none either. */
    @Test
    void whatIsMadeFromAnImageThatLostItsPlaceIsNotExported() throws IOException {
        String made = open("phantom_t1ce.nii.gz") + "setSlice(5); run(\"Delete Slice\");"
                + "run(\"Segment Lesions...\", \"device=cpu classify=false\");";
        assertThat(log(made)).contains("Segment Lesions...: the image has other slices than when it was opened");
        ImagePlus labels = IJ.getImage();
        assertThat(StackGrid.of(labels).lost()).isNotEmpty();
        assertThat(log("run(\"Measure Lesions...\");")).contains("Measure Lesions...: the image has other slices");
    }

    /** NaN is equal to nothing, not even to itself. */
    @Test
    void aCropOfAnImageWithoutNumbersOutsideTheBrainIsKnownAgain() throws IOException {
        Volume phantom = VolumeFiles.read(DATA.resolve("phantom_t1ce.nii.gz"), Optional.empty())
                .volume();
        phantom.voxels().forEach(voxel -> voxel.set(voxel.get() < 100 ? Float.NaN : voxel.get()));
        Path file = folder("nan").resolve("v.nii");
        NiftiWriter.FAST.writeVolume(file, phantom);
        assertThat(log("run(\"Open Medical Volume...\", \"path=[" + path(file) + "]\");"))
                .contains("are NaN: they are taken for background");
        ImagePlus image = IJ.getImage();
        assertThat(image.getDisplayRangeMin()).isGreaterThanOrEqualTo(100);
        assertThat(image.getDisplayRangeMax()).isLessThan(1e5).isGreaterThan(image.getDisplayRangeMin());
        IJ.runMacro("makeRectangle(30, 40, 100, 90); run(\"Crop\");");
        StackGrid crop = StackGrid.of(IJ.getImage());
        assertThat(crop.lost()).isEmpty();
        assertThat(crop.columns()).isEqualTo(100);
    }

    /** A stack of 8 bits is flipped as well as one of 16. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"8-bit\"); run(\"Flip Vertically\", \"stack\");",
                "run(\"Flip Horizontally\", \"stack\"); run(\"8-bit\");",
                "setMinAndMax(200, 600); run(\"8-bit\"); run(\"Rotate 90 Degrees Right\");",
            })
    void aFlipIsNoticedThoughTheBitDepthChanged(String change) {
        assertThat(log(open("phantom_t1ce.nii.gz") + change
                        + "run(\"Segment Lesions...\", \"device=cpu classify=false\");"))
                .contains("was flipped, reversed or rotated");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run(\"8-bit\");",
                "setMinAndMax(200, 600); run(\"8-bit\");",
                "run(\"32-bit\");",
                "run(\"Gaussian Blur...\", \"sigma=1 stack\");",
                "run(\"Invert\", \"stack\");",
                "setSlice(4); setColor(900); fillRect(30, 40, 50, 60);",
            })
    void otherChangesOfThePixelsLeaveAnImageWhereItLies(String change) {
        IJ.runMacro(open("phantom_t1ce.nii.gz") + change);
        StackGrid grid = StackGrid.of(IJ.getImage());
        assertThat(grid.oriented()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "run(\"Flip Horizontally\", \"stack\");"})
    void aVirtualStackIsKnownAgain(String change) throws IOException {
        String tiff = path(folder("tiff").resolve("stack.tif"));
        IJ.runMacro(open("phantom_t1ce.nii.gz") + change + "saveAs(\"Tiff\", \"" + tiff + "\"); close();"
                + "run(\"TIFF Virtual Stack...\", \"open=[" + tiff + "]\");");
        ImagePlus image = IJ.getImage();
        assertThat(image.getStack().isVirtual()).isTrue();
        if (change.isEmpty()) {
            assertThat(StackGrid.of(image).oriented()).isTrue();
        } else {
            assertThat(log("run(\"Segment Lesions...\", \"device=cpu classify=false\");"))
                    .contains("was flipped, reversed or rotated");
        }
    }
}
