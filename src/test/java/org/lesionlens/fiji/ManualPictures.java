package org.lesionlens.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageCanvas;
import ij.process.ByteProcessor;
import java.awt.Component;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Window;
import java.awt.event.InputEvent;
import java.awt.event.MouseEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JTable;

/**
 * Makes the pictures of the manual that show windows, {@code fiji.png}, {@code views.png}, {@code boxes.png} and {@code correction.png},
 * with the shipped models, on a screen of 1280 x 1024; docs/develop.md says how it is run.
 */
public final class ManualPictures {
    private static final int CASE_HEIGHT = 760;

    private ManualPictures() {}

    /** @param arguments the folder that the pictures are written to */
    public static void main(String... arguments) throws Exception {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        PluginsFolder.startWindow();
        segmented(folder);
        detected(folder);
        corrected(folder);
        System.exit(0); // ImageJ's window would keep the program
    }

    private static void segmented(Path folder) throws Exception {
        ImagePlus phantom = WindowFixture.showPhantom();
        IJ.runMacro("run(\"Segment Lesions...\", \"model=brain-t1ce-segmenter device=cpu\");");
        close("Lesions of phantom");
        JFrame list = frame("LesionLens: phantom");
        Window labels = WindowManager.getImage("Labels of phantom").getWindow();
        Rectangle all = Stream.of(IJ.getInstance(), phantom.getWindow(), labels, list)
                .map(Window::getBounds)
                .reduce(Rectangle::union)
                .orElseThrow();
        save(folder.resolve("fiji.png"), all);
        WindowFixture.onEventThread(() -> press(list, "Orthogonal views"));
        JFrame views = frame("Views of phantom");
        save(folder.resolve("views.png"), inner(views));
        closeImages();
    }

    private static void detected(Path folder) throws Exception {
        ImagePlus phantom = new ImagePlus("ultrasound phantom", ultrasound());
        phantom.show();
        IJ.runMacro("run(\"Detect Lesions...\", \"model=breast-ultrasound-detector device=cpu\");");
        JFrame list = frame("LesionLens: ultrasound phantom");
        close("Log");
        close("Boxes of ultrasound phantom");
        save(folder.resolve("boxes.png"), phantom.getWindow().getBounds().union(list.getBounds()));
        closeImages();
    }

    /** Speckle in layers of skin, fat and gland, with two dark lesions and the echo that such ones leave below them. */
    private static ByteProcessor ultrasound() {
        ByteProcessor picture = new ByteProcessor(420, 320);
        Random random = new Random(7);
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                double speckle = 0.6 + 0.35 * Math.hypot(random.nextGaussian(), random.nextGaussian());
                picture.set(x, y, (int) Math.min(255, echo(x, y) * speckle));
            }
        }
        picture.blurGaussian(1.2);
        return picture;
    }

    private static double echo(int x, int y) {
        double layer = y < 18 ? 200 : y < 70 ? 90 + 25 * Math.sin(x / 31.0) : 130 - 0.15 * y;
        if (Math.hypot((x - 150) / 48.0, (y - 140) / 30.0) < 1) {
            return 28;
        }
        if (Math.hypot((x - 310) / 24.0, (y - 185) / 17.0) < 1) {
            return 32;
        }
        return Math.abs(x - 150) < 40 && y > 165 ? layer * 1.35 : layer;
    }

    private static void closeImages() throws Exception {
        WindowFixture.onEventThread(
                () -> Arrays.stream(Objects.requireNonNullElse(WindowManager.getIDList(), new int[0]))
                        .mapToObj(WindowManager::getImage)
                        .forEach(image -> {
                            image.changes = false;
                            image.close();
                        }));
        WindowFixture.settle();
    }

    private static void corrected(Path folder) throws Exception {
        Path work = Files.createTempDirectory("manual");
        Path images = Files.createDirectories(work.resolve("images"));
        for (String name : new String[] {"a", "b"}) {
            Files.copy(Path.of("test-data/phantom_t1ce.nii.gz"), images.resolve(name + ".nii.gz"));
        }
        String results = "[" + work.resolve("results") + "]";
        IJ.runMacro("run(\"Batch...\", \"input=[" + images + "] output=" + results + " device=cpu table=false\");");
        IJ.runMacro("run(\"Review Cohort...\", \"results=" + results + " input=[" + images + "] reviewer=Ada\");");
        ImagePlus image = WindowFixture.await(() -> WindowManager.getImage("a"));
        JTable lesions =
                WindowFixture.inside(frame("LesionLens: a"), JTable.class).get(0);
        WindowFixture.onEventThread(() -> lesions.setRowSelectionInterval(0, 0));
        Window tools = shown("Correct");
        WindowFixture.onEventThread(() -> press(tools, "New lesion (L)"));
        drag(image.getCanvas(), 62, 92, 74, 96);
        save(folder.resolve("correction.png"), new Rectangle(0, 0, 1280, CASE_HEIGHT));
    }

    private static void drag(ImageCanvas canvas, int x, int y, int toX, int toY) throws Exception {
        int[][] steps = {
            {MouseEvent.MOUSE_PRESSED, x, y},
            {MouseEvent.MOUSE_DRAGGED, toX, toY},
            {MouseEvent.MOUSE_RELEASED, toX, toY}
        };
        for (int[] step : steps) {
            WindowFixture.onEventThread(() -> canvas.dispatchEvent(new MouseEvent(
                    canvas,
                    step[0],
                    System.currentTimeMillis(),
                    InputEvent.BUTTON1_DOWN_MASK,
                    canvas.screenX(step[1]),
                    canvas.screenY(step[2]),
                    1,
                    false,
                    MouseEvent.BUTTON1)));
        }
        WindowFixture.settle();
    }

    private static void close(String title) throws Exception {
        WindowFixture.onEventThread(() -> {
            Window window = WindowManager.getWindow(title);
            if (window != null) {
                window.dispose();
            }
        });
    }

    private static void press(Window window, String label) {
        WindowFixture.inside(window, JButton.class).stream()
                .filter(button -> label.equals(button.getText()))
                .findFirst()
                .orElseThrow()
                .doClick();
    }

    private static Window shown(String title) throws InterruptedException {
        return WindowFixture.await(() -> Stream.of(Window.getWindows())
                .filter(Window::isShowing)
                .filter(window -> window instanceof JFrame frame
                                && frame.getTitle().equals(title)
                        || window instanceof JDialog dialog && dialog.getTitle().equals(title))
                .findFirst()
                .orElse(null));
    }

    private static JFrame frame(String title) throws InterruptedException {
        JFrame frame = (JFrame) shown(title);
        WindowFixture.settle();
        return frame;
    }

    private static Rectangle inner(JFrame frame) {
        Component content = frame.getContentPane();
        return new Rectangle(content.getLocationOnScreen(), content.getSize());
    }

    private static void save(Path file, Rectangle part) throws Exception {
        WindowFixture.settle();
        Robot robot = new Robot();
        robot.waitForIdle();
        robot.delay(500);
        ImageIO.write(robot.createScreenCapture(part), "png", file.toFile());
    }
}
