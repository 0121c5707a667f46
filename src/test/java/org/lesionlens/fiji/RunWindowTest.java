package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.measure.ResultsTable;
import ij.plugin.frame.RoiManager;
import java.awt.Dialog;
import java.awt.Window;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JLabel;
import javax.swing.JProgressBar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.fiji.command.CommandBridge;
import org.lesionlens.model.ModelsFrom;

/** What may happen while a command runs. */
class RunWindowTest extends WindowFixture {
    private ModelsFrom shipped;

    /** A run must last for a while. */
    @BeforeEach
    void useShippedModels() {
        shipped = ModelsFrom.shipped();
    }

    @AfterEach
    void useTinyModels() {
        if (shipped != null) { // without a screen nothing was begun
            shipped.close();
        }
    }

    @Test
    void escapeStopsARunAndLeavesNothingBehind() throws Exception {
        ImagePlus tall = showTallPhantom();
        Thread run = start("device=cpu");
        progressWindow();
        while (run.isAlive()) {
            IJ.setKeyDown(java.awt.event.KeyEvent.VK_ESCAPE);
            Thread.sleep(20);
        }
        assertThat(WindowManager.getImageCount()).isEqualTo(1);
        assertThat(tall.getOverlay()).isNull();
    }

    @Test
    void aMacroThatIsCancelledEndsWithoutAnErrorMessage() throws Exception {
        showTallPhantom();
        AtomicReference<String> answer = new AtomicReference<>();
        Thread macro = new Thread(
                () -> answer.set(IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu\"); return \"survived\";")),
                "Run$_macro");
        macro.start();
        cancel(progressWindow());
        macro.join(PATIENCE_MILLIS);
        assertThat(macro.isAlive()).isFalse();
        assertThat(answer.get()).isNotEqualTo("survived");
        settle();
        assertThat(Window.getWindows()).noneMatch(window -> window instanceof Dialog && window.isShowing());
        assertThat(WindowManager.getImageCount()).isEqualTo(1);
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

    private static void cancel(JDialog progress) throws InterruptedException {
        post(inside(progress, JButton.class).get(0)::doClick);
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
        onEventThread(() -> {});
        assertThat(System.nanoTime() - start).as("the window answers").isLessThan(30_000_000_000L);
        assertThat(inside(progress, JProgressBar.class).get(0).isIndeterminate())
                .isFalse();
        cancel(progress);
        run.join(PATIENCE_MILLIS);
        assertThat(run.isAlive()).isFalse();
        settle();
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
        settle();
        assertThat(isProgressShown()).isFalse();
        assertThat(ResultsTable.getResultsTable("Lesions of phantom").getValue("volume_ml", 0))
                .isBetween(12.0, 18.0);
    }

    @Test
    void anImageThatIsClosedDuringTheRunIsSurvived() throws Exception {
        ImagePlus phantom = showPhantom();
        Thread run = start("device=cpu classify=false");
        progressWindow();
        phantom.changes = false;
        phantom.close();
        await(() -> WindowManager.getImage("Labels of phantom"));
        run.join(PATIENCE_MILLIS);
        assertThat(ResultsTable.getResultsTable("Lesions of phantom").size()).isEqualTo(1);
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
}
