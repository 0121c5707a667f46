package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import ij.gui.PointRoi;
import ij.plugin.frame.Recorder;
import java.awt.Label;
import java.awt.TextField;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.swing.JTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.StackGrid;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.ModelsFrom;

/** The dialog shows the box, which a user confirms or corrects. */
class BoxDialogWindowTest extends WindowFixture {
    private static final Path MODELS = Path.of("models/tiny/prompted");
    private static final String RECTANGLE = "Box round the finding (x, y, width, height)";
    private static final String FIRST = "First slice of the box";
    private static final String LAST = "Last slice of the box";
    private static final String SIZE = "Side of a box round a point (mm)";

    private static ImagePlus balls() throws Exception {
        ImagePlus stack = FijiVolumes.image(
                "balls",
                VolumeFiles.read(MODELS.resolve("phantom.nii.gz"), Optional.empty())
                        .volume(),
                Optional.empty());
        stack.show();
        return stack;
    }

    private static TextField field(GenericDialog dialog, String label) {
        List<Label> labels = inside(dialog, Label.class);
        int number = (int) labels.stream()
                .takeWhile(each -> !each.getText().equals(label))
                .filter(each -> isOfText(each, dialog))
                .count();
        return inside(dialog, TextField.class).get(number);
    }

    private static boolean isOfText(Label label, GenericDialog dialog) {
        List<java.awt.Component> all = List.of(dialog.getComponents());
        int at = all.indexOf(label);
        return at >= 0 && at + 1 < all.size() && all.get(at + 1) instanceof TextField;
    }

    /** The bright ball lies round voxel z 30, y 27, x 13 from the left. */
    private static int[] middle(ImagePlus stack) {
        StackGrid grid = StackGrid.of(stack);
        for (int slice = 0; slice < stack.getNSlices(); slice++) {
            for (int i = 0; i < stack.getWidth() * stack.getHeight(); i++) {
                long[] at = grid.toVoxel(i % stack.getWidth(), i / stack.getWidth(), slice);
                if (at[0] == 30 && at[1] == 12 && at[2] == 27) {
                    return new int[] {i % stack.getWidth(), i / stack.getWidth(), slice + 1};
                }
            }
        }
        throw new AssertionError("the middle is not in the stack");
    }

    @Test
    void aClickSetsTheMiddleOfABoxThatTheDialogShowsAndTheUserConfirms() throws Exception {
        try (ModelsFrom place = ModelsFrom.folder(MODELS)) {
            assertThat(place).isNotNull();
            ImagePlus stack = balls();
            int[] middle = middle(stack);
            onEventThread(() -> {
                stack.setSlice(middle[2]);
                stack.setRoi(new PointRoi(middle[0], middle[1]));
            });
            choose(SEGMENT);
            GenericDialog dialog = dialog(GenericDialog.class);
            assertThat(field(dialog, SIZE).getText()).isEqualTo("20");
            String before = field(dialog, RECTANGLE).getText();
            screenshot("box");
            onEventThread(() -> field(dialog, SIZE).setText("14"));
            await(() -> field(dialog, RECTANGLE).getText().equals(before) ? null : dialog);
            String[] shown = field(dialog, RECTANGLE).getText().split(",");
            assertThat(Integer.parseInt(shown[0]) + Integer.parseInt(shown[2]) / 2)
                    .isBetween(middle[0], middle[0] + 1);
            assertThat(Integer.parseInt(field(dialog, FIRST).getText())).isLessThan(middle[2]);
            assertThat(Integer.parseInt(field(dialog, LAST).getText())).isGreaterThan(middle[2]);
            screenshot("box-smaller");
            press(dialog, "OK");
            JTable table = ResultWindowTest.table("balls");
            assertThat(table.getRowCount()).isEqualTo(1);
            double ball = 4 / 3.0 * Math.PI * 125 / 1000;
            assertThat((double) ResultWindowTest.value(table, "Volume (ml)", 0)).isEqualTo(ball, within(0.3 * ball));
        }
    }

    @Test
    void ofAModelWithoutAPromptNoBoxIsShownOrRecorded(@TempDir Path models) throws Exception {
        ChangedModel.copy("brain-t1ce-segmenter", models, text -> text);
        Files.createDirectories(models.resolve("prompted"));
        Files.move(ChangedModel.copy("prompted/segmenter", models, text -> text), models.resolve("boxes"));
        Files.writeString(models.resolve("default"), "boxes");
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            showPhantom().setRoi(5, 5, 100, 100);
            Recorder recorder = openRecorder();
            choose(SEGMENT);
            GenericDialog dialog = dialog(GenericDialog.class);
            select(dialog, "boxes (CT, wants a box round the lesion");
            assertThat(field(dialog, RECTANGLE).isVisible()).isTrue();
            assertThat(field(dialog, RECTANGLE).getText()).isEqualTo("5,5,100,100");
            select(dialog, "brain-t1ce-segmenter");
            assertThat(field(dialog, RECTANGLE).isVisible()).isFalse();
            assertThat(field(dialog, RECTANGLE).getText()).isEmpty();
            press(dialog, "OK");
            await(() -> WindowManager.getImage("Labels of phantom"));
            assertThat(recorded(recorder, SEGMENT))
                    .contains("model=brain-t1ce-segmenter")
                    .doesNotContain("slice=")
                    .doesNotContain("rectangle");
        }
    }

    @Test
    void withoutASelectionTheDialogStaysOpenAndSaysWhatIsMissing() throws Exception {
        try (ModelsFrom place = ModelsFrom.folder(MODELS)) {
            assertThat(place).isNotNull();
            balls().setRoi(5, 5, 10, 10);
            choose(SEGMENT);
            GenericDialog dialog = dialog(GenericDialog.class);
            assertThat(field(dialog, RECTANGLE).getText()).isEqualTo("5,5,10,10");
            assertThat(field(dialog, FIRST).getText()).isEqualTo("0");
            screenshot("box-rectangle");
            press(dialog, "OK");
            assertThat(said(dialog(MessageDialog.class))).contains("nobody says in which slices the box lies");
        }
    }
}
