package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import java.awt.Rectangle;
import java.awt.TextField;
import java.awt.Window;
import java.awt.event.KeyEvent;
import java.awt.event.MouseEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.swing.JFrame;
import javax.swing.JTable;
import javax.swing.JTextArea;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

/** What stands on the screen after a batch, and what a click there opens. */
class BatchWindowTest extends WindowFixture {
    @TempDir
    private Path folder;

    private Path images;

    @BeforeEach
    void images() throws IOException {
        images = Files.createDirectories(folder.resolve("images"));
        Files.copy(Path.of("test-data/phantom_t1ce.nii.gz"), images.resolve("a.nii.gz"));
        Files.write(images.resolve("cut.nii.gz"), new byte[] {0x1f, (byte) 0x8b, 8, 0});
    }

    private void analyse() throws Exception {
        choose("Batch...");
        GenericDialog dialog = dialog(GenericDialog.class);
        List<TextField> fields = inside(dialog, TextField.class);
        onEventThread(() -> {
            fields.get(0).setText(images.toString());
            fields.get(1).setText(folder.resolve("results").toString());
        });
        press(dialog, "OK");
    }

    private static JFrame window() throws InterruptedException {
        JFrame window = await(() -> Stream.of(Window.getWindows())
                .filter(JFrame.class::isInstance)
                .map(JFrame.class::cast)
                .filter(frame -> frame.isShowing() && frame.getTitle().equals("Batch: images"))
                .findFirst()
                .orElse(null));
        settle();
        return window;
    }

    private static void click(JTable table, int row) throws Exception {
        onEventThread(() -> {
            Rectangle cell = table.getCellRect(row, 0, true);
            for (int kind : new int[] {MouseEvent.MOUSE_PRESSED, MouseEvent.MOUSE_RELEASED, MouseEvent.MOUSE_CLICKED}) {
                table.dispatchEvent(new MouseEvent(
                        table,
                        kind,
                        0,
                        MouseEvent.BUTTON1_DOWN_MASK,
                        cell.x + 4,
                        cell.y + 4,
                        1,
                        false,
                        MouseEvent.BUTTON1));
            }
        });
    }

    private static List<String> told(JFrame window) {
        return inside(window, JTextArea.class).stream().map(JTextArea::getText).toList();
    }

    @Test
    void eachCaseHasARowThatOpensItAndTheFailedOnesAreOnTop() throws Exception {
        analyse();
        JFrame window = window();
        JTable table = inside(window, JTable.class).get(0);
        assertThat(table.getRowCount()).isEqualTo(2);
        assertThat(table.getValueAt(0, 0)).isEqualTo("cut");
        assertThat(table.getValueAt(0, 1).toString()).startsWith("failed: ");
        assertThat(table.getValueAt(1, 1)).isEqualTo("done: 1 lesion");
        assertThat(told(window)).contains("1 done, 1 failed");
        click(table, 1);
        JTable lesions = ResultWindowTest.table("a");
        ImagePlus image = WindowManager.getImage("a");
        assertThat(lesions.getRowCount()).isEqualTo(1);
        assertThat(ResultWindowTest.value(lesions, "Slice", 0)).isEqualTo(image.getZ());
        assertThat(ResultWindowTest.value(lesions, "Class", 0).toString()).isNotEmpty();
        assertThat(image.getOverlay().size()).isGreaterThan(2);
        settle();
        screenshot("batch");
        click(table, 0);
        await(() -> told(window).stream().anyMatch(text -> text.startsWith("failed: ")) ? "told" : null);
        assertThat(WindowManager.getImage("cut")).isNull();
        onEventThread(() -> {
            table.setRowSelectionInterval(1, 1);
            KeyEvent enter = new KeyEvent(table, KeyEvent.KEY_PRESSED, 0, 0, KeyEvent.VK_ENTER, '\n');
            table.dispatchEvent(enter);
        });
        settle();
        assertThat(WindowManager.getImageCount()).as("it is open already").isEqualTo(1);
    }

    @Test
    void whereAllFailedTheRowsAreThereToo() throws Exception {
        Files.delete(images.resolve("a.nii.gz"));
        analyse();
        JFrame window = window();
        assertThat(told(window)).anyMatch(text -> text.startsWith("none of the 1 cases could be analysed"));
        assertThat(inside(window, JTable.class).get(0).getRowCount()).isEqualTo(1);
    }

    /** Who runs it through SciJava sees no window. */
    @Test
    void aScriptHearsThatAllFailed() throws Exception {
        Files.delete(images.resolve("a.nii.gz"));
        try (Context context = new Context(CommandService.class)) {
            Future<CommandModule> batch = context.service(CommandService.class)
                    .run(
                            BatchCommand.class,
                            false,
                            "input",
                            images.toFile(),
                            "output",
                            folder.resolve("results").toFile(),
                            "device",
                            "cpu");
            assertThatThrownBy(batch::get).rootCause().hasMessageStartingWith("none of the 1 cases could be analysed");
        }
    }

    /** Macros go on without it. */
    @Test
    void aMacroHasNoSuchWindow() throws Exception {
        IJ.runMacro(
                "run(\"Batch...\", \"input=[" + images + "] output=[" + folder.resolve("results") + "] device=cpu\");");
        settle();
        assertThat(Window.getWindows())
                .noneMatch(each -> each instanceof JFrame frame
                        && frame.isShowing()
                        && frame.getTitle().startsWith("Batch"));
    }
}
