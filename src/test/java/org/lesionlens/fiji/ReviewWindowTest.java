package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import java.awt.EventQueue;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.swing.JCheckBox;
import javax.swing.JComboBox;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JTable;
import javax.swing.JTextField;
import javax.swing.KeyStroke;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.review.CohortReview;

/** From the results of a batch through the cases by the keyboard to verdicts on the disk. */
class ReviewWindowTest extends WindowFixture {
    @TempDir
    private Path folder;

    private Path images;
    private Path results;

    @BeforeEach
    void analyse() throws IOException {
        images = Files.createDirectories(folder.resolve("images"));
        results = folder.resolve("results");
        for (String name : new String[] {"a", "b", "c"}) {
            Files.copy(Path.of("test-data/phantom_t1ce.nii.gz"), images.resolve(name + ".nii.gz"));
        }
        Files.write(images.resolve("cut.nii.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
        IJ.runMacro("run(\"Batch...\", \"input=[" + images + "] output=[" + results
                + "] model=brain-t1ce-segmenter device=cpu table=false\");");
        assertThat(results.resolve("cases.csv")).exists();
    }

    /** What it writes at its end is written before its folder is taken away. */
    @AfterEach
    void closeReview() throws Exception {
        JFrame window = window();
        if (window != null) {
            onEventThread(window::dispose);
            awaitFiles();
        }
    }

    private JTable review(String options) throws Exception {
        IJ.runMacro("run(\"Review Cohort...\", \"results=[" + results + "] input=[" + images + "] reviewer=Ada "
                + options + "\");");
        JFrame window = await(ReviewWindowTest::window);
        return inside(window, JTable.class).get(0);
    }

    private static JFrame window() {
        return Stream.of(Window.getWindows())
                .filter(JFrame.class::isInstance)
                .map(JFrame.class::cast)
                .filter(frame -> frame.isShowing() && frame.getTitle().equals("LesionLens review"))
                .findFirst()
                .orElse(null);
    }

    private static void key(JTable table, char key) throws Exception {
        onEventThread(() -> {
            Object name = table.getInputMap(JComponent.WHEN_FOCUSED).get(KeyStroke.getKeyStroke(key, 0));
            table.getActionMap().get(name).actionPerformed(new ActionEvent(table, ActionEvent.ACTION_PERFORMED, ""));
        });
    }

    /** Its results are written beside the event thread. */
    private static void accept(JTable table, int row) throws Exception {
        key(table, 'A');
        await(() -> "accepted".equals(table.getValueAt(row, 1)) ? "accepted" : null);
        settle();
    }

    private static ImagePlus shown(String name) throws InterruptedException {
        ImagePlus shown = await(() -> {
            ImagePlus image = WindowManager.getImage(name);
            return image != null && image.getOverlay() != null ? image : null;
        });
        settle(); // the lesion is drawn before its slice is shown
        return shown;
    }

    @Test
    void casesAreSeenAndJudgedByTheKeyboard() throws Exception {
        JTable table = review("");
        assertThat(table.getValueAt(0, 0)).as("what failed").isEqualTo("cut");
        key(table, 'F');
        key(table, 'N');
        ImagePlus a = shown("a");
        assertThat(a.getZ()).as("the slice of the lesion").isEqualTo(15);
        assertThat(ResultWindowTest.table("a").getRowCount()).isEqualTo(1);
        screenshot("review");
        accept(table, 1);
        key(table, 'N');
        shown("b");
        assertThat(WindowManager.getImage("a")).as("the case before").isNull();
        key(table, 'R');
        assertThat(table.getValueAt(1, 1)).isEqualTo("accepted");
        assertThat(table.getValueAt(2, 1)).isEqualTo("rejected");
        closeReview();
        JTable again = review("");
        assertThat(again.getValueAt(0, 1)).isEqualTo("flagged");
        assertThat(again.getValueAt(1, 1)).isEqualTo("accepted");
        assertThat(Files.readAllLines(results.resolve("review/Ada/review.jsonl")))
                .hasSize(3);
    }

    @Test
    void resultsAreNotShownOnAnotherImage() throws Exception {
        Files.delete(images.resolve("a.nii.gz"));
        Files.copy(Path.of("test-data/phantom_mask.nii.gz"), images.resolve("a.nii.gz"));
        JTable table = review("");
        key(table, 'N');
        await(() -> inside(window(), javax.swing.JLabel.class).stream()
                        .anyMatch(label -> label.getText().contains("is another one than that which was analysed"))
                ? "told"
                : null);
        assertThat(WindowManager.getImage("a")).isNull();
    }

    @Test
    void aPlanarImageIsReviewedToo(@TempDir Path planar) throws Exception {
        Path slices = Files.createDirectories(planar.resolve("images"));
        Path found = planar.resolve("results");
        Files.copy(Path.of("test-data/phantom_slice.png"), slices.resolve("slice.png"));
        IJ.runMacro("run(\"Batch...\", \"input=[" + slices + "] output=[" + found
                + "] model=brain-t1ce-segmenter device=cpu table=false\");");
        IJ.runMacro("run(\"Review Cohort...\", \"results=[" + found + "] input=[" + slices + "] reviewer=Ada\");");
        assertThat(shown("slice").getOverlay().size()).isPositive();
        JTable table = inside(window(), JTable.class).get(0);
        accept(table, 0);
    }

    private static <T extends java.awt.Component> T only(Class<T> type) {
        return inside(window(), type).get(0);
    }

    /** Keys of the window are letters in the field. */
    @Test
    void theListIsFilteredAndItsFieldTakesLetters() throws Exception {
        JTable table = review("");
        JTextField field = only(JTextField.class);
        await(() -> {
            EventQueue.invokeLater(field::requestFocus);
            return field.isFocusOwner() ? field : null;
        });
        settle();
        java.awt.Robot robot = new java.awt.Robot();
        for (int key : new int[] {KeyEvent.VK_C, KeyEvent.VK_U, KeyEvent.VK_T}) {
            robot.keyPress(key);
            robot.keyRelease(key);
        }
        await(() -> field.getText().equals("cut") ? field : null);
        settle();
        assertThat(table.getRowCount()).isEqualTo(1);
        assertThat(results.resolve("review/Ada/review.jsonl"))
                .satisfiesAnyOf(
                        none -> assertThat(none).doesNotExist(),
                        none -> assertThat(none).isEmptyFile());
        onEventThread(() -> field.setText(""));
        assertThat(table.getRowCount()).isEqualTo(4);
        onEventThread(() -> table.setRowSelectionInterval(0, 0));
        key(table, 'F');
        assertThat(table.getRowCount()).isEqualTo(4);
        onEventThread(() -> only(JCheckBox.class).doClick());
        assertThat(table.getRowCount()).as("without the one that is flagged").isEqualTo(3);
    }

    /** A process that is killed, or a window that stays open for days, costs the tables nothing. */
    @Test
    void tablesFollowWhatIsSaidWhileTheWindowIsOpen() throws Exception {
        JTable table = review("");
        key(table, 'R');
        key(table, 'F');
        awaitRow("cut,", ",flagged,Ada,");
        onEventThread(() -> only(JComboBox.class).setSelectedItem("Ada"));
        Path chosen = results.resolve("review/counting.json");
        await(() -> Files.exists(chosen) ? chosen : null);
        key(table, 'T');
        awaitRow("cut,", ",,,");
        CohortReview.open(results, "Ada").count("latest"); // elsewhere
        key(table, 'F');
        await(() -> "latest".equals(only(JComboBox.class).getSelectedItem()) ? "latest" : null);
        assertThat(only(JComboBox.class).getItemCount()).isEqualTo(2);
        CohortReview.open(results, "Ada").count("Ada");
        closeReview();
        review("");
        assertThat(only(JComboBox.class).getSelectedItem()).isEqualTo("Ada");
    }

    private void awaitRow(String start, String part) throws InterruptedException {
        Path cases = results.resolve("review/cases.csv");
        await(() -> {
            try {
                return Files.exists(cases)
                        ? Files.readAllLines(cases).stream()
                                .filter(line -> line.startsWith(start) && line.contains(part))
                                .findFirst()
                                .orElse(null)
                        : null;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void whenItClosesTheTablesSayWhatWasSaid() throws Exception {
        JTable table = review("");
        key(table, 'R');
        closeReview();
        assertThat(Files.readAllLines(results.resolve("review/cases.csv")))
                .anyMatch(line -> line.startsWith("cut,") && line.contains(",rejected,Ada,"))
                .anyMatch(line -> line.startsWith("a,") && line.contains(",predicted,"));
        assertThat(results.resolve("report.html")).content().contains("href=\"./review/report.html\"");
    }
}
