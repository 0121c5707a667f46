package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.Menus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.measure.ResultsTable;
import ij.plugin.frame.Recorder;
import ij.plugin.frame.RoiManager;
import java.awt.Button;
import java.awt.Checkbox;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.awt.Menu;
import java.awt.MenuItem;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.TextField;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JProgressBar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.VolumeFiles;

/** ImageJ's real menus, dialogs and windows; skipped where there is no screen. */
class WindowTest {
    private static final long PATIENCE_MILLIS = 300_000;
    private static final String SEGMENT = "Segment Lesions...";

    @BeforeAll
    static void startImageJ() {
        if (!GraphicsEnvironment.isHeadless()) {
            PluginsFolder.startWindow();
        }
    }

    /** For each test, so that each is counted as skipped. */
    @BeforeEach
    void requireScreen() {
        assumeFalse(GraphicsEnvironment.isHeadless(), "there is no screen");
    }

    @AfterEach
    void closeAll() throws Exception {
        if (GraphicsEnvironment.isHeadless()) {
            return;
        }
        IJ.resetEscape();
        for (Window window : Window.getWindows()) {
            if (window instanceof Dialog) {
                window.dispose();
            }
        }
        for (int id : Objects.requireNonNullElse(WindowManager.getIDList(), new int[0])) {
            ImagePlus image = WindowManager.getImage(id);
            image.changes = false;
            image.close();
        }
        for (java.awt.Frame frame : WindowManager.getNonImageWindows()) {
            if (!(frame instanceof Recorder)) {
                frame.dispose();
                WindowManager.removeWindow(frame);
            }
        }
    }

    private static ImagePlus phantom() throws Exception {
        return FijiVolumes.image(
                "phantom",
                VolumeFiles.read(Path.of("test-data/phantom_t1ce.nii.gz"), Optional.empty())
                        .volume(),
                Optional.empty());
    }

    static ImagePlus showPhantom() throws Exception {
        ImagePlus image = phantom();
        image.show();
        image.setSlice(image.getStackSize() / 2);
        return image;
    }

    static void choose(String label) {
        MenuItem item = item(Menus.getMenuBar().getMenu(5), label).orElseThrow();
        EventQueue.invokeLater(
                () -> item.dispatchEvent(new ActionEvent(item, ActionEvent.ACTION_PERFORMED, item.getActionCommand())));
    }

    private static Optional<MenuItem> item(Menu menu, String label) {
        for (int i = 0; i < menu.getItemCount(); i++) {
            MenuItem item = menu.getItem(i);
            Optional<MenuItem> found = item instanceof Menu inner
                    ? item(inner, label)
                    : Optional.of(item).filter(leaf -> leaf.getLabel().equals(label));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    static <T> T await(Supplier<T> what) throws InterruptedException {
        long end = System.currentTimeMillis() + PATIENCE_MILLIS;
        T found = what.get();
        while (found == null && System.currentTimeMillis() < end) {
            Thread.sleep(50);
            found = what.get();
        }
        assertThat(found).as("did not appear in time").isNotNull();
        return found;
    }

    static <T extends Dialog> T dialog(Class<T> type) throws InterruptedException {
        T dialog = await(() -> Stream.of(Window.getWindows())
                .filter(type::isInstance)
                .filter(Window::isShowing)
                .map(type::cast)
                .findFirst()
                .orElse(null));
        Thread.sleep(300);
        return dialog;
    }

    static <T extends Component> List<T> inside(Container container, Class<T> type) {
        List<T> found = new ArrayList<>();
        for (Component component : container.getComponents()) {
            if (type.isInstance(component)) {
                found.add(type.cast(component));
            } else if (component instanceof Container inner) {
                found.addAll(inside(inner, type));
            }
        }
        return found;
    }

    static void press(Dialog dialog, String label) {
        Button button = inside(dialog, Button.class).stream()
                .filter(b -> b.getLabel().strip().equals(label))
                .findFirst()
                .orElseThrow();
        EventQueue.invokeLater(() ->
                button.dispatchEvent(new ActionEvent(button, ActionEvent.ACTION_PERFORMED, button.getActionCommand())));
    }

    private static void screenshot(String name) throws Exception {
        Thread.sleep(700);
        Path folder = Files.createDirectories(Path.of("target", "screenshots"));
        Rectangle screen = new Rectangle(Toolkit.getDefaultToolkit().getScreenSize());
        ImageIO.write(
                new Robot().createScreenCapture(screen),
                "png",
                folder.resolve(name + ".png").toFile());
    }

    @Test
    void okOnTheFirstDialogGivesOutlinesATableAndLabels() throws Exception {
        ImagePlus phantom = showPhantom();
        IJ.getInstance().setLocation(0, 0);
        phantom.getWindow().setLocation(0, 80);
        choose(SEGMENT);
        GenericDialog dialog = dialog(GenericDialog.class);
        dialog.setLocation(420, 120);
        assertThat(inside(dialog, TextField.class))
                .extracting(TextField::getText)
                .contains("0.5", "0.1");
        assertThat(inside(dialog, Checkbox.class)).hasSize(6);
        screenshot("dialog");
        press(dialog, "OK");
        ImagePlus labels = await(() -> WindowManager.getImage("Labels of phantom"));
        await(() -> labels.isVisible() ? labels : null);
        ResultsTable table = ResultsTable.getResultsTable("Lesions of phantom");
        assertThat(table.size()).isEqualTo(1);
        assertThat(phantom.getOverlay().size()).isGreaterThan(2);
        assertThat(IJ.getImage()).isSameAs(labels);
        int slice = (int) table.getValue("stack_slice", 0);
        phantom.setSlice(slice);
        labels.setSlice(slice);
        for (ImagePlus image : List.of(phantom, labels)) {
            image.getCanvas().setMagnification(2.5);
            image.getCanvas().setSize(400, 400);
            image.getWindow().pack();
        }
        phantom.getWindow().setLocation(0, 80);
        labels.getWindow().setLocation(430, 80);
        IJ.getInstance().setLocation(0, 0);
        WindowManager.getFrame("Lesions of phantom").setBounds(0, 560, 1240, 110);
        screenshot("result");
    }

    @Test
    void whatTheRecorderWritesReplaysWithTheSameResult() throws Exception {
        ImagePlus phantom = showPhantom();
        Recorder recorder = Recorder.getInstance() == null ? new Recorder() : Recorder.getInstance();
        choose(SEGMENT);
        press(dialog(GenericDialog.class), "OK");
        await(() -> WindowManager.getImage("Labels of phantom"));
        String line = await(() -> recorder.getText()
                .lines()
                .filter(l -> l.contains(SEGMENT))
                .findFirst()
                .orElse(null));
        assertThat(line)
                .isEqualTo("run(\"Segment Lesions...\", \"model=brain-t1ce-segmenter device=auto threshold=0.5"
                        + " minvolume=0.1 labels=true outlines=true rois=false probability=false table=true"
                        + " classify=true\");");
        recorder.close();
        double first = ResultsTable.getResultsTable("Lesions of phantom").getValue("volume_ml", 0);
        IJ.selectWindow(phantom.getID());
        IJ.runMacro(line);
        assertThat(IJ.getImage().getTitle()).isEqualTo("Labels of phantom (2)");
        assertThat(ResultsTable.getResultsTable("Lesions of phantom (2)").getValue("volume_ml", 0))
                .isEqualTo(first);
    }

    @Test
    void cancelInTheDialogDoesNothing() throws Exception {
        showPhantom();
        choose(SEGMENT);
        press(dialog(GenericDialog.class), "Cancel");
        Thread.sleep(500);
        assertThat(WindowManager.getImageCount()).isEqualTo(1);
    }

    @Test
    void escapeStopsARunAndLeavesNothingBehind() throws Exception {
        ImagePlus phantom = showPhantom();
        Thread run = start("device=cpu");
        Thread.sleep(200);
        while (run.isAlive()) {
            IJ.setKeyDown(java.awt.event.KeyEvent.VK_ESCAPE);
            Thread.sleep(20);
        }
        assertThat(WindowManager.getImageCount()).isEqualTo(1);
        assertThat(phantom.getOverlay()).isNull();
    }

    /** Enough slices for a run of several seconds. */
    static ImagePlus tallPhantom() throws Exception {
        ImagePlus phantom = phantom();
        ImageStack tall = new ImageStack(phantom.getWidth(), phantom.getHeight());
        for (int i = 0; i < 600; i++) {
            tall.addSlice(phantom.getStack().getProcessor(i % phantom.getStackSize() + 1));
        }
        ImagePlus image = new ImagePlus("tall", tall);
        image.setCalibration(phantom.getCalibration());
        return image;
    }

    private static ImagePlus showTallPhantom() throws Exception {
        ImagePlus tall = tallPhantom();
        tall.show();
        return tall;
    }

    private static Thread start(String options) {
        Thread run = new Thread(() -> new CommandBridge().run(SegmentLesionsCommand.class.getName()), "Run$_Segment");
        ij.Macro.setOptions(run, options);
        run.start();
        return run;
    }

    private static JDialog progressWindow() throws InterruptedException {
        return dialog(JDialog.class);
    }

    private static boolean isProgressShown() {
        return Stream.of(Window.getWindows()).anyMatch(window -> window instanceof JDialog && window.isShowing());
    }

    private static void cancel(JDialog progress) {
        EventQueue.invokeLater(inside(progress, JButton.class).get(0)::doClick);
    }

    @Test
    void theCancelButtonStopsARunAndLeavesNothingBehind() throws Exception {
        ImagePlus tall = showTallPhantom();
        Thread run = start("device=cpu rois=true");
        JDialog progress = progressWindow();
        assertThat(progress.isModal()).isFalse();
        JLabel text = inside(progress, JLabel.class).get(0);
        await(() -> text.getText().matches(".*: [0-9]+ of 600.*") ? text : null);
        screenshot("progress");
        long start = System.nanoTime();
        EventQueue.invokeAndWait(() -> {});
        assertThat(System.nanoTime() - start).as("the window answers").isLessThan(5_000_000_000L);
        assertThat(inside(progress, JProgressBar.class).get(0).isIndeterminate())
                .isFalse();
        cancel(progress);
        run.join(PATIENCE_MILLIS);
        assertThat(run.isAlive()).isFalse();
        EventQueue.invokeAndWait(() -> {});
        assertThat(isProgressShown()).isFalse();
        assertThat(WindowManager.getImageCount()).isEqualTo(1);
        assertThat(tall.getOverlay()).isNull();
        assertThat(WindowManager.getWindow("Lesions of tall")).isNull();
        assertThat(
                        RoiManager.getInstance() == null
                                ? 0
                                : RoiManager.getInstance().getCount())
                .isZero();
    }

    @Test
    void cancellingOneOfTwoRunsLeavesTheOther() throws Exception {
        ImagePlus tall = showTallPhantom();
        Thread cancelled = start("device=cpu image=tall");
        JDialog progress = progressWindow();
        showPhantom();
        Thread other = start("device=cpu image=phantom classify=false");
        await(() -> WindowManager.getImage("Labels of phantom"));
        other.join(PATIENCE_MILLIS);
        assertThat(cancelled.isAlive()).isTrue();
        cancel(progress);
        cancelled.join(PATIENCE_MILLIS);
        assertThat(cancelled.isAlive()).isFalse();
        assertThat(tall.getOverlay()).isNull();
        assertThat(ResultsTable.getResultsTable("Lesions of phantom").size()).isEqualTo(1);
        assertThat(WindowManager.getImage("Labels of tall")).isNull();
    }

    @Test
    void anImageThatIsEditedDuringTheRunIsAnalysedAsItWas() throws Exception {
        ImagePlus phantom = showPhantom();
        Thread run = start("device=cpu classify=false");
        progressWindow();
        for (int slice = 1; slice <= phantom.getStackSize(); slice++) {
            phantom.getStack().getProcessor(slice).set(0);
        }
        await(() -> WindowManager.getImage("Labels of phantom"));
        run.join(PATIENCE_MILLIS);
        EventQueue.invokeAndWait(() -> {});
        assertThat(isProgressShown()).isFalse();
        assertThat(ResultsTable.getResultsTable("Lesions of phantom").getValue("volume_ml", 0))
                .isBetween(12.0, 18.0);
    }

    @Test
    void anImageThatIsClosedDuringTheRunIsSurvived() throws Exception {
        ImagePlus phantom = showPhantom();
        Thread run = start("device=cpu classify=false");
        Thread.sleep(1000);
        phantom.changes = false;
        phantom.close();
        await(() -> WindowManager.getImage("Labels of phantom"));
        run.join(PATIENCE_MILLIS);
        assertThat(ResultsTable.getResultsTable("Lesions of phantom").size()).isEqualTo(1);
    }

    @Test
    void outlinesGoToTheRoiManagerAndToTheZipThatItOpens(@TempDir Path folder) throws Exception {
        showPhantom();
        Path zip = folder.resolve("f\u00e4lle 7.zip");
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu rois=true classify=false labels=false table=false"
                + " roizip=[" + zip + "]\");");
        RoiManager manager = RoiManager.getInstance();
        int count = manager.getCount();
        assertThat(count).isGreaterThan(2);
        manager.reset();
        manager.open(zip.toString());
        assertThat(manager.getCount()).isEqualTo(count);
        manager.reset();
    }

    /** In a process of its own, since ImageJ ends it. */
    @Test
    void imageJQuitsDuringARun(@TempDir Path home) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Duser.home=" + home,
                        "-Dlesionlens.models=" + System.getProperty("lesionlens.models"),
                        "-cp",
                        System.getProperty("java.class.path"),
                        QuitDuringRun.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).doesNotContain("Exception");
    }

    @Test
    void whatDoesNotFitTheModelIsInTheLogOfAMacro() throws Exception {
        IJ.createImage("photo", "RGB ramp", 64, 64, 1).show();
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false table=false labels=false\");");
        assertThat(IJ.getLog()).contains("Segment Lesions...: the image has no pixel size");
    }

    @Test
    void everyMenuEntryIsInTheMenu() throws Exception {
        List<String> labels =
                CommandsTest.entries().map(CommandsTest.Entry::label).toList();
        assertThat(labels).hasSize(12);
        assertThat(labels)
                .allMatch(label -> item(Menus.getMenuBar().getMenu(5), label).isPresent());
    }

    @Test
    void anImageWithoutAPixelSizeIsWarnedAboutInTheDialog() throws Exception {
        IJ.createImage("photo", "RGB ramp", 200, 150, 1).show();
        choose(SEGMENT);
        GenericDialog dialog = dialog(GenericDialog.class);
        screenshot("warning");
        assertThat(inside(dialog, ij.gui.MultiLineLabel.class)).isNotEmpty();
        press(dialog, "Cancel");
    }
}
