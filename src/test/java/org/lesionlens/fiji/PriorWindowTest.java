package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import java.awt.Component;
import java.awt.KeyboardFocusManager;
import java.awt.event.KeyEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JTable;
import org.junit.jupiter.api.Test;

/** The examination before a case beside it: in step with it by places in the patient, however its slices are numbered. */
class PriorWindowTest extends PriorFixture {
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
        KeyboardFocusManager keys = KeyboardFocusManager.getCurrentKeyboardFocusManager();
        await(() -> keys.getFocusOwner() != null && keys.getFocusedWindow() == window() ? keys : null);
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
        JFrame bobs = await(() -> windows().stream()
                .filter(frame -> frame != window())
                .findFirst()
                .orElse(null));
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
        awaitTold("slices in step");
        List<Throwable> uncaught = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, error) -> uncaught.add(error));
        onEventThread(() -> {
            toggle().doClick();
            toggle().doClick();
            for (int i = 0; i < 1000 && !isRegistering(); i++) {
                LockSupport.parkNanos(10_000_000);
            }
            now().close();
        });
        settle();
        Thread.setDefaultUncaughtExceptionHandler(before);
        assertThat(uncaught).isEmpty();
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
        closeReview();
        Files.writeString(folder.resolve("dates.csv"), "patient,case,date\np,a,20240305\np,b,20240306\n");
        review("input=[" + images + "]");
        awaitTold("1 day earlier");
        closeReview();
        Path named = folder.resolve("others.csv");
        Files.writeString(named, "patient,case,date\np,a,2024-03-05\np,b,2024-03-12\n");
        review("input=[" + images + "] dates=[" + named + "]");
        awaitTold("7 days earlier");
    }
}
