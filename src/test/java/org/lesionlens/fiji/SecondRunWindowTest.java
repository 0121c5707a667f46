package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.model.ModelsFrom;

/** What becomes of the label image of a run when a dialog starts another one. */
class SecondRunWindowTest extends WindowFixture {
    private ModelsFrom models;

    /** A model that finds what is bright. */
    @BeforeEach
    void useAModel(@TempDir Path folder) throws IOException {
        TinyModel.good(folder, "bright");
        models = ModelsFrom.folder(folder);
    }

    @AfterEach
    void useTheOthers() {
        models.close();
    }

    /** Returns the label image. */
    private static ImagePlus segmentByDialog(ImagePlus image) throws Exception {
        IJ.selectWindow(image.getID());
        settle();
        List<Integer> before = ids();
        choose(SEGMENT);
        press(dialog(GenericDialog.class), "OK");
        int made = await(() ->
                ids().stream().filter(id -> !before.contains(id)).findFirst().orElse(null));
        awaitCommands();
        return WindowManager.getImage(made);
    }

    private static List<Integer> ids() {
        return Arrays.stream(WindowManager.getIDList()).boxed().toList();
    }

    @Test
    void aSecondRunReplacesTheLabelsOfTheFirstUnlessTheyWereCorrected() throws Exception {
        ImagePlus balls = ResultWindowTest.showBalls();
        ImagePlus first = segmentByDialog(balls);
        ImagePlus second = segmentByDialog(balls);
        assertThat(second.getTitle()).isEqualTo("Labels of balls");
        assertThat(first.getWindow()).isNull();
        assertThat(WindowManager.getImageCount()).isEqualTo(2);
        second.getStack().getProcessor(16).set(36, 40, 7); // as a brush, which tells nobody
        assertThat(segmentByDialog(balls).getTitle()).isEqualTo("Labels of balls (2)");
        assertThat(second.getWindow()).isNotNull();
    }

    @Test
    void labelsOfARegionOrOfANamesakeAreNotReplaced() throws Exception {
        ImagePlus balls = ResultWindowTest.showBalls();
        balls.setRoi(20, 20, 40, 40);
        ImagePlus part = segmentByDialog(balls);
        balls.deleteRoi();
        ImagePlus whole = segmentByDialog(balls);
        assertThat(part.getWindow()).isNotNull();
        ImagePlus other = ResultWindowTest.showBalls();
        segmentByDialog(other);
        assertThat(whole.getWindow()).isNotNull();
        assertThat(WindowManager.getImageCount()).isEqualTo(5);
    }
}
