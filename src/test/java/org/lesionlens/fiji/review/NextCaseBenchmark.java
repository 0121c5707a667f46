package org.lesionlens.fiji.review;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageRoi;
import java.awt.EventQueue;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.swing.Action;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JRootPane;
import javax.swing.KeyStroke;
import org.lesionlens.cases.Case;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.review.CohortReview;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** From the key to the next case on the screen: the median of 50, for two cases of 256 x 256 x 30 with a ball of 20 mm. */
public final class NextCaseBenchmark {
    private static final int EVENTS = 50;
    private static final int WARM_UP = 4;
    private static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {256, 256, 30}, 0.9, 0.9, 5);
    private static final String[] NAMES = {"a", "b"};

    private NextCaseBenchmark() {}

    /** Prints the median. */
    public static void main(String[] none) throws Exception {
        Path folder = Files.createTempDirectory("next-case");
        Path results = analyse(folder);
        Map<String, Case> images = new HashMap<>();
        for (String name : NAMES) {
            images.put(
                    name,
                    new Case(
                            name,
                            folder.resolve("images").resolve(name + ".nii.gz"),
                            new ReadOptions(Optional.empty(), false)));
        }
        CohortReview review = CohortReview.open(results, "Ada");
        ReviewedFolder opened = ReviewedFolder.read(review, images, Optional.empty());
        EventQueue.invokeAndWait(() -> ReviewWindow.open(opened));
        await(NAMES[0]);
        double[] times = new double[EVENTS];
        for (int i = -WARM_UP; i < EVENTS; i++) {
            boolean forth = Math.floorMod(i, 2) == 0;
            long begin = System.nanoTime();
            EventQueue.invokeAndWait(() -> press(forth ? 'N' : 'P'));
            await(NAMES[forth ? 1 : 0]);
            times[Math.max(0, i)] = (System.nanoTime() - begin) / 1e6;
        }
        Arrays.sort(times);
        System.out.printf(Locale.ROOT, "next case shown %.0f ms%n", (times[EVENTS / 2 - 1] + times[EVENTS / 2]) / 2);
        System.exit(0);
    }

    private static Path analyse(Path folder) throws IOException {
        Volume volume = Volume.allocate(GRID);
        var voxel = volume.voxels().localizingCursor();
        while (voxel.hasNext()) {
            voxel.fwd();
            double x = 0.9 * (voxel.getIntPosition(0) - 150);
            double y = 0.9 * (voxel.getIntPosition(1) - 120);
            double z = 5.0 * (voxel.getIntPosition(2) - 15);
            int noise = (voxel.getIntPosition(0) * 31 + voxel.getIntPosition(1) * 17) % 97;
            voxel.get().set(x * x + y * y + z * z < 400 ? 800 + noise : 200 + noise);
        }
        Path images = Files.createDirectories(folder.resolve("images"));
        for (String name : NAMES) {
            NiftiWriter.FAST.writeProbability(
                    images.resolve(name + ".nii.gz"), new ProbabilityMap(volume.voxels(), GRID));
        }
        Path results = folder.resolve("results");
        CommandLineRun run = CommandLineRun.of(
                "batch", images, "--output", results, "--device", "cpu", "--model", "brain-t1ce-segmenter");
        if (run.code() != 0) {
            throw new IllegalStateException(run.err());
        }
        return results;
    }

    private static void press(char key) {
        JRootPane root = Arrays.stream(Window.getWindows())
                .filter(JFrame.class::isInstance)
                .map(JFrame.class::cast)
                .filter(frame -> frame.isShowing() && frame.getTitle().equals("LesionLens review"))
                .findFirst()
                .orElseThrow()
                .getRootPane();
        Object name = root.getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW).get(KeyStroke.getKeyStroke(key, 0));
        Action action = root.getActionMap().get(name);
        action.actionPerformed(new ActionEvent(root, ActionEvent.ACTION_PERFORMED, ""));
    }

    /** Until its labels are drawn and all that was asked to be painted is. */
    private static void await(String name) throws Exception {
        while (!isShown(name)) {
            Thread.sleep(2);
        }
        EventQueue.invokeAndWait(() -> {});
    }

    private static boolean isShown(String name) {
        ImagePlus image = WindowManager.getImage(name);
        return image != null
                && image.getOverlay() != null
                && Arrays.stream(image.getOverlay().toArray()).anyMatch(ImageRoi.class::isInstance);
    }
}
