package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import java.awt.KeyboardFocusManager;
import java.awt.Robot;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.swing.JDialog;
import javax.swing.JTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.table.CsvTable;

/** A cohort of ten phantoms is reviewed by the keyboard alone: seen, corrected, undone, accepted, lost by a crash, and gone on with. */
class TenCasesWindowTest extends WindowFixture {
    @TempDir
    private Path folder;

    private Path images;
    private Robot robot;

    private Path analyse() throws IOException {
        images = Files.createDirectories(folder.resolve("images"));
        for (int i = 1; i <= 10; i++) {
            Files.copy(Path.of("test-data/phantom_t1ce.nii.gz"), images.resolve(name(i) + ".nii.gz"));
        }
        Path results = folder.resolve("results");
        IJ.runMacro("run(\"Batch...\", \"input=[" + images + "] output=[" + results
                + "] model=brain-t1ce-segmenter device=cpu table=false\");");
        return results;
    }

    private static String name(int number) {
        return String.format("p%02d", number);
    }

    private void review(Path results) throws Exception {
        IJ.runMacro("run(\"Review Cohort...\", \"results=[" + results + "] input=[" + images + "] reviewer=Ada\");");
        robot = new Robot();
        robot.setAutoDelay(20);
        shown(1);
    }

    private static void shown(int number) throws Exception {
        await(() -> {
            ImagePlus found = WindowManager.getImage(name(number));
            return found != null && ReviewFixture.hasLabels(found) ? found : null;
        });
        settle();
    }

    private static JTable cases() throws Exception {
        return inside(ReviewFixture.window(), JTable.class).get(0);
    }

    /** On the keyboard of the machine. */
    private void type(int... keys) throws Exception {
        settle();
        await(() -> KeyboardFocusManager.getCurrentKeyboardFocusManager().getFocusOwner());
        for (int key : keys) {
            robot.keyPress(key);
        }
        for (int i = keys.length - 1; i >= 0; i--) {
            robot.keyRelease(keys[i]);
        }
        settle();
    }

    private void next(int number) throws Exception {
        type(KeyEvent.VK_N);
        shown(number);
    }

    private void judge(int key, int number, String verdict) throws Exception {
        type(key);
        JTable cases = cases();
        await(() -> verdict.equals(cases.getValueAt(number - 1, 1)) ? verdict : null);
        settle();
    }

    private static double millilitres(int number) throws Exception {
        return (double) ResultWindowTest.value(ResultWindowTest.table(name(number)), "Volume (ml)", 0);
    }

    @Test
    void tenCasesGoThroughAReviewThatCrashes() throws Exception {
        Path results = analyse();
        review(results);
        assertThat(cases().getRowCount()).isEqualTo(10);
        judge(KeyEvent.VK_A, 1, "accepted");
        next(2);
        judge(KeyEvent.VK_R, 2, "rejected");
        next(3);
        judge(KeyEvent.VK_F, 3, "flagged");
        next(4);
        double predicted = millilitres(4);
        type(KeyEvent.VK_G);
        double grown = millilitres(4);
        assertThat(grown).isGreaterThan(predicted);
        type(KeyEvent.VK_CONTROL, KeyEvent.VK_Z);
        assertThat(millilitres(4)).isEqualTo(predicted);
        type(KeyEvent.VK_CONTROL, KeyEvent.VK_Y);
        assertThat(millilitres(4)).isEqualTo(grown);
        judge(KeyEvent.VK_A, 4, "accepted");
        next(5);
        type(KeyEvent.VK_G);
        assertThat(millilitres(5)).as(ReviewFixture.status()).isEqualTo(grown);
        Path saved = results.resolve("review/Ada/.work/p05.json");
        await(() -> Files.exists(saved) ? saved : null);
        Path crashed = folder.resolve("crashed");
        ReviewFixture.copy(results, crashed);
        onEventThread(() -> ReviewFixture.windowOrFail().dispose());
        settle();

        review(crashed);
        for (int i = 2; i <= 4; i++) {
            next(i);
        }
        type(KeyEvent.VK_N);
        JDialog question = await(ReviewFixture::question);
        await(() -> question.isActive() ? question : null);
        type(KeyEvent.VK_ENTER);
        shown(5);
        assertThat(millilitres(5)).isEqualTo(grown);
        judge(KeyEvent.VK_A, 5, "accepted");
        for (int i = 6; i <= 10; i++) {
            next(i);
            judge(KeyEvent.VK_A, i, "accepted");
        }
        screenshot("ten-cases");
        requireTables(crashed, predicted, grown);
    }

    /** The window is still open. */
    private static void requireTables(Path results, double predicted, double grown) throws Exception {
        Map<String, Map<String, String>> rows = await(() -> {
            Map<String, Map<String, String>> read = rows(results.resolve("review/cases.csv"));
            return read.getOrDefault("p10", Map.of()).containsValue("accepted") ? read : null;
        });
        assertThat(rows.values().stream().map(row -> row.get("result")))
                .containsExactly(
                        "accepted",
                        "rejected",
                        "flagged",
                        "corrected",
                        "corrected",
                        "accepted",
                        "accepted",
                        "accepted",
                        "accepted",
                        "accepted");
        assertThat(Double.parseDouble(rows.get("p01").get("total_volume_ml"))).isCloseTo(predicted, within(1e-4));
        assertThat(Double.parseDouble(rows.get("p05").get("total_volume_ml"))).isCloseTo(grown, within(1e-4));
        for (String name : List.of("p01", "p04", "p05", "p10")) {
            assertThat(results.resolve("review/Ada").resolve(name).resolve("labels.nii.gz"))
                    .exists();
        }
    }

    private static Map<String, Map<String, String>> rows(Path table) {
        try {
            return Files.exists(table)
                    ? CsvTable.read(table).stream()
                            .collect(Collectors.toMap(
                                    row -> row.get("case"), row -> row, (a, b) -> a, java.util.TreeMap::new))
                    : Map.of();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
