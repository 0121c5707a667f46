package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.awt.Point;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.model.ModelsFrom;

/** What becomes of the label image of a run when a dialog starts another one. */
class SecondRunWindowTest extends WindowFixture {
    @AutoClose
    private ModelsFrom models;

    /** A model that finds what is bright. */
    @BeforeEach
    void useAModel(@TempDir Path folder) throws IOException {
        TinyModel.good(folder, "bright");
        models = ModelsFrom.folder(folder);
    }

    /** Returns the label image. */
    private static ImagePlus segmentByDialog(ImagePlus image) throws Exception {
        makeCurrent(image);
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
    void anImageThatTheUserPutSomewhereStaysThereWhenItsListOpensAgain() throws Exception {
        ImagePlus balls = ResultWindowTest.showBalls();
        ResultWindowTest.segment(balls, "labels=false");
        onEventThread(() -> {
            ResultWindowTest.openWindow("balls").dispose();
            balls.getWindow().setLocation(300, 560);
        });
        settle();
        ResultWindowTest.segment(balls, "labels=false");
        assertThat(ResultWindowTest.window("balls").isShowing()).isTrue();
        assertThat(balls.getWindow().getLocation()).isEqualTo(new Point(300, 560));
    }

    /** After labels that were corrected stand those of the last run alone, also where they have a number. */
    @Test
    void labelsWithANumberAreReplacedTooAndTheLogTells() throws Exception {
        ImagePlus balls = ResultWindowTest.showBalls();
        segmentByDialog(balls).getStack().getProcessor(16).set(36, 40, 7);
        ImagePlus second = segmentByDialog(balls);
        IJ.log("\\Clear");
        ImagePlus third = segmentByDialog(balls);
        assertThat(second.getWindow()).isNull();
        assertThat(third.getTitle()).isEqualTo("Labels of balls (2)");
        assertThat(IJ.getLog()).contains("replaced Labels of balls (2) of the run before (rename an image to keep it)");
        third.setTitle("mine");
        segmentByDialog(balls);
        assertThat(third.getWindow()).isNotNull();
    }

    @Test
    void labelsThatWereDrawnOnOrClassifiedAreNotReplaced() throws Exception {
        ImagePlus balls = ResultWindowTest.showBalls();
        ImagePlus drawnOn = segmentByDialog(balls);
        drawnOn.setOverlay(new Overlay(new Roi(5, 5, 9, 9)));
        ImagePlus selected = segmentByDialog(balls);
        selected.setRoi(5, 5, 9, 9);
        ImagePlus classified = segmentByDialog(balls);
        classified.setProp(
                "LesionLens.classes", "1 1 0.9 36.000,40.000,15.000 glioma"); // as Classify Lesions... keeps them
        segmentByDialog(balls);
        assertThat(List.of(drawnOn, selected, classified)).allMatch(labels -> labels.getWindow() != null);
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
