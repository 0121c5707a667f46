package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageCanvas;
import ij.gui.ImageRoi;
import ij.gui.OvalRoi;
import java.awt.Component;
import java.awt.KeyboardFocusManager;
import java.awt.Window;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.awt.event.MouseWheelEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.swing.AbstractButton;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JMenuItem;
import javax.swing.JSpinner;
import javax.swing.JTable;
import javax.swing.MenuSelectionManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lesions of cases under review are corrected with mouse and keys, on the image and in its list. */
class CorrectionWindowTest extends WindowFixture {
    private static final int SLICE = 15;

    @TempDir
    private Path folder;

    private Path images;
    private Path results;
    private ImagePlus image;
    private JTable list;

    @BeforeEach
    void review() throws Exception {
        images = Files.createDirectories(folder.resolve("images"));
        results = folder.resolve("results");
        for (String name : new String[] {"a", "b"}) {
            Files.copy(Path.of("test-data/phantom_t1ce.nii.gz"), images.resolve(name + ".nii.gz"));
        }
        IJ.runMacro("run(\"Batch...\", \"input=[" + images + "] output=[" + results
                + "] model=brain-t1ce-segmenter device=cpu table=false\");");
        open();
    }

    private void open() throws Exception {
        IJ.runMacro("run(\"Review Cohort...\", \"results=[" + results + "] input=[" + images + "] reviewer=Ada\");");
        shown("a");
    }

    private void shown(String name) throws Exception {
        image = await(() -> {
            ImagePlus found = WindowManager.getImage(name);
            return found != null && hasLabels(found) ? found : null;
        });
        settle(); // the lesion is drawn before its slice is shown
        list = ResultWindowTest.table(name);
        assertThat(image.getZ()).isEqualTo(SLICE);
    }

    private static JFrame window() throws InterruptedException {
        return await(() -> Stream.of(Window.getWindows())
                .filter(JFrame.class::isInstance)
                .map(JFrame.class::cast)
                .filter(frame -> frame.isShowing() && frame.getTitle().equals("LesionLens review"))
                .findFirst()
                .orElse(null));
    }

    private static boolean hasLabels(ImagePlus image) {
        return image.getOverlay() != null
                && Arrays.stream(image.getOverlay().toArray()).anyMatch(ImageRoi.class::isInstance);
    }

    /** Whether a pixel is in colour on the grey image, as it is seen. */
    private boolean isDrawn(int x, int y) {
        int[] color = image.flatten().getPixel(x, y);
        return color[0] != color[1] || color[1] != color[2];
    }

    private void mouse(int kind, int x, int y) throws Exception {
        onEventThread(() -> {
            ImageCanvas canvas = image.getCanvas();
            int half = (int) (canvas.getMagnification() / 2);
            int pressed = kind == MouseEvent.MOUSE_MOVED || kind == MouseEvent.MOUSE_RELEASED
                    ? 0
                    : InputEvent.BUTTON1_DOWN_MASK;
            canvas.dispatchEvent(new MouseEvent(
                    canvas,
                    kind,
                    System.currentTimeMillis(),
                    pressed,
                    canvas.screenX(x) + half,
                    canvas.screenY(y) + half,
                    1,
                    false,
                    kind == MouseEvent.MOUSE_MOVED ? MouseEvent.NOBUTTON : MouseEvent.BUTTON1));
        });
    }

    private void drag(int x, int y, int toX, int toY) throws Exception {
        mouse(MouseEvent.MOUSE_PRESSED, x, y);
        mouse(MouseEvent.MOUSE_DRAGGED, (x + toX) / 2, (y + toY) / 2);
        mouse(MouseEvent.MOUSE_DRAGGED, toX, toY);
        mouse(MouseEvent.MOUSE_RELEASED, toX, toY);
        settle();
    }

    private void click(int x, int y) throws Exception {
        mouse(MouseEvent.MOUSE_PRESSED, x, y);
        mouse(MouseEvent.MOUSE_RELEASED, x, y);
        settle();
    }

    private void key(int key) throws Exception {
        key(key, 0);
    }

    /** As the keyboard does it while the image has the focus. */
    private void key(int key, int modifiers) throws Exception {
        Component target = image.getCanvas();
        onEventThread(() -> KeyboardFocusManager.getCurrentKeyboardFocusManager()
                .dispatchEvent(new KeyEvent(
                        target,
                        KeyEvent.KEY_PRESSED,
                        System.currentTimeMillis(),
                        modifiers,
                        key,
                        (char) Character.toLowerCase(key))));
        settle();
    }

    private static void undo(CorrectionWindowTest test) throws Exception {
        test.key(KeyEvent.VK_Z, InputEvent.CTRL_DOWN_MASK);
    }

    private Object value(String column, int row) throws Exception {
        list = ResultWindowTest.table(image.getTitle());
        return ResultWindowTest.value(list, column, row);
    }

    private int rows() throws Exception {
        list = ResultWindowTest.table(image.getTitle());
        return list.getRowCount();
    }

    private static String status() throws Exception {
        return inside(window(), JLabel.class).stream()
                .map(JLabel::getText)
                .filter(text -> text != null)
                .reduce("", (a, b) -> a + " | " + b);
    }

    private static void set(String spinner, double value) throws Exception {
        JSpinner found = inside(window(), JSpinner.class).stream()
                .filter(each -> spinner.equals(each.getName()))
                .findFirst()
                .orElseThrow();
        onEventThread(() -> found.setValue(value));
    }

    private static AbstractButton button(String begin) throws Exception {
        return inside(window(), AbstractButton.class).stream()
                .filter(each -> each.getText().startsWith(begin))
                .findFirst()
                .orElseThrow();
    }

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
        undo(this);
        assertThat(isDrawn(25, 20)).isFalse();
        assertThat((double) value("Volume (ml)", 0)).isEqualTo(before);
        key(KeyEvent.VK_Y, InputEvent.CTRL_DOWN_MASK);
        assertThat((double) value("Volume (ml)", 0)).isEqualTo(painted);
        undo(this);
        key(KeyEvent.VK_Z, InputEvent.CTRL_DOWN_MASK | InputEvent.SHIFT_DOWN_MASK);
        assertThat(isDrawn(25, 20)).isTrue();
        key(KeyEvent.VK_E);
        drag(20, 20, 30, 20);
        assertThat(isDrawn(25, 20)).isFalse();
        assertThat((double) value("Volume (ml)", 0)).isEqualTo(before);
        screenshot("correction");
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

    private static JFrame windowOrFail() {
        try {
            return window();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
