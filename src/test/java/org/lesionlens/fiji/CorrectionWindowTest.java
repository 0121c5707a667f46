package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.WindowManager;
import ij.gui.ImageCanvas;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.swing.JDialog;
import javax.swing.JMenuItem;
import javax.swing.JPopupMenu;
import javax.swing.JSpinner;
import javax.swing.JTable;
import javax.swing.MenuElement;
import javax.swing.MenuSelectionManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lesions of cases under review are corrected with mouse and keys, on the image and in its list. */
class CorrectionWindowTest extends ReviewFixture {
    /** The phantom's corner is background. */
    @Test
    void whatIsPaintedIsDrawnListedUndoneAndRedone() throws Exception {
        double before = (double) value("Volume (ml)", 0);
        key(KeyEvent.VK_B);
        mouse(MouseEvent.MOUSE_MOVED, 20, 20);
        assertThat(image.getOverlay().toArray()).as("the brush is shown").anyMatch(OvalRoi.class::isInstance);
        assertThat(isDrawn(25, 20)).isFalse();
        drag(20, 20, 30, 20);
        assertThat(isDrawn(25, 20)).isTrue();
        assertThat(image.getRoi()).as("ImageJ's tool drew nothing").isNull();
        double painted = (double) value("Volume (ml)", 0);
        assertThat(painted).isGreaterThan(before);
        assertThat(rows()).isEqualTo(1);
        undo();
        assertThat(isDrawn(25, 20)).isFalse();
        assertThat((double) value("Volume (ml)", 0)).isEqualTo(before);
        key(KeyEvent.VK_Y, InputEvent.CTRL_DOWN_MASK);
        assertThat((double) value("Volume (ml)", 0)).isEqualTo(painted);
        undo();
        key(KeyEvent.VK_Z, InputEvent.CTRL_DOWN_MASK | InputEvent.SHIFT_DOWN_MASK);
        assertThat(isDrawn(25, 20)).isTrue();
        key(KeyEvent.VK_E);
        drag(20, 20, 30, 20);
        assertThat(isDrawn(25, 20)).isFalse();
        assertThat((double) value("Volume (ml)", 0)).isEqualTo(before);
    }

    @Test
    void aLesionIsSplitAndMerged() throws Exception {
        Object before = value("Volume (ml)", 0);
        key(KeyEvent.VK_S);
        drag(X, Y - 18, X, Y + 18);
        assertThat(status()).contains("split, lesion 1, 2");
        assertThat(rows()).isEqualTo(2);
        assertThat(value("Lesion", 1)).isEqualTo(2);
        drag(10, 10, 20, 20);
        assertThat(status()).contains("the line crosses no lesion");
        key(KeyEvent.VK_M);
        click(X - 6, Y);
        click(X + 6, Y);
        assertThat(status()).contains("merge, lesion 1, 2");
        assertThat(rows()).isEqualTo(1);
        assertThat(value("Volume (ml)", 0)).isEqualTo(before);
        undo();
        assertThat(rows()).isEqualTo(2);
        undo();
        assertThat(value("Volume (ml)", 0)).isEqualTo(before);
        undo();
        assertThat(status()).contains("nothing to undo");
    }

    @Test
    void aLineOfImageJSplitsAtOnce() throws Exception {
        onEventThread(() -> image.setRoi(new Line(X, Y - 18, X, Y + 18)));
        key(KeyEvent.VK_S);
        assertThat(rows()).isEqualTo(2);
        assertThat(image.getRoi()).as("the user's selection").isInstanceOf(Line.class);
    }

    @Test
    void aLesionGetsAnotherClass() throws Exception {
        Object before = value("Class", 0);
        key(KeyEvent.VK_K);
        JMenuItem glioma = Arrays.stream(MenuSelectionManager.defaultManager().getSelectedPath())
                .map(MenuElement::getComponent)
                .filter(JPopupMenu.class::isInstance)
                .flatMap(menu -> inside((JPopupMenu) menu, JMenuItem.class).stream())
                .filter(item -> item.getText().equals("glioma"))
                .findFirst()
                .orElseThrow();
        onEventThread(() -> {
            MenuSelectionManager.defaultManager().clearSelectedPath(); // as a click does
            glioma.doClick();
        });
        settle();
        assertThat(value("Class", 0)).as("nobody knows how sure").isEqualTo("glioma");
        undo();
        assertThat(value("Class", 0)).isEqualTo(before);
    }

    @Test
    void numbersOfNewLesionsAreNotGivenTwice() throws Exception {
        key(KeyEvent.VK_L);
        drag(20, 20, 30, 20);
        assertThat(rows()).isEqualTo(2);
        assertThat(value("Lesion", 1)).isEqualTo(2);
        key(KeyEvent.VK_X);
        assertThat(rows()).isEqualTo(1);
        key(KeyEvent.VK_L);
        drag(20, 20, 30, 20);
        assertThat(value("Lesion", 1)).isEqualTo(3);
        assertThat(value("Lesion", 0)).isEqualTo(1);
        screenshot("correction", new Rectangle(0, 0, 1280, 760));
    }

    @Test
    void stepsOnTheChosenLesion() throws Exception {
        double before = (double) value("Volume (ml)", 0);
        key(KeyEvent.VK_G);
        assertThat((double) value("Volume (ml)", 0)).isGreaterThan(before);
        undo();
        key(KeyEvent.VK_J);
        assertThat((double) value("Volume (ml)", 0)).isLessThan(before);
        undo();
        key(KeyEvent.VK_E);
        drag(X, Y, X, Y + 1);
        assertThat(isDrawn(X, Y)).isFalse();
        key(KeyEvent.VK_H);
        assertThat((double) value("Volume (ml)", 0)).as("the hole is filled").isEqualTo(before);
        key(KeyEvent.VK_B);
        drag(20, 20, 30, 20);
        assertThat((double) value("Volume (ml)", 0)).isGreaterThan(before);
        key(KeyEvent.VK_O);
        click(X, Y);
        assertThat((double) value("Volume (ml)", 0)).as("this part only").isEqualTo(before);
        key(KeyEvent.VK_I);
        assertThat(status()).as("what is wrong").contains("leaves out no slice between two");
    }

    @Test
    void whatIsErasedIsSegmentedAgain() throws Exception {
        double before = (double) value("Volume (ml)", 0);
        key(KeyEvent.VK_X);
        assertThat(rows()).isZero();
        assertThat(isDrawn(X, Y)).isFalse();
        key(KeyEvent.VK_Y);
        drag(X - 25, Y - 25, X + 25, Y + 25);
        assertThat((double) value("Volume (ml)", 0)).isEqualTo(before);
        assertThat(status()).contains(", in the slices ");
        set("Probability", 0.99);
        drag(X - 25, Y - 25, X + 25, Y + 25);
        assertThat((double) value("Volume (ml)", 0)).isLessThan(before);
    }

    /** A flat rectangle over a deep lesion, or the other way round. */
    @Test
    void aBoxIsAsDeepAsItIsSaid() throws Exception {
        double before = (double) value("Volume (ml)", 0);
        key(KeyEvent.VK_X);
        JSpinner slices = spinner("Slices of the box");
        onEventThread(() -> slices.setValue(1));
        key(KeyEvent.VK_Y);
        drag(X - 25, Y - 25, X + 25, Y + 25);
        assertThat(status()).contains(", in the slice " + SLICE + " alone");
        double slice = (double) value("Volume (ml)", 0);
        onEventThread(() -> slices.setValue(3));
        drag(X - 25, Y - 25, X + 25, Y + 25);
        assertThat(status()).contains(", in the slices " + (SLICE - 1) + " to " + (SLICE + 1));
        assertThat((double) value("Volume (ml)", 0)).isGreaterThan(slice).isLessThan(before);
    }

    @Test
    void aRegionIsFilledByItsIntensities() throws Exception {
        set("Least intensity", 800);
        set("Greatest intensity", 5000);
        key(KeyEvent.VK_L);
        key(KeyEvent.VK_D);
        onEventThread(() -> image.setRoi(new Roi(20, 20, 120, 120)));
        key(KeyEvent.VK_D);
        assertThat(status()).contains("fill region, lesion 2");
        ImageProcessor pixels = image.getProcessor();
        assertThat(isDrawn(X, Y - 40)).isEqualTo(pixels.get(X, Y - 40) >= 800);
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void shiftAndTheWheelChangeTheRadiusAndTheWheelTheSlice() throws Exception {
        key(KeyEvent.VK_B);
        double radius = radius();
        wheel(InputEvent.SHIFT_DOWN_MASK, -1);
        assertThat(radius()).isGreaterThan(radius);
        key(KeyEvent.VK_Q);
        assertThat(radius()).isCloseTo(radius, within(1e-9));
        assertThat(image.getZ()).isEqualTo(SLICE);
        wheel(0, 1);
        settle();
        assertThat(image.getZ()).isEqualTo(SLICE + 1);
        set("Radius", 15);
        key(KeyEvent.VK_V);
        drag(20, 20, 30, 20);
        onEventThread(() -> image.setSlice(SLICE));
        settle();
        assertThat(isDrawn(25, 20)).as("of the ball in the next slice").isTrue();
    }

    @Test
    void keysOfTheReviewWorkOnTheImageToo() throws Exception {
        key(KeyEvent.VK_N);
        shown("b");
        assertThat(WindowManager.getImage("a")).isNull();
    }

    @Test
    void whatIsAcceptedIsOnTheDiskAndOpensAgain() throws Exception {
        key(KeyEvent.VK_L);
        drag(20, 20, 30, 20);
        key(KeyEvent.VK_A);
        await(() -> is(results.resolve("review/Ada/a/labels.nii.gz")));
        JTable cases = inside(window(), JTable.class).get(0);
        await(() -> "accepted".equals(cases.getValueAt(0, 1)) ? "accepted" : null);
        assertThat(Files.readAllLines(results.resolve("review/Ada/a/lesions.csv")))
                .hasSize(3);
        assertThat(Files.readAllLines(results.resolve("a/lesions.csv")))
                .as("the prediction")
                .hasSize(2);
        drag(40, 20, 50, 20);
        assertThat(isDrawn(45, 20)).as("it goes on").isTrue();
        assertThat(image.getRoi()).isNull();
        undo();
        key(KeyEvent.VK_N);
        shown("b");
        key(KeyEvent.VK_P);
        shown("a");
        assertThat(rows()).isEqualTo(2);
        assertThat(isDrawn(25, 20)).isTrue();
    }

    @Test
    void whatWasNotAcceptedIsOfferedAgain() throws Exception {
        key(KeyEvent.VK_L);
        drag(20, 20, 30, 20);
        key(KeyEvent.VK_N);
        shown("b");
        assertThat(status()).contains("the changes of a were not accepted: they are kept");
        key(KeyEvent.VK_P);
        JDialog question = await(ReviewFixture::question);
        screenshot("unfinished");
        press(question, "Yes");
        shown("a");
        assertThat(rows()).isEqualTo(2);
        assertThat(isDrawn(25, 20)).isTrue();
    }

    /** The disk as it is after the process has ended without a word: nothing of it is held. */
    @Test
    void whatWasSavedIsThereAfterACrash(@TempDir Path disk) throws Exception {
        key(KeyEvent.VK_L);
        drag(20, 20, 30, 20);
        onEventThread(image::close); // which saves, as the clock does
        Path saved = await(() -> files(results.resolve("review/Ada")).stream()
                .filter(file -> file.getFileName().toString().startsWith("a.")
                        && !file.toString().endsWith(".lock"))
                .findFirst()
                .orElse(null));
        assertThat(saved).isNotEmptyFile();
        copy(results, disk);
        onEventThread(() -> windowOrFail().dispose());
        settle();
        results = disk;
        IJ.runMacro("run(\"Review Cohort...\", \"results=[" + disk + "] input=[" + images + "] reviewer=Ada\");");
        press(await(ReviewFixture::question), "Yes");
        shown("a");
        assertThat(rows()).isEqualTo(2);
        assertThat(isDrawn(25, 20)).isTrue();
    }

    @Test
    void imageJsToolsComeBack() throws Exception {
        ImageCanvas canvas = image.getCanvas();
        assertThat(canvas.getMouseListeners()).contains(canvas);
        key(KeyEvent.VK_B);
        assertThat(canvas.getMouseListeners()).doesNotContain(canvas);
        key(KeyEvent.VK_ESCAPE);
        assertThat(canvas.getMouseListeners()).contains(canvas);
        assertThat(canvas.getMouseMotionListeners()).contains(canvas);
        key(KeyEvent.VK_B);
        onEventThread(() -> image.changes = true); // so that it stays open
        onEventThread(() -> windowOrFail().dispose());
        settle();
        assertThat(WindowManager.getImage("a")).isSameAs(image);
        assertThat(canvas.getMouseListeners()).containsOnlyOnce(canvas);
        assertThat(canvas.getMouseWheelListeners()).isEmpty();
        assertThat(hasLabels(image)).isFalse();
    }
}
