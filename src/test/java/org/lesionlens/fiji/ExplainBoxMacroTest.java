package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** What spoke for a box, in macros. */
class ExplainBoxMacroTest extends DetectFixture {
    private static final Rectangle WHITE = new Rectangle(10, 12, 16, 9);

    private static ImagePlus explain(String options) {
        String logged = log("run(\"Explain Prediction...\", \"" + GREY + options + "\");");
        assertThat(logged).doesNotContain("Macro Error");
        return IJ.getImage();
    }

    @Test
    void aBoxHasTheMapOfItsKindWhereItLies() {
        ByteProcessor pixels = grey(WHITE);
        pixels.setValue(191);
        pixels.fill(new Roi(40, 20, 6, 8));
        show("us", stack(pixels));
        ImagePlus surest = explain("map=cam");
        assertThat(surest.getTitle()).isEqualTo("cam_bright of us");
        assertThat(surest.getProp("Slice_Label")).isEqualTo("cam_bright of box, bright 1.00, slice 1");
        assertThat(surest.getProcessor().getf(15, 15)).isEqualTo(1);
        assertThat(surest.getProcessor().getf(43, 24)).isZero();
        IJ.selectWindow("us");
        ImagePlus atPoint = explain("map=cam x=43 y=24");
        assertThat(atPoint.getTitle()).isEqualTo("cam_grey of us");
        assertThat(atPoint.getProcessor().getf(43, 24)).isCloseTo(0.498f, within(1e-3f));
        IJ.selectWindow("us");
        assertThat(explain("map=cam_bright x=43 y=24").getProcessor().getf(43, 24))
                .isZero();
    }

    /** Boxes of a lower threshold are those that are meant, with their numbers in the list. */
    @Test
    void theBoxThatIsExplainedIsTheListedOne() {
        ByteProcessor weak = grey(new Rectangle(10, 12, 16, 9));
        weak.setValue(140); // scored 0.1
        weak.fill(new Roi(40, 20, 6, 8));
        show("us", stack(grey(WHITE), weak));
        detect(GREY + "slices=all threshold=0.06");
        assertThat(table().size()).isEqualTo(3);
        IJ.selectWindow("us");
        ImagePlus map = explain("x=43 y=24 z=2");
        assertThat(map.getProp("Slice_Label")).startsWith("cam_grey of box 3, grey 0.10, slice 2");
        ImagePlus image = WindowManager.getImage("us");
        image.getStack().getProcessor(2).set(0, 0, 9);
        IJ.selectWindow("us");
        assertThat(explain("x=43 y=24 z=2").getProp("Slice_Label"))
                .as("of other pixels")
                .startsWith("cam_grey of box, ");
    }

    /** The third slice has a box too, but nobody looked at it: those that are listed are told without another look. */
    @Test
    void whoseSliceHasNoBoxIsToldWhereTheListedOnesAre() {
        show("us", stack(grey(), grey(WHITE), grey(WHITE)));
        detect(GREY + "slices=2");
        IJ.selectWindow("us");
        assertThat(log("run(\"Explain Prediction...\", \"" + GREY + "z=1\");"))
                .contains("the model finds no box in slice 1 of \"us\"", "choose slice 2, where the listed boxes are")
                .doesNotContain("alone");
    }

    @Test
    void theWindowOfPointsSaysWhatExplainsABox() {
        show("us", stack(grey(WHITE)));
        assertThat(log("run(\"Explore Attention...\", \"" + GREY + "\");"))
                .contains("the model bright-detector draws boxes", "use Explain Prediction...");
    }

    /** No network is opened for what cannot be shown: not even the device is looked at. */
    @Test
    void aMapThatIsNotOfferedIsRefusedFirst() {
        show("us", stack(grey(WHITE)));
        assertThat(log("run(\"Explain Prediction...\", \"model=bright-detector device=onednn map=cam_red\");"))
                .contains("there is no map \"cam_red\" of a box of the model")
                .doesNotContain("onednn\" ");
    }

    /** A lesion whose middle is beyond the crop is none of it: the network sees what lay round. */
    @Test
    void aCropIsSeenWithWhatLayRoundIt() throws IOException {
        Volume volume = Volume.allocate(VolumeGeometry.axisAligned(new long[] {64, 48, 3}, 0.5, 0.5, 3));
        TinyDetectors.draw(volume, TinyDetectors.box(10, 20, 24, 30, 1), 255);
        TinyDetectors.draw(volume, TinyDetectors.box(36, 20, 60, 30, 1), 255);
        Path file = folder("crop").resolve("case.nii.gz");
        NiftiWriter.FAST.writeVolume(file, volume);
        String logged = log("run(\"Open Medical Volume...\", \"path=[" + path(file) + "]\");"
                + "makeRectangle(4, 4, 40, 40); run(\"Crop\"); setSlice(2);"
                + "run(\"Detect Lesions...\", \"" + GREY + "slices=2\");");
        assertThat(logged).doesNotContain("Macro Error").doesNotContain("crop");
        assertThat(table().size()).isEqualTo(1);
        assertThat(rectangles(IJ.getImage())).containsExactly(new Rectangle(6, 16, 14, 10));
        ImagePlus map = explain("z=2");
        assertThat(map.getProp("Slice_Label")).startsWith("cam_bright of box 1");
        assertThat(map.getWidth()).isEqualTo(40);
        assertThat(map.getProcessor().getf(12, 18)).isEqualTo(1);
        assertThat(map.getProcessor().getf(26, 18)).isZero();
        assertThat(map.getProcessor().getf(36, 18)).isEqualTo(1);
    }

    /** Nothing is listed: a point finds what the model is least sure of, and it has no number. */
    @Test
    void aPointFindsABoxThatNobodyListed() {
        ByteProcessor weak = grey(new Rectangle(10, 12, 16, 9));
        weak.setValue(140);
        weak.fill(new Roi(40, 20, 6, 8));
        show("us", stack(weak));
        assertThat(explain("map=cam x=43 y=24").getProp("Slice_Label"))
                .startsWith("cam_grey of box, grey 0.10, slice 1");
    }

    @Test
    void theWeightsOfAnExcitationAreATable() {
        show("us", stack(grey(WHITE)));
        explain("map=block0_excitation");
        assertThat(table().size()).isEqualTo(4);
        assertThat(table().getValue("weight", 0)).isBetween(0.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "map=cam_red|choose cam for what it calls the box, one of [cam_bright, cam_grey] or an excitation",
                "map=cam x=1 y=1|no box of slice 2 of \"us\" lies round the point 1,1",
                "map=cam z=1|the model finds no box in slice 1 of \"us\", so there is none to explain: choose slice 2, which alone has boxes",
                "map=block0_excitation channels=1|a detector does not show what they respond to",
            })
    void whatCannotBeExplainedIsSaid(String options, String sentence) {
        ImagePlus image = show("us", stack(grey(), grey(WHITE)));
        image.setPosition(1, 2, 1);
        assertThat(log("run(\"Explain Prediction...\", \"" + GREY + options + "\");"))
                .contains(sentence);
    }
}
