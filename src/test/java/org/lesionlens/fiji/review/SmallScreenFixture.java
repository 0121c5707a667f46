package org.lesionlens.fiji.review;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import java.awt.Dialog;
import java.awt.Frame;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.Window;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.swing.JTable;
import javax.swing.JTextArea;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.InputReading;
import org.lesionlens.fiji.Look;
import org.lesionlens.fiji.WindowFixture;
import org.lesionlens.followup.PriorExaminations;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.review.CohortReview;

/** Three cases of a batch, under review on a small screen. */
abstract class SmallScreenFixture extends WindowFixture {
    static final Rectangle SCREEN = new Rectangle(0, 0, 1280, 800);

    @TempDir
    Path folder;

    final Map<String, Case> images = new HashMap<>();

    @BeforeEach
    void analyse() throws Exception {
        Path cases = Files.createDirectories(folder.resolve("images"));
        for (String name : new String[] {"a", "b", "c"}) {
            Path image = Files.copy(Path.of("test-data/phantom_t1ce.nii.gz"), cases.resolve(name + ".nii.gz"));
            images.put(name, new Case(name, image, new ReadOptions(Optional.empty(), false)));
        }
        IJ.runMacro("run(\"Batch...\", \"input=[" + cases + "] output=[" + folder.resolve("results")
                + "] model=brain-t1ce-segmenter device=cpu table=false\");");
    }

    @AfterEach
    void restore() throws Exception {
        if (!GraphicsEnvironment.isHeadless()) {
            closeAll();
            Look.restore();
        }
    }

    void review() throws Exception {
        review(Optional.empty());
    }

    void review(Optional<PriorExaminations> dates) throws Exception {
        CohortReview review = CohortReview.open(folder.resolve("results"), "Ada");
        ReviewedFolder opened = ReviewedFolder.read(review, images, dates);
        onEventThread(() -> ReviewWindow.open(opened, SCREEN));
    }

    static Window window(String title) throws InterruptedException {
        return await(() -> Stream.of(Window.getWindows())
                .filter(each -> each.isShowing() && title.equals(title(each)))
                .findFirst()
                .orElse(null));
    }

    static String title(Window window) {
        if (window instanceof Frame frame) {
            return frame.getTitle();
        }
        return window instanceof Dialog dialog ? dialog.getTitle() : "";
    }

    /** Those of a review that shows a case. */
    static List<Window> windows(String name) throws InterruptedException {
        Window list = window("LesionLens: " + name);
        ImagePlus image = WindowManager.getImage(name);
        settle();
        return List.of(window("LesionLens review"), window("Correct"), image.getWindow(), list);
    }

    static void choose(int row) throws Exception {
        JTable cases = inside((Frame) window("LesionLens review"), JTable.class).get(0);
        onEventThread(() -> cases.setRowSelectionInterval(row, row));
    }

    Optional<PriorExaminations> dates() throws Exception {
        Path table =
                Files.writeString(folder.resolve("dates.csv"), "case,patient,date\na,p,2024-06-03\nb,p,2024-03-05\n");
        InputReading reading = InputReading.of(new ReadOptions(Optional.empty(), false));
        return Optional.of(PriorExaminations.read(table, reading, images));
    }

    static Window prior() throws Exception {
        Window prior = await(() -> WindowManager.getImage("Before a: b")).getWindow();
        settle(); // its text comes after its image
        await(() -> inside((Frame) prior, JTextArea.class).get(0).getText().contains("in step") ? "linked" : null);
        return prior;
    }
}
