package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.TextField;
import java.awt.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JDialog;
import javax.swing.JFrame;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lesionlens.fiji.command.ChoiceTable;
import org.lesionlens.fiji.command.ProgressWindow;
import org.lesionlens.inference.TinyDetectors;
import org.lesionlens.model.ModelsFrom;

/** All windows in the dark look that Fiji ships, and with letters of twice their size; the other tests see them in Java's own look. */
class LooksWindowTest extends WindowFixture {
    @TempDir
    private Path folder;

    @AfterEach
    void restore() throws Exception {
        if (!GraphicsEnvironment.isHeadless()) {
            closeAll();
            Look.restore();
        }
    }

    private static void check(String name, Look look, String window) throws Exception {
        Window found = await(() -> Stream.of(Window.getWindows())
                .filter(each -> each.isShowing() && title(each).startsWith(window))
                .findFirst()
                .orElse(null));
        settle();
        screenshot("look-" + name + "-" + look);
        onEventThread(() -> ReadableWindow.require(found));
    }

    private static String title(Window window) {
        if (window instanceof java.awt.Frame frame) {
            return frame.getTitle();
        }
        return window instanceof java.awt.Dialog dialog ? dialog.getTitle() : "";
    }

    private static void segmented() throws Exception {
        showPhantom();
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu labels=false\");");
        settle();
    }

    @ParameterizedTest
    @EnumSource
    void theWindowOfACase(Look look) throws Exception {
        look.take();
        segmented();
        check("case", look, "LesionLens: phantom");
        Rectangle image = WindowManager.getImage("phantom").getWindow().getBounds();
        assertThat(ResultWindowTest.window("phantom").getBounds().intersects(image))
                .as("the list over the image")
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void theBoxesOfADetector(Look look) throws Exception {
        look.take();
        new ImagePlus("bright", DetectFixture.grey(new Rectangle(10, 8, 20, 12), new Rectangle(40, 30, 9, 9))).show();
        try (ModelsFrom detectors = ModelsFrom.folder(TinyDetectors.FOLDER)) {
            IJ.runMacro("run(\"Detect Lesions...\", \"model=bright-detector device=cpu\");");
        }
        check("boxes", look, "LesionLens: bright");
        JButton views = inside(ResultWindowTest.window("bright"), JButton.class).stream()
                .filter(button -> "Orthogonal views".equals(button.getText()))
                .findFirst()
                .orElseThrow();
        assertThat(views.isEnabled()).isFalse();
        assertThat(views.getToolTipText()).isEqualTo("The views show regions, and boxes have none.");
    }

    @ParameterizedTest
    @EnumSource
    void theViews(Look look) throws Exception {
        look.take();
        segmented();
        makeCurrent(WindowManager.getImage("phantom"));
        IJ.runMacro("run(\"Orthogonal Lesion Views\");");
        check("views", look, "Views of phantom");
    }

    @ParameterizedTest
    @EnumSource
    void theExplorer(Look look) throws Exception {
        look.take();
        showPhantom().setSlice(15);
        IJ.runMacro("run(\"Explore Attention...\", \"device=cpu\");");
        JFrame explorer = await(() -> Stream.of(Window.getWindows())
                .filter(JFrame.class::isInstance)
                .filter(each -> each.isShowing() && title(each).contains("ttention"))
                .map(JFrame.class::cast)
                .findFirst()
                .orElse(null));
        await(() -> inside(explorer, JComboBox.class).get(0).getItemCount() > 0 ? "a map" : null);
        JButton pin = inside(explorer, JButton.class).stream()
                .filter(button -> "Pin".equals(button.getText()))
                .findFirst()
                .orElseThrow();
        onEventThread(pin::doClick);
        check("explorer", look, explorer.getTitle());
    }

    private void analyse() throws Exception {
        Path images = Files.createDirectories(folder.resolve("images"));
        for (String name : new String[] {"a", "b"}) {
            Files.copy(Path.of("test-data/phantom_t1ce.nii.gz"), images.resolve(name + ".nii.gz"));
        }
        Files.write(images.resolve("cut.nii.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
        IJ.runMacro("run(\"Batch...\", \"input=[" + images + "] output=[" + folder.resolve("results")
                + "] model=brain-t1ce-segmenter device=cpu table=false\");");
    }

    @ParameterizedTest
    @EnumSource
    void aReview(Look look) throws Exception {
        look.take();
        analyse();
        IJ.runMacro("run(\"Review Cohort...\", \"results=[" + folder.resolve("results") + "] input=["
                + folder.resolve("images") + "] reviewer=Ada\");");
        check("review", look, "LesionLens review");
        check("tools", look, "Correct");
        JFrame review = (JFrame) Stream.of(Window.getWindows())
                .filter(each -> title(each).equals("LesionLens review") && each.isShowing())
                .findFirst()
                .orElseThrow();
        javax.swing.JTable cases = inside(review, javax.swing.JTable.class).get(0);
        onEventThread(() -> cases.setRowSelectionInterval(1, 1));
        ImagePlus image = await(() -> WindowManager.getImage("a"));
        check("reviewed", look, "LesionLens: a");
        assertThat(image.getWindow()).isNotNull();
    }

    /** Progress, a choice, a page to read, and the cases of a batch. */
    @ParameterizedTest
    @EnumSource
    void theSmallWindows(Look look) throws Exception {
        look.take();
        Path images = Files.createDirectories(folder.resolve("images"));
        Files.write(images.resolve("cut.nii.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
        try (ProgressWindow progress = ProgressWindow.open("Segment Lesions")) {
            check("progress", look, "Segment Lesions");
        }
        choose("Batch...");
        GenericDialog dialog = dialog(GenericDialog.class);
        List<TextField> fields = inside(dialog, TextField.class);
        onEventThread(() -> {
            fields.get(0).setText(images.toString());
            fields.get(1).setText(folder.resolve("results").toString());
        });
        press(dialog, "OK");
        check("batch", look, "Batch: images");
        post(() -> {
            List<List<String>> rows = List.of(List.of("Miller", "20260131", "MR"), List.of("Smith", "20260201", "CT"));
            try {
                ChoiceTable.ask("Open from PACS", "Open", List.of("Patient", "Date", "Modality"), rows);
            } catch (CancellationException e) {
                return;
            }
        });
        check("choice", look, "Open from PACS");
        onEventThread(dialog(JDialog.class, shown -> shown.getTitle().equals("Open from PACS"))::dispose);
        choose("Help");
        check("help", look, "LesionLens");
    }
}
