package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageCanvas;
import ij.gui.ImageRoi;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import java.awt.Component;
import java.awt.KeyboardFocusManager;
import java.awt.Rectangle;
import java.awt.Window;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.awt.event.MouseWheelEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JMenuItem;
import javax.swing.JPopupMenu;
import javax.swing.JSpinner;
import javax.swing.JTable;
import javax.swing.MenuElement;
import javax.swing.MenuSelectionManager;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lesions of cases under review are corrected with mouse and keys, on the image and in its list. */
class CorrectionWindowTest extends WindowFixture {
    private static final int SLICE = 15;
    /** The middle of the lesion. */
    private static final int X = 104;

    private static final int Y = 61;

    @TempDir
    private Path folder;

    private Path images;
    private Path results;
    private ImagePlus image;

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

    /** The window of the tools. */
    private static JDialog palette() throws InterruptedException {
        return await(() -> Stream.of(Window.getWindows())
                .filter(JDialog.class::isInstance)
                .map(JDialog.class::cast)
                .filter(dialog -> dialog.isShowing() && dialog.getTitle().equals("Correct"))
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
                .dispatchEvent(
                        new KeyEvent(target, KeyEvent.KEY_PRESSED, System.currentTimeMillis(), modifiers, key, (char)
                                Character.toLowerCase(key))));
        settle();
    }

    private void undo() throws Exception {
        key(KeyEvent.VK_Z, InputEvent.CTRL_DOWN_MASK);
    }

    private Object value(String column, int row) throws Exception {
        return ResultWindowTest.value(ResultWindowTest.table(image.getTitle()), column, row);
    }

    private int rows() throws Exception {
        return inside(ResultWindowTest.window(image.getTitle()), JTable.class).stream()
                .mapToInt(JTable::getRowCount)
                .sum();
    }

    private static String status() throws Exception {
        return inside(window(), JLabel.class).stream()
                .map(JLabel::getText)
                .filter(text -> text != null)
                .reduce("", (a, b) -> a + " | " + b);
    }

    private static JSpinner spinner(String name) throws Exception {
        return inside(palette(), JSpinner.class).stream()
                .filter(each -> name.equals(each.getName()))
                .findFirst()
                .orElseThrow();
    }

    private static void set(String name, double value) throws Exception {
        JSpinner spinner = spinner(name);
        onEventThread(() -> spinner.setValue(value));
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
        onEventThread(glioma::doClick);
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
        screenshot("correction", new Rectangle(0, 0, 1280, 656));
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
        set("Probability", 0.99);
        drag(X - 25, Y - 25, X + 25, Y + 25);
        assertThat((double) value("Volume (ml)", 0)).isLessThan(before);
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

    private void wheel(int modifiers, int rotation) throws Exception {
        onEventThread(() -> image.getCanvas()
                .dispatchEvent(new MouseWheelEvent(
                        image.getCanvas(),
                        MouseEvent.MOUSE_WHEEL,
                        System.currentTimeMillis(),
                        modifiers,
                        20,
                        20,
                        0,
                        false,
                        MouseWheelEvent.WHEEL_UNIT_SCROLL,
                        1,
                        rotation)));
        settle();
    }

    private static double radius() throws Exception {
        return (double) spinner("Radius").getValue();
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

    private static Path is(Path file) {
        return Files.exists(file) ? file : null;
    }

    @Test
    void whatWasNotAcceptedIsOfferedAgain() throws Exception {
        key(KeyEvent.VK_L);
        drag(20, 20, 30, 20);
        key(KeyEvent.VK_N);
        shown("b");
        assertThat(status()).contains("the changes of a were not accepted: they are kept");
        key(KeyEvent.VK_P);
        JDialog question = await(CorrectionWindowTest::question);
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
        for (Path file : files(results)) {
            Path copy = disk.resolve(results.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy);
        }
        onEventThread(() -> windowOrFail().dispose());
        settle();
        results = disk;
        IJ.runMacro("run(\"Review Cohort...\", \"results=[" + disk + "] input=[" + images + "] reviewer=Ada\");");
        press(await(CorrectionWindowTest::question), "Yes");
        shown("a");
        assertThat(rows()).isEqualTo(2);
        assertThat(isDrawn(25, 20)).isTrue();
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JDialog question() {
        return Stream.of(Window.getWindows())
                .filter(JDialog.class::isInstance)
                .map(JDialog.class::cast)
                .filter(dialog -> dialog.isShowing() && dialog.getTitle().equals("Unfinished work"))
                .findFirst()
                .orElse(null);
    }

    private static void press(JDialog question, String answer) throws Exception {
        JButton button = inside(question, JButton.class).stream()
                .filter(each -> each.getText().equals(answer))
                .findFirst()
                .orElseThrow();
        post(button::doClick);
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
