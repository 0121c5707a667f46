package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.NewImage;
import ij.measure.ResultsTable;
import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.volume.Box;

/** A box drawn on a stack, for the model of models/tiny/prompted. */
class PromptedMacroTest extends MacroFixture {
    private static final Path MODELS = Path.of("models/tiny/prompted").toAbsolutePath();
    private static final String RUN = "run(\"Segment Lesions...\", \"model=segmenter device=cpu ";

    private ModelsFrom models;
    private ImagePlus stack;
    private String box;
    private Rectangle rectangle;
    private int first;
    private int last;

    @BeforeEach
    void show() throws IOException {
        models = ModelsFrom.folder(MODELS);
        stack = FijiVolumes.image(
                "balls",
                VolumeFiles.read(MODELS.resolve("phantom.nii.gz"), Optional.empty())
                        .volume(),
                Optional.empty());
        stack.show();
        box = new ObjectMapper()
                .readTree(MODELS.resolve("expected.json").toFile())
                .get("boxes")
                .get(1)
                .asText();
        find();
    }

    /** Where the stack shows the voxels of the box. */
    private void find() {
        Box voxels = Box.parse(box);
        StackGrid grid = StackGrid.of(stack);
        first = stack.getNSlices();
        for (int slice = 0; slice < stack.getNSlices(); slice++) {
            for (int i = 0; i < stack.getWidth() * stack.getHeight(); i++) {
                int column = i % stack.getWidth();
                int row = i / stack.getWidth();
                long[] at = grid.toVoxel(column, row, slice);
                if (at[0] >= voxels.xMin()
                        && at[0] < voxels.xMax()
                        && at[1] >= voxels.yMin()
                        && at[1] < voxels.yMax()
                        && at[2] >= voxels.zMin()
                        && at[2] < voxels.zMax()) {
                    Rectangle pixel = new Rectangle(column, row, 1, 1);
                    rectangle = rectangle == null ? pixel : rectangle.union(pixel);
                    first = Math.min(first, slice + 1);
                    last = Math.max(last, slice + 1);
                }
            }
        }
    }

    @AfterEach
    void forget() {
        models.close();
    }

    private String slices() {
        return "firstslice=" + first + " lastslice=" + last;
    }

    private String text() {
        return rectangle.x + "," + rectangle.y + "," + rectangle.width + "," + rectangle.height;
    }

    private Map<String, String> onTheCommandLine() throws IOException {
        Path output = folder("cli");
        CommandLineRun run = CommandLineRun.of(
                "analyze",
                MODELS.resolve("phantom.nii.gz"),
                "--output",
                output,
                "--device",
                "cpu",
                "--model",
                "segmenter",
                "--box",
                box);
        assertThat(run.code()).as(run.err()).isZero();
        return CsvTable.read(output.resolve("phantom/lesions.csv")).get(0);
    }

    private void assertAsOnTheCommandLine() throws IOException {
        Map<String, String> there = onTheCommandLine();
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.size()).isEqualTo(1);
        assertThat(table.getValue("voxels", 0)).isEqualTo(Double.parseDouble(there.get("voxels")));
        assertThat(table.getStringValue("class", 0)).isEqualTo(there.get("class"));
        assertThat(table.getValue("class_probability", 0))
                .isEqualTo(Double.parseDouble(there.get("class_probability")), within(1e-3));
    }

    @Test
    void aRectangleInSomeSlicesIsTheBox() throws IOException {
        stack.setRoi(rectangle);
        IJ.runMacro(RUN + slices() + "\");");
        assertAsOnTheCommandLine();
        assertThat(WindowManager.getImage("Labels of balls")).isNotNull();
    }

    @Test
    void aMacroMayNameTheRectangle() throws IOException {
        IJ.runMacro(RUN + slices() + " rectangle=" + text() + "\");");
        assertAsOnTheCommandLine();
    }

    /** As the command line does with --box. */
    @ParameterizedTest
    @ValueSource(strings = {"%s rectangle=%s", "%s"})
    void withoutAModelTheOneThatTakesABoxIsFound(String options) throws IOException {
        stack.setRoi(rectangle);
        assertThat(log("run(\"Segment Lesions...\", \"device=cpu " + options.formatted(slices(), text()) + "\");"))
                .contains("no model is named: segmenter (CT");
        assertAsOnTheCommandLine();
    }

    @Test
    void withoutAModelAndWithoutABoxNoneIsFound() {
        assertThat(log("run(\"Segment Lesions...\", \"device=cpu\");")).contains("but it wants a box round the lesion");
    }

    @Test
    void aPointIsTheMiddleOfABox() {
        int x = (int) rectangle.getCenterX();
        int y = (int) rectangle.getCenterY();
        IJ.runMacro("setSlice(" + (first + last) / 2 + "); makePoint(" + x + ", " + y + ");" + RUN
                + "boxsize=14 classify=false\");");
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.size()).isEqualTo(1);
        double ball = 4 / 3.0 * Math.PI * 125 / 1000;
        assertThat(table.getValue("volume_ml", 0)).isEqualTo(ball, within(0.3 * ball));
    }

    @Test
    void aClassifierOfVolumesTellsTheKindOfOutlinedLesions() throws IOException {
        IJ.runMacro(RUN + slices() + " classify=false rectangle=" + text()
                + "\");selectWindow(\"balls\");run(\"Classify Lesions...\", \"lesions=[Labels of balls] model=classifier"
                + " device=cpu\");");
        Map<String, String> there = onTheCommandLine();
        ResultsTable table = ResultsTable.getResultsTable();
        assertThat(table.getStringValue("class", 0)).isEqualTo(there.get("class"));
        assertThat(table.getValue("probability_" + there.get("class"), 0))
                .isEqualTo(Double.parseDouble(there.get("class_probability")), within(1e-3));
    }

    /** The network sees what lay round the crop. */
    @Test
    void theBoxOfACropIsThatOfTheWhole() throws IOException {
        stack.close();
        String crop = "makeRectangle(%d, %d, %d, %d);run(\"Crop\");makeRectangle(3, 3, %d, %d);"
                .formatted(
                        rectangle.x - 3,
                        rectangle.y - 3,
                        rectangle.width + 6,
                        rectangle.height + 6,
                        rectangle.width,
                        rectangle.height);
        IJ.runMacro("run(\"Open Medical Volume...\", \"path=[" + path(MODELS.resolve("phantom.nii.gz")) + "]\");" + crop
                + RUN + slices() + "\");");
        assertAsOnTheCommandLine();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "run('Select None')|firstslice=3 lastslice=5|no box is given",
                "makeRectangle(5,5,10,10)||nobody says in which slices the box lies",
                "makeRectangle(5,5,10,10)|firstslice=5 lastslice=3|reaches from slice 5 to 3",
                "makeRectangle(5,5,10,10)|firstslice=5 lastslice=900|reaches from slice 5 to 900",
                "makeOval(5,5,10,10)|firstslice=3 lastslice=5|is no rectangle",
                "makeSelection('point', newArray(5,9), newArray(5,9))|firstslice=3 lastslice=5|has several points",
                "run('Select None')|rectangle=1,2,3 firstslice=3 lastslice=5|must be x, y, width and height",
                "run('Select None')|rectangle=1,2,900,3 firstslice=3 lastslice=5|does not lie within the image",
                "run('Select None')|rectangle=1,2,0,3 firstslice=3 lastslice=5|does not lie within the image",
            })
    void whatIsNoBoxEndsTheMacro(String selection, String options, String said) {
        String macro = selection.replace('\'', '"') + ";" + RUN + (options == null ? "" : options) + "\");";
        assertThat(log(macro)).contains(said);
        assertThat(WindowManager.getImageCount()).isLessThanOrEqualTo(1);
    }

    @Test
    void aModelWithoutAPromptTakesNoBox() throws IOException {
        models.close();
        showPhantom().setRoi(5, 5, 20, 20);
        assertThat(
                        log(
                                "run(\"Segment Lesions...\", \"model=brain-t1ce-segmenter device=cpu firstslice=2 lastslice=3\");"))
                .contains("finds lesions by itself");
    }

    @Test
    void aBoxIsOfOneFrame() {
        NewImage.createByteImage("frames", 40, 40, 8, NewImage.FILL_BLACK).show();
        IJ.getImage().setDimensions(1, 4, 2);
        assertThat(log("makeRectangle(5,5,10,10);" + RUN + "firstslice=1 lastslice=3\");"))
                .contains("a box lies in one frame");
    }

    @Test
    void thereAreNoMapsOfWhatLiesInABox() {
        stack.setRoi(rectangle);
        assertThat(log("run(\"Explain Prediction...\", \"model=segmenter device=cpu map=gates\");"))
                .contains("of which only the command line has maps");
    }
}
