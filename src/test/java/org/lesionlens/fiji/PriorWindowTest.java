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
import java.awt.Component;
import java.awt.KeyboardFocusManager;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.InputEvent;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.swing.JCheckBox;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JTable;
import javax.swing.JTextArea;
import javax.swing.KeyStroke;
import javax.swing.SwingUtilities;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cli.CommandLineRun;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.Volume;
import org.lesionlens.volume.VolumeGeometry;

/** The examination before a case beside it: in step with it by places in the patient, however its slices are numbered. */
class PriorWindowTest extends WindowFixture {
    private static final Path PHANTOM = Path.of("test-data/phantom_t1ce.nii.gz");
    private static final int SLICE = 15;
    private static final int LEFT_OUT = 3;

    @TempDir
    private Path folder;

    private Path table;

    private static Volume phantom(Path file) throws IOException {
        return VolumeFiles.read(file, Optional.empty()).volume();
    }

    private static Path write(Path file, Volume volume) throws IOException {
        NiftiWriter.FAST.writeProbability(file, new ProbabilityMap(volume.voxels(), volume.geometry()));
        return file;
    }

    /** Without its lowest slices, lying elsewhere in a space of its own. */
    private Path movedAndCut(String name) throws IOException {
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

    private static double height(Path slice) {
        try {
            return phantom(slice).geometry().origin(2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path noise(String name) throws IOException {
        Volume noise = Volume.allocate(phantom(PHANTOM).geometry());
        Random random = new Random(5);
        noise.voxels().forEach(voxel -> voxel.set(random.nextInt(800)));
        return write(folder.resolve(name), noise);
    }

    /** Cases by rising date, of one patient. */
    private void analyse(Path before, Path now) throws Exception {
        table = folder.resolve("cohort.csv");
        Files.writeString(
                table, "case,patient,date,image\nb,p,2024-06-03," + now + "\na,p,2024-03-05," + before + "\n");
        batch(table);
        review("input=[" + table + "]");
    }

    private void batch(Path cohort) {
        CommandLineRun run = CommandLineRun.of(
                "batch", cohort, "--output", results(), "--device", "cpu", "--model", "brain-t1ce-segmenter");
        assertThat(run.code()).as(run.err()).isZero();
    }

    private Path results() {
        return folder.resolve("results");
    }

    private void review(String options) throws Exception {
        IJ.runMacro("run(\"Review Cohort...\", \"results=[" + results() + "] reviewer=Ada " + options + "\");");
        await(PriorWindowTest::window);
        select("b");
    }

    private static List<JFrame> windows() {
        return Stream.of(Window.getWindows())
                .filter(JFrame.class::isInstance)
                .map(JFrame.class::cast)
                .filter(frame -> frame.isShowing() && frame.getTitle().equals("LesionLens review"))
                .toList();
    }

    private static JFrame window() {
        return windows().stream().findFirst().orElse(null);
    }

    private static JTable table() {
        return inside(window(), JTable.class).get(0);
    }

    private static void select(String name) throws Exception {
        select(table(), name);
    }

    private static void select(JTable table, String name) throws Exception {
        onEventThread(() -> IntStream.range(0, table.getRowCount())
                .filter(row -> table.getValueAt(row, 0).equals(name))
                .forEach(row -> table.setRowSelectionInterval(row, row)));
        await(() -> image(name).filter(image -> image.getOverlay() != null).orElse(null));
        settle();
    }

    private static Optional<ImagePlus> image(String title) {
        return Stream.of(Objects.requireNonNullElse(WindowManager.getImageTitles(), new String[0]))
                .filter(title::equals)
                .findFirst()
                .map(WindowManager::getImage);
    }

    private static ImagePlus now() {
        return image("b").orElseThrow();
    }

    private static ImagePlus before() throws Exception {
        return await(() -> image("Before b: a").orElse(null));
    }

    private static String told() {
        return image("Before b: a").stream()
                .flatMap(image -> inside(image.getWindow(), JTextArea.class).stream())
                .map(JTextArea::getText)
                .collect(Collectors.joining());
    }

    private static void awaitTold(String words) throws Exception {
        await(() -> told().contains(words) ? words : null);
        settle();
    }

    private static void slice(ImagePlus image, int slice) throws Exception {
        onEventThread(() -> image.setSlice(slice));
        settle();
    }

    private static void click(ImagePlus image, int x, int y) throws Exception {
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

    private static List<Roi> marks(ImagePlus image) {
        Overlay overlay = image.getOverlay();
        return overlay == null
                ? List.of()
                : Stream.of(overlay.toArray())
                        .filter(PointRoi.class::isInstance)
                        .toList();
    }

    private static void requireMark(ImagePlus image, int x, int y) {
        assertThat(marks(image)).hasSize(1);
        assertThat(marks(image).get(0).getFloatBounds().getX()).isCloseTo(x + 0.5, within(1.5));
        assertThat(marks(image).get(0).getFloatBounds().getY()).isCloseTo(y + 0.5, within(1.5));
    }

    private static void key(int key) throws Exception {
        onEventThread(() -> {
            JComponent root = window().getRootPane();
            Object name = root.getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW).get(KeyStroke.getKeyStroke(key, 0));
            root.getActionMap().get(name).actionPerformed(new ActionEvent(root, ActionEvent.ACTION_PERFORMED, ""));
        });
        settle();
    }

    private static JCheckBox toggle() {
        return inside(window(), JCheckBox.class).stream()
                .filter(box -> box.getText().startsWith("Prior"))
                .findFirst()
                .orElseThrow();
    }

    private static boolean isWithinScreen(Window window) {
        return window.getGraphicsConfiguration().getBounds().contains(window.getBounds());
    }

    @Test
    void anExaminationThatLiesElsewhereIsRegisteredAndGoesInStep() throws Exception {
        analyse(movedAndCut("before.nii.gz"), PHANTOM.toAbsolutePath());
        ImagePlus before = before();
        awaitTold("slices in step");
        assertThat(told())
                .contains("90 days earlier")
                .contains("rigid registration: turned by")
                .contains("lesions: predicted");
        assertThat(now().getZ()).isEqualTo(SLICE);
        assertThat(before.getZ()).as("the same place, not the same number").isEqualTo(SLICE - LEFT_OUT);
        assertThat(before.getOverlay().size()).as("its own lesions").isPositive();
        screenshot("prior");
        slice(now(), 10);
        assertThat(before.getZ()).isEqualTo(10 - LEFT_OUT);
        slice(before, 5);
        assertThat(now().getZ()).isEqualTo(5 + LEFT_OUT);
        assertThat(before.getZ()).isEqualTo(5);
        click(before, 104, 61);
        requireMark(now(), 104, 61);
        click(now(), 60, 80);
        requireMark(before, 60, 80);
        assertThat(marks(now())).as("of the click before").isEmpty();
        slice(now(), 2);
        assertThat(told()).contains("lies outside of the other");
        slice(now(), SLICE);
        assertThat(told()).doesNotContain("outside");
    }

    @Test
    void itIsAsBrightAsTheCaseHoweverItsScannerScales() throws Exception {
        analyse(movedAndCut("before.nii.gz"), PHANTOM.toAbsolutePath());
        ImagePlus before = before();
        settle();
        assertThat(before.getDisplayRangeMax()).isCloseTo(2 * now().getDisplayRangeMax(), within(60.0));
        onEventThread(() -> {
            now().setDisplayRange(100, 400);
            now().updateAndDraw();
        });
        settle();
        assertThat(before.getDisplayRangeMax()).isCloseTo(800, within(60.0));
    }

    @Test
    void imagesOfOneFrameOfReferenceGoAsTheyAre() throws Exception {
        Path part = Files.createDirectories(folder.resolve("part"));
        try (Stream<Path> slices = Files.list(Path.of("test-data/phantom_dicom"))) {
            List<Path> upwards = slices.sorted(Comparator.comparingDouble(PriorWindowTest::height))
                    .toList();
            for (Path slice : upwards.subList(LEFT_OUT, upwards.size())) {
                Files.copy(slice, part.resolve(slice.getFileName().toString()));
            }
        }
        analyse(part, Path.of("test-data/phantom_dicom").toAbsolutePath());
        awaitTold("geometry: one frame of reference");
        assertThat(before().getZ()).isEqualTo(now().getZ() - LEFT_OUT);
    }

    @Test
    void whatDoesNotFitIsShownWithoutALink() throws Exception {
        Path noise = noise("before.nii.gz");
        analyse(noise, PHANTOM.toAbsolutePath());
        awaitTold("slices not in step: the images do not fit onto each other");
        int shown = before().getZ();
        slice(now(), 3);
        assertThat(before().getZ()).isEqualTo(shown);
    }

    @Test
    void itTakesNoKeysComesAndGoesByOneAndEndsWithTheCase() throws Exception {
        analyse(movedAndCut("before.nii.gz"), PHANTOM.toAbsolutePath());
        ImagePlus before = before();
        awaitTold("slices in step");
        Component focus = KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner();
        assertThat(SwingUtilities.getWindowAncestor(focus)).isSameAs(window());
        assertThat(WindowManager.getCurrentImage()).as("what commands work on").isSameAs(now());
        assertThat(isWithinScreen(before.getWindow())).isTrue();
        assertThat(before.getWindow().getBounds().intersects(now().getWindow().getBounds()))
                .isFalse();
        key(KeyEvent.VK_U);
        await(() -> image("Before b: a").isEmpty() ? "gone" : null);
        assertThat(toggle().isSelected()).isFalse();
        key(KeyEvent.VK_U);
        before();
        awaitTold("slices in step");
        select("a");
        await(() -> image("Before b: a").isEmpty() ? "gone" : null);
        await(() -> inside(window(), JLabel.class).stream()
                .map(JLabel::getText)
                .filter(text -> text != null && text.contains("no examination before a"))
                .findFirst()
                .orElse(null));
        assertThat(image("Before a: b")).isEmpty();
    }

    @Test
    void keysInItsWindowAreThoseOfItsReview() throws Exception {
        analyse(movedAndCut("before.nii.gz"), PHANTOM.toAbsolutePath());
        select("a");
        IJ.runMacro("run(\"Review Cohort...\", \"results=[" + results() + "] reviewer=Bob input=[" + table + "]\");");
        JFrame bobs = await(() ->
                windows().stream().filter(frame -> frame != window()).findFirst().orElse(null));
        select(inside(bobs, JTable.class).get(0), "b");
        Component prior = before().getCanvas();
        settle();
        onEventThread(() -> KeyboardFocusManager.getCurrentKeyboardFocusManager()
                .dispatchEvent(new KeyEvent(prior, KeyEvent.KEY_PRESSED, 0, 0, KeyEvent.VK_R, 'r')));
        settle();
        assertThat(results().resolve("review/Ada/review.jsonl")).doesNotExist();
        assertThat(results().resolve("review/Bob/review.jsonl")).content().contains("rejected");
    }

    @Test
    void aCaseThatIsClosedAsItComesLeavesNoneBehind() throws Exception {
        analyse(movedAndCut("before.nii.gz"), PHANTOM.toAbsolutePath());
        awaitTold("in step");
        onEventThread(() -> {
            toggle().doClick();
            toggle().doClick();
            for (int i = 0; i < 1000 && !isRegistering(); i++) {
                LockSupport.parkNanos(10_000_000);
            }
            now().close();
        });
        settle();
        assertThat(image("Before b: a")).isEmpty();
    }

    /** Then its window was asked for. */
    private static boolean isRegistering() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().equals("LesionLens prior"))
                .flatMap(thread -> Stream.of(thread.getValue()))
                .anyMatch(call -> call.getClassName().endsWith(".OneSpace"));
    }

    /** As {@code followup} leaves it beside the folder of its cases: without images, which the review has. */
    @Test
    void datesMayLieBesideTheResultsOrBeNamed() throws Exception {
        Path images = Files.createDirectories(folder.resolve("images"));
        Files.copy(PHANTOM, images.resolve("b.nii.gz"));
        Files.move(movedAndCut("moved.nii.gz"), images.resolve("a.nii.gz"));
        batch(images);
        Files.writeString(folder.resolve("dates.csv"), "patient,case,date\np,a,20240305,one field,too many\n");
        review("input=[" + images + "]");
        assertThat(IJ.getLog()).contains("no earlier examinations beside the cases: ");
        onEventThread(window()::dispose);
        settle();
        Files.writeString(folder.resolve("dates.csv"), "patient,case,date\np,a,20240305\np,b,20240306\n");
        review("input=[" + images + "]");
        awaitTold("1 day earlier");
        onEventThread(window()::dispose);
        settle();
        Path named = folder.resolve("others.csv");
        Files.writeString(named, "patient,case,date\np,a,2024-03-05\np,b,2024-03-12\n");
        review("input=[" + images + "] dates=[" + named + "]");
        awaitTold("7 days earlier");
    }
}
