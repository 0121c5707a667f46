package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.ImageCanvas;
import ij.gui.Overlay;
import ij.gui.PointRoi;
import ij.gui.Roi;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.InputEvent;
import java.awt.event.MouseEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.KeyStroke;
import net.imglib2.view.Views;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** Two examinations of a patient, analysed, and a review of them with the later one on the screen. */
abstract class PriorFixture extends WindowFixture {
    static final Path PHANTOM = Path.of("test-data/phantom_t1ce.nii.gz");
    static final int SLICE = 15;
    static final int LEFT_OUT = 3;

    @TempDir
    Path folder;

    Path table;

    static Volume phantom(Path file) throws IOException {
        return VolumeFiles.read(file, Optional.empty()).volume();
    }

    static Path write(Path file, Volume volume) throws IOException {
        NiftiWriter.FAST.writeProbability(file, new ProbabilityMap(volume.voxels(), volume.geometry()));
        return file;
    }

    /** Without its lowest slices, lying elsewhere in a space of its own. */
    Path movedAndCut(String name) throws IOException {
        Volume whole = phantom(PHANTOM);
        long[] size = whole.geometry().size();
        VolumeGeometry cut = whole.geometry()
                .part(new long[] {0, 0, LEFT_OUT}, new long[] {size[0], size[1], size[2] - LEFT_OUT}, new long[] {
                    1, 1, 1
                });
        double[][] affine = cut.affine();
        affine[0][3] += 7;
        affine[2][3] -= 20;
        Volume moved = Volume.allocate(VolumeGeometry.fromAffine(cut.size(), affine));
        var from = Views.flatIterable(Views.interval(
                        whole.voxels(), new long[] {0, 0, LEFT_OUT}, new long[] {size[0] - 1, size[1] - 1, size[2] - 1
                        }))
                .cursor();
        Views.flatIterable(moved.voxels())
                .forEach(voxel -> voxel.set(2 * from.next().get()));
        return write(folder.resolve(name), moved);
    }

    static double height(Path slice) {
        try {
            return phantom(slice).geometry().origin(2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path noise(String name) throws IOException {
        Volume noise = Volume.allocate(phantom(PHANTOM).geometry());
        Random random = new Random(5);
        noise.voxels().forEach(voxel -> voxel.set(random.nextInt(800)));
        return write(folder.resolve(name), noise);
    }

    /** Cases by rising date, of one patient. */
    void analyse(Path before, Path now) throws Exception {
        table = folder.resolve("cohort.csv");
        Files.writeString(
                table, "case,patient,date,image\nb,p,2024-06-03," + now + "\na,p,2024-03-05," + before + "\n");
        batch(table);
        review("input=[" + table + "]");
    }

    void batch(Path cohort) {
        CommandLineRun run = CommandLineRun.of(
                "batch", cohort, "--output", results(), "--device", "cpu", "--model", "brain-t1ce-segmenter");
        assertThat(run.code()).as(run.err()).isZero();
    }

    Path results() {
        return folder.resolve("results");
    }

    void review(String options) throws Exception {
        IJ.runMacro("run(\"Review Cohort...\", \"results=[" + results() + "] reviewer=Ada " + options + "\");");
        await(PriorWindowTest::window);
        select("b");
    }

    static void closeReview() throws Exception {
        onEventThread(window()::dispose);
        awaitFiles();
    }

    static List<JFrame> windows() {
        return Stream.of(Window.getWindows())
                .filter(JFrame.class::isInstance)
                .map(JFrame.class::cast)
                .filter(frame -> frame.isShowing() && frame.getTitle().equals("LesionLens review"))
                .toList();
    }

    static JFrame window() {
        return windows().stream().findFirst().orElse(null);
    }

    static JTable table() {
        return inside(window(), JTable.class).get(0);
    }

    static void select(String name) throws Exception {
        select(table(), name);
    }

    static void select(JTable table, String name) throws Exception {
        onEventThread(() -> IntStream.range(0, table.getRowCount())
                .filter(row -> table.getValueAt(row, 0).equals(name))
                .forEach(row -> table.setRowSelectionInterval(row, row)));
        await(() -> image(name).filter(image -> image.getOverlay() != null).orElse(null));
        settle();
    }

    static Optional<ImagePlus> image(String title) {
        return Stream.of(Objects.requireNonNullElse(WindowManager.getImageTitles(), new String[0]))
                .filter(title::equals)
                .findFirst()
                .map(WindowManager::getImage);
    }

    static ImagePlus now() {
        return image("b").orElseThrow();
    }

    static ImagePlus before() throws Exception {
        return await(() -> image("Before b: a").orElse(null));
    }

    static String told() {
        return image("Before b: a").stream()
                .flatMap(image -> Stream.ofNullable(image.getWindow())) // none while it opens or closes
                .flatMap(window -> inside(window, JTextArea.class).stream())
                .map(JTextArea::getText)
                .collect(Collectors.joining());
    }

    static void awaitTold(String words) throws Exception {
        await(() -> told().contains(words) ? words : null);
        settle();
    }

    static void slice(ImagePlus image, int slice) throws Exception {
        onEventThread(() -> image.setSlice(slice));
        settle();
    }

    static void click(ImagePlus image, int x, int y) throws Exception {
        for (int kind : new int[] {MouseEvent.MOUSE_PRESSED, MouseEvent.MOUSE_RELEASED}) {
            onEventThread(() -> {
                ImageCanvas canvas = image.getCanvas();
                int half = (int) (canvas.getMagnification() / 2);
                canvas.dispatchEvent(new MouseEvent(
                        canvas,
                        kind,
                        System.currentTimeMillis(),
                        kind == MouseEvent.MOUSE_PRESSED ? InputEvent.BUTTON1_DOWN_MASK : 0,
                        canvas.screenX(x) + half,
                        canvas.screenY(y) + half,
                        1,
                        false,
                        MouseEvent.BUTTON1));
            });
        }
        settle();
    }

    static List<Roi> marks(ImagePlus image) {
        Overlay overlay = image.getOverlay();
        return overlay == null
                ? List.of()
                : Stream.of(overlay.toArray())
                        .filter(PointRoi.class::isInstance)
                        .toList();
    }

    static void requireMark(ImagePlus image, int x, int y) {
        assertThat(marks(image)).hasSize(1);
        assertThat(marks(image).get(0).getFloatBounds().getX()).isCloseTo(x + 0.5, within(1.5));
        assertThat(marks(image).get(0).getFloatBounds().getY()).isCloseTo(y + 0.5, within(1.5));
    }

    static void key(int key) throws Exception {
        onEventThread(() -> {
            JComponent root = window().getRootPane();
            Object name = root.getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW).get(KeyStroke.getKeyStroke(key, 0));
            root.getActionMap().get(name).actionPerformed(new ActionEvent(root, ActionEvent.ACTION_PERFORMED, ""));
        });
        settle();
    }

    static JCheckBox toggle() {
        return inside(window(), JCheckBox.class).stream()
                .filter(box -> box.getText().startsWith("Prior"))
                .findFirst()
                .orElseThrow();
    }

    static boolean isWithinScreen(Window window) {
        return window.getGraphicsConfiguration().getBounds().contains(window.getBounds());
    }
}
