package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageCanvas;
import ij.gui.ImageRoi;
import java.awt.Component;
import java.awt.KeyboardFocusManager;
import java.awt.Window;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.awt.event.MouseWheelEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JSpinner;
import javax.swing.JTable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Two cases of a batch under review, the first one on the screen, and what a user does there with mouse and keys. */
abstract class ReviewFixture extends WindowFixture {
    static final int SLICE = 15;
    /** The middle of the lesion. */
    static final int X = 104;

    static final int Y = 61;

    @TempDir
    Path folder;

    Path images;
    Path results;
    ImagePlus image;

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

    void open() throws Exception {
        IJ.runMacro("run(\"Review Cohort...\", \"results=[" + results + "] input=[" + images + "] reviewer=Ada\");");
        shown("a");
    }

    void shown(String name) throws Exception {
        image = await(() -> {
            ImagePlus found = WindowManager.getImage(name);
            return found != null && hasLabels(found) ? found : null;
        });
        settle(); // the lesion is drawn before its slice is shown
        assertThat(image.getZ()).isEqualTo(SLICE);
    }

    static JFrame window() throws InterruptedException {
        return await(() -> Stream.of(Window.getWindows())
                .filter(JFrame.class::isInstance)
                .map(JFrame.class::cast)
                .filter(frame -> frame.isShowing() && frame.getTitle().equals("LesionLens review"))
                .findFirst()
                .orElse(null));
    }

    /** The window of the tools. */
    static JDialog palette() throws InterruptedException {
        return await(() -> Stream.of(Window.getWindows())
                .filter(JDialog.class::isInstance)
                .map(JDialog.class::cast)
                .filter(dialog -> dialog.isShowing() && dialog.getTitle().equals("Correct"))
                .findFirst()
                .orElse(null));
    }

    static boolean hasLabels(ImagePlus image) {
        return image.getOverlay() != null
                && Arrays.stream(image.getOverlay().toArray()).anyMatch(ImageRoi.class::isInstance);
    }

    /** Whether a pixel is in colour on the grey image, as it is seen. */
    boolean isDrawn(int x, int y) {
        int[] color = image.flatten().getPixel(x, y);
        return color[0] != color[1] || color[1] != color[2];
    }

    void mouse(int kind, int x, int y) throws Exception {
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

    void drag(int x, int y, int toX, int toY) throws Exception {
        mouse(MouseEvent.MOUSE_PRESSED, x, y);
        mouse(MouseEvent.MOUSE_DRAGGED, (x + toX) / 2, (y + toY) / 2);
        mouse(MouseEvent.MOUSE_DRAGGED, toX, toY);
        mouse(MouseEvent.MOUSE_RELEASED, toX, toY);
        settle();
    }

    void click(int x, int y) throws Exception {
        mouse(MouseEvent.MOUSE_PRESSED, x, y);
        mouse(MouseEvent.MOUSE_RELEASED, x, y);
        settle();
    }

    void key(int key) throws Exception {
        key(key, 0);
    }

    /** As the keyboard does it while the image has the focus. */
    void key(int key, int modifiers) throws Exception {
        Component target = image.getCanvas();
        onEventThread(() -> KeyboardFocusManager.getCurrentKeyboardFocusManager()
                .dispatchEvent(
                        new KeyEvent(target, KeyEvent.KEY_PRESSED, System.currentTimeMillis(), modifiers, key, (char)
                                Character.toLowerCase(key))));
        settle();
    }

    void undo() throws Exception {
        key(KeyEvent.VK_Z, InputEvent.CTRL_DOWN_MASK);
    }

    Object value(String column, int row) throws Exception {
        return ResultWindowTest.value(ResultWindowTest.table(image.getTitle()), column, row);
    }

    int rows() throws Exception {
        return inside(ResultWindowTest.window(image.getTitle()), JTable.class).stream()
                .mapToInt(JTable::getRowCount)
                .sum();
    }

    static String status() throws Exception {
        return inside(window(), JLabel.class).stream()
                .map(JLabel::getText)
                .filter(text -> text != null)
                .reduce("", (a, b) -> a + " | " + b);
    }

    static JSpinner spinner(String name) throws Exception {
        return inside(palette(), JSpinner.class).stream()
                .filter(each -> name.equals(each.getName()))
                .findFirst()
                .orElseThrow();
    }

    static void set(String name, double value) throws Exception {
        JSpinner spinner = spinner(name);
        onEventThread(() -> spinner.setValue(value));
    }

    void wheel(int modifiers, int rotation) throws Exception {
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

    static double radius() throws Exception {
        return (double) spinner("Radius").getValue();
    }

    static Path is(Path file) {
        return Files.exists(file) ? file : null;
    }

    static List<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is on the disk at this moment, as a process that is killed leaves it. */
    static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> listing = Files.walk(from)) {
            files = listing.toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file));
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
            } else {
                copyIfThere(file, target);
            }
        }
    }

    /** What is being written has a name of its own until it is whole, and may be gone by now. */
    private static void copyIfThere(Path file, Path target) throws IOException {
        try {
            Files.copy(file, target);
        } catch (NoSuchFileException e) {
            assertThat(Files.exists(file))
                    .as("%s is there, and yet is not copied", file)
                    .isFalse();
        }
    }

    static JDialog question() {
        return Stream.of(Window.getWindows())
                .filter(JDialog.class::isInstance)
                .map(JDialog.class::cast)
                .filter(dialog -> dialog.isShowing() && dialog.getTitle().equals("Unfinished work"))
                .findFirst()
                .orElse(null);
    }

    static void press(JDialog question, String answer) throws Exception {
        JButton button = inside(question, JButton.class).stream()
                .filter(each -> each.getText().equals(answer))
                .findFirst()
                .orElseThrow();
        post(button::doClick);
    }

    static JFrame windowOrFail() {
        try {
            return window();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
