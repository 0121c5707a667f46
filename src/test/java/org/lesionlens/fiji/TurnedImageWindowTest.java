package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.io.IOException;
import java.nio.file.Path;
import javax.swing.JButton;
import javax.swing.JLabel;
import javax.swing.JTabbedPane;
import javax.swing.JTable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.model.ModelsFrom;

/** What becomes of the lesions over an image that is flipped or painted on while their window is open. */
class TurnedImageWindowTest extends WindowFixture {
    @AutoClose
    private ModelsFrom models;

    /** A model that finds what is bright. */
    @BeforeEach
    void useAModel(@TempDir Path folder) throws IOException {
        TinyModel.good(folder, "bright");
        models = ModelsFrom.folder(folder);
    }

    /** An overlay is not turned with its image. */
    @Test
    void lesionsAreNotDrawnOnAnImageThatIsTurnedUntilItIsTurnedBack() throws Exception {
        ImagePlus balls = ResultWindowTest.showBalls();
        ResultWindowTest.segment(balls, "labels=false");
        for (String turn : new String[] {"Flip Horizontally", "Flip Vertically", "Flip Z"}) {
            IJ.run(balls, turn, "stack");
            settle();
            assertThat(balls.getOverlay()).as(turn).isNull();
            assertThat(inside(ResultWindowTest.window("balls"), JLabel.class))
                    .extracting(JLabel::getText)
                    .contains("The image was flipped or rotated since its lesions were found: turn it back, or run the"
                            + " command again.");
            onEventThread(() -> inside(ResultWindowTest.openWindow("balls"), JTable.class)
                    .get(0)
                    .setRowSelectionInterval(2, 2));
            assertThat(balls.getOverlay()).as(turn).isNull();
            IJ.run(balls, turn, "stack");
            settle();
            assertThat(ResultWindowTest.texts(balls)).as(turn).contains("1, 1.4 ml");
        }
    }

    @Test
    void viewsAreOfferedAsLongAsTheImageFitsItsLesions() throws Exception {
        ImagePlus balls = ResultWindowTest.showBalls();
        ResultWindowTest.segment(balls, "labels=false");
        JButton views = inside(ResultWindowTest.window("balls"), JButton.class).stream()
                .filter(button -> button.getText().equals("Orthogonal views"))
                .findFirst()
                .orElseThrow();
        assertThat(views.isEnabled()).isTrue();
        balls.getStack().deleteLastSlice();
        balls.setStack(balls.getStack());
        balls.updateAndDraw();
        settle();
        assertThat(views.isEnabled()).isFalse();
        assertThat(views.getToolTipText()).isNotBlank();
    }

    @Test
    void lesionsStayOnAnImageThatWasPaintedOn() throws Exception {
        ImagePlus balls = ResultWindowTest.showBalls();
        ResultWindowTest.segment(balls, "labels=false");
        balls.getProcessor().set(36, 40, 0);
        balls.updateAndDraw();
        settle();
        assertThat(ResultWindowTest.texts(balls)).contains("1, 1.4 ml");
    }

    @Test
    void neitherASliderNorTheOtherPageDrawsLesionsOnAnImageThatIsTurned() throws Exception {
        ImagePlus balls = ResultWindowTest.showBalls();
        ResultWindowTest.segment(balls, "");
        makeCurrent(WindowManager.getImage("Labels of balls"));
        IJ.runMacro("run(\"Measure Lesions...\", \"outlines=balls labels=false\");");
        settle();
        IJ.run(balls, "Flip Horizontally", "stack");
        settle();
        JTabbedPane pages =
                inside(ResultWindowTest.openWindow("balls"), JTabbedPane.class).get(0);
        for (int page : new int[] {0, 1, 0}) {
            onEventThread(() -> pages.setSelectedIndex(page));
            settle();
            assertThat(balls.getOverlay()).as("page %d", page).isNull();
        }
        onEventThread(() -> ResultWindowTest.slider("balls", "Smallest lesion").setValue(6)); // 0.5 ml
        await(() -> inside(ResultWindowTest.openWindow("balls"), JTable.class)
                                .get(0)
                                .getRowCount()
                        == 2
                ? "followed"
                : null);
        settle();
        assertThat(balls.getOverlay()).isNull();
        IJ.run(balls, "Flip Horizontally", "stack");
        settle();
        assertThat(ResultWindowTest.texts(balls)).contains("2, 0.52 ml").doesNotContain("3");
    }

    /** A run on the turned image has them where they are now, and what was found before stays off. */
    @Test
    void thePageOfARunBeforeTheTurnTakesTheLesionsOff() throws Exception {
        ImagePlus balls = ResultWindowTest.showBalls();
        ResultWindowTest.segment(balls, "");
        makeCurrent(WindowManager.getImage("Labels of balls"));
        IJ.runMacro("run(\"Measure Lesions...\", \"outlines=balls labels=false\");");
        settle();
        IJ.run(balls, "Flip Horizontally", "stack");
        settle();
        ResultWindowTest.segment(balls, "labels=false");
        assertThat(ResultWindowTest.texts(balls)).contains("1, 1.4 ml");
        Overlay mine = new Overlay(new Roi(1, 1, 2, 2));
        onEventThread(() -> {
            balls.getOverlay().add(mine.get(0));
            inside(ResultWindowTest.openWindow("balls"), JTabbedPane.class)
                    .get(0)
                    .setSelectedIndex(1);
        });
        settle();
        assertThat(balls.getOverlay().toArray()).as("the user's own").containsExactly(mine.get(0));
    }
}
