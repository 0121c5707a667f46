package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.plugin.frame.Recorder;
import java.awt.TextField;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.dicomweb.Orthanc;

/** From the menu through the search, the log-in and the table to an image; the Recorder learns what was opened and nothing else. */
class PacsWindowTest extends WindowFixture {
    private static final String STUDY = "1.2.826.0.1.3680043.8.498.20261121.1";

    @TempDir
    private Path folder;

    private Orthanc orthanc;

    @AfterEach
    void stop() throws Exception {
        if (orthanc != null) {
            orthanc.close();
        }
    }

    /** The same images as another patient's. */
    private void putOther() throws Exception {
        Path other = Files.createDirectory(folder.resolve("other"));
        for (Path file : files()) {
            String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .replace("20261121", "20261122")
                    .replace("Phantom^Head", "Phantom^Hand");
            Files.write(other.resolve(file.getFileName()), content.getBytes(StandardCharsets.ISO_8859_1));
        }
        orthanc.put(other);
    }

    private static List<Path> files() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("test-data", "phantom_dicom"))) {
            return files.sorted().toList();
        }
    }

    @Test
    void aSeriesIsLookedForChosenAndOpened() throws Exception {
        orthanc = Orthanc.start(folder.resolve("orthanc"));
        orthanc.put(files());
        putOther();
        Recorder recorder = openRecorder();
        choose("Open from PACS...");
        GenericDialog search = dialog(GenericDialog.class);
        List<TextField> fields = inside(search, TextField.class);
        onEventThread(() -> {
            fields.get(0).setText(orthanc.address().toString());
            fields.get(1).setText("Phantom*");
        });
        screenshot("pacs-search");
        press(search, "OK");
        await(() -> search.isShowing() ? null : search);
        GenericDialog login = dialog(GenericDialog.class);
        assertThat(said(login)).contains("wants to know who asks");
        List<TextField> who = inside(login, TextField.class);
        assertThat(who.get(1).getEchoChar()).isEqualTo('*');
        onEventThread(() -> {
            who.get(0).setText(Orthanc.USER);
            who.get(1).setText(Orthanc.PASSWORD);
        });
        screenshot("pacs-login");
        press(login, "OK");
        JDialog choice =
                dialog(JDialog.class, shown -> !inside(shown, JTable.class).isEmpty());
        JTable table = inside(choice, JTable.class).get(0);
        assertThat(table.getRowCount()).isEqualTo(2);
        int row = table.getValueAt(0, 0).equals("Phantom^Head") ? 0 : 1;
        assertThat(table.getValueAt(row, 0)).isEqualTo("Phantom^Head");
        assertThat(table.getValueAt(row, 6)).isEqualTo("20");
        onEventThread(() -> table.setRowSelectionInterval(row, row));
        screenshot("pacs-table");
        JButton open = inside(choice, JButton.class).stream()
                .filter(button -> "Open".equals(button.getText()))
                .findFirst()
                .orElseThrow();
        post(open::doClick);
        ImagePlus image = await(() -> WindowManager.getCurrentImage());
        assertThat(image.getTitle()).startsWith("dicomweb-");
        assertThat(image.getStackSize()).isEqualTo(20);
        recorded(recorder, "series=");
        assertThat(recorder.getText())
                .contains("run(\"Open from PACS...\"", "study=" + STUDY + " ", "series=" + STUDY + ".13")
                .doesNotContain("patient", "Phantom", Orthanc.USER, Orthanc.PASSWORD);
    }
}
