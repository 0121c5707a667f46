package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ij.IJ;
import ij.ImagePlus;
import ij.Menus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.HTMLDialog;
import ij.gui.MessageDialog;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.plugin.frame.Recorder;
import ij.plugin.frame.RoiManager;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.Dialog;
import java.awt.TextField;
import java.awt.Window;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JEditorPane;
import javax.swing.JFileChooser;
import javax.swing.JFrame;
import javax.swing.JTable;
import javax.swing.text.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.io.dicom.EchoSeries;
import org.lesionlens.model.ModelsFrom;

/** From the menu through the dialog to the result. */
class DialogWindowTest extends WindowFixture {
    @Test
    void okOnTheFirstDialogGivesOutlinesAListAndLabels() throws Exception {
        ImagePlus phantom = showPhantom();
        IJ.getInstance().setLocation(0, 0);
        phantom.getWindow().setLocation(0, 80);
        choose(SEGMENT);
        GenericDialog dialog = dialog(GenericDialog.class);
        dialog.setLocation(420, 120);
        assertThat(inside(dialog, TextField.class))
                .extracting(TextField::getText)
                .contains("0.5", "0.1");
        assertThat(inside(dialog, Checkbox.class))
                .filteredOn(Checkbox::isVisible)
                .hasSize(6);
        screenshot("dialog");
        press(dialog, "OK");
        JTable table = ResultWindowTest.table("phantom");
        awaitCommands();
        assertThat(table.getRowCount()).isEqualTo(1);
        assertThat(phantom.getOverlay().size()).isGreaterThan(2);
        assertThat(IJ.getImage().getTitle()).isEqualTo("Labels of phantom");
        assertThat(WindowManager.getFrame("Lesions of phantom"))
                .as("all columns, before somebody asks for them")
                .isNull();
        assertThat(ResultWindowTest.value(table, "Slice", 0)).isEqualTo(phantom.getZ());
        screenshot("result");
        JFrame window = ResultWindowTest.window("phantom");
        JButton all = inside(window, JButton.class).stream()
                .filter(button -> "All columns".equals(button.getText()))
                .findFirst()
                .orElseThrow();
        onEventThread(all::doClick);
        assertThat(ResultsTable.getResultsTable("Lesions of phantom").getValue("stack_slice", 0))
                .isEqualTo(phantom.getZ());
    }

    @Test
    void whatTheRecorderWritesReplaysWithTheSameResult() throws Exception {
        ImagePlus phantom = showPhantom();
        Recorder recorder = openRecorder();
        choose(SEGMENT);
        press(dialog(GenericDialog.class), "OK");
        double first = (double) ResultWindowTest.value(ResultWindowTest.table("phantom"), "Volume (ml)", 0);
        String line = recorded(recorder, SEGMENT);
        assertThat(line)
                .isEqualTo("run(\"Segment Lesions...\", \"model=brain-t1ce-segmenter device=auto threshold=0.5"
                        + " minvolume=0.1 maxflatness=2 labels=true outlines=true rois=false probability=false table=true"
                        + " classify=true\");");
        onEventThread(recorder::close);
        makeCurrent(phantom);
        IJ.runMacro(line);
        assertThat(IJ.getImage().getTitle()).isEqualTo("Labels of phantom (2)");
        assertThat(ResultsTable.getResultsTable("Lesions of phantom").getValue("volume_ml", 0))
                .isCloseTo(first, within(1e-4));
    }

    @Test
    void whereTheDefaultModelIsNotThereTheDialogShowsTheFirst(@TempDir Path models) throws Exception {
        TinyModel.good(models, "first");
        TinyModel.good(models, "second");
        Files.writeString(models.resolve("default"), "gone");
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            showPhantom();
            choose(SEGMENT);
            GenericDialog dialog = dialog(GenericDialog.class);
            assertThat(inside(dialog, Choice.class))
                    .extracting(Choice::getSelectedItem)
                    .as("the first of those that suit")
                    .contains("brain-t1ce-segmenter (contrast-enhanced T1 MR, Brain; may suit this image)");
            press(dialog, "Cancel");
        }
    }

    @Test
    void cancelInTheDialogDoesNothing() throws Exception {
        showPhantom();
        choose(SEGMENT);
        press(dialog(GenericDialog.class), "Cancel");
        awaitCommands();
        assertThat(WindowManager.getImageCount()).isEqualTo(1);
    }

    @Test
    void anImageWithoutAPixelSizeIsWarnedAboutInTheDialog() throws Exception {
        IJ.createImage("photo", "RGB ramp", 200, 150, 1).show();
        choose(SEGMENT);
        GenericDialog dialog = dialog(GenericDialog.class);
        screenshot("warning");
        assertThat(said(dialog)).contains("the image has no pixel size: it is taken to be 240 mm wide");
        press(dialog, "Cancel");
    }

    @Test
    void outlinesGoToTheRoiManagerAndToTheZipThatItOpens(@TempDir Path folder) throws Exception {
        showPhantom();
        Path zip = folder.resolve("f\u00e4lle 7.zip");
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu rois=true classify=false labels=false table=false"
                + " roizip=[" + zip + "]\");");
        RoiManager manager = RoiManager.getInstance();
        int count = manager.getCount();
        assertThat(count).isGreaterThan(2);
        manager.reset();
        manager.open(zip.toString());
        assertThat(manager.getCount()).isEqualTo(count);
        manager.reset();
    }

    @Test
    void namesInTheRoiManagerDoNotRepeat() throws Exception {
        RoiManager.getRoiManager().reset();
        for (int run = 0; run < 3; run++) {
            showPhantom();
            IJ.runMacro(
                    "run(\"Segment Lesions...\", \"device=cpu rois=true classify=false labels=false table=false\");");
        }
        List<String> names = Arrays.stream(RoiManager.getInstance().getRoisAsArray())
                .map(Roi::getName)
                .toList();
        int each = names.size() / 3;
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThan(6);
        assertThat(names.subList(each, 2 * each))
                .containsExactlyElementsOf(names.subList(0, each).stream()
                        .map(name -> name + " (2)")
                        .toList());
        RoiManager.getInstance().reset();
    }

    @Test
    void whatDoesNotFitTheModelIsInTheLogOfAMacro() throws Exception {
        IJ.createImage("photo", "RGB ramp", 64, 64, 1).show();
        IJ.runMacro("run(\"Segment Lesions...\", \"device=cpu classify=false table=false labels=false\");");
        assertThat(IJ.getLog()).contains("Segment Lesions...: the image has no pixel size");
    }

    @Test
    void everyMenuEntryIsInTheMenu() throws Exception {
        List<String> labels =
                CommandsTest.entries().map(CommandsTest.Entry::label).toList();
        assertThat(labels).hasSize(22);
        assertThat(labels)
                .allMatch(label -> item(Menus.getMenuBar().getMenu(5), label).isPresent());
    }

    @Test
    void aWrongNumberLeavesTheDialogOpenWithWhatWasEntered() throws Exception {
        showPhantom();
        choose(SEGMENT);
        GenericDialog dialog = dialog(GenericDialog.class);
        TextField threshold = threshold(dialog);
        threshold.setText("0,4");
        press(dialog, "OK");
        MessageDialog message = dialog(MessageDialog.class);
        screenshot("wrong-number");
        assertThat(said(message)).contains("\"0,4\"").contains("must be a number");
        press(message, "OK");
        await(() -> message.isShowing() ? null : message);
        assertThat(dialog.isShowing()).isTrue();
        assertThat(threshold.getText()).isEqualTo("0,4");
        threshold.setText("0.4");
        press(dialog, "OK");
        await(() -> WindowManager.getImage("Labels of phantom"));
    }

    /** What does not fit is told while the dialog, and with it what was entered, is still there. */
    @Test
    void filesThatAreThereLeaveTheDialogOpenUntilTheyMayBeReplaced(@TempDir Path folder) throws Exception {
        Path older = Files.writeString(folder.resolve("case_labels.nii.gz"), "older");
        IJ.createHyperStack("case", 16, 16, 1, 1, 2, 8).show();
        IJ.getImage().setT(2);
        choose("Export Segmentation...");
        GenericDialog dialog = dialog(GenericDialog.class);
        List<TextField> fields = inside(dialog, TextField.class);
        assertThat(fields).extracting(TextField::getText).containsExactly("", "case", "2", "");
        fields.get(0).setText(folder.toString());
        tick(dialog, "Even if its place in the patient is lost");
        press(dialog, "OK");
        MessageDialog message = dialog(MessageDialog.class);
        screenshot("files-there");
        press(message, "OK");
        await(() -> message.isShowing() ? null : message);
        assertThat(dialog.isShowing()).isTrue();
        tick(dialog, "Replace older files");
        press(dialog, "OK");
        await(() -> Files.exists(folder.resolve("case_rois.zip")) ? dialog : null);
        assertThat(dialog.isShowing()).isFalse();
        assertThat(older.toFile().length()).isNotEqualTo("older".length());
    }

    private static void tick(GenericDialog dialog, String label) {
        inside(dialog, Checkbox.class).stream()
                .filter(box -> box.getLabel().strip().equals(label))
                .findFirst()
                .orElseThrow()
                .setState(true);
    }

    /** The first field that is shown: those of a box are there for other models. */
    private static TextField threshold(GenericDialog dialog) {
        return inside(dialog, TextField.class).stream()
                .filter(TextField::isShowing)
                .findFirst()
                .orElseThrow();
    }

    /** As when ImageJ quits: nothing runs, and no second message appears. */
    @Test
    void aDialogThatIsTakenAwayUnderItsMessageAnswersNothing() throws Exception {
        showPhantom();
        choose(SEGMENT);
        GenericDialog dialog = dialog(GenericDialog.class);
        threshold(dialog).setText("0");
        press(dialog, "OK");
        MessageDialog message = dialog(MessageDialog.class);
        onEventThread(dialog::dispose);
        onEventThread(message::dispose);
        awaitCommands();
        assertThat(Window.getWindows()).noneMatch(window -> window instanceof Dialog && window.isShowing());
        assertThat(WindowManager.getImageCount()).isEqualTo(1);
    }

    @Test
    void aMessageIsNoWiderThanTheScreen() throws Exception {
        IJ.createImage("a long name ".repeat(30), "8-bit ramp", 64, 64, 1).show();
        choose("Classify Lesions...");
        press(dialog(GenericDialog.class), "OK");
        MessageDialog message = dialog(MessageDialog.class);
        screenshot("long-message");
        assertThat(message.getWidth()).isLessThan(1000);
        press(message, "OK");
        press(dialog(GenericDialog.class), "Cancel");
    }

    @Test
    void aFolderCanBeChosenToBeOpened() throws Exception {
        choose("Open Medical Volume...");
        GenericDialog dialog = dialog(GenericDialog.class);
        screenshot("open");
        press(dialog, "Browse");
        JDialog files = dialog(JDialog.class);
        JFileChooser chooser =
                inside(files.getContentPane(), JFileChooser.class).get(0);
        screenshot("open-folder");
        onEventThread(() -> {
            chooser.setSelectedFile(new File("test-data/phantom_dicom").getAbsoluteFile());
            chooser.approveSelection();
        });
        TextField path = inside(dialog, TextField.class).get(0);
        await(() -> path.getText().endsWith("phantom_dicom") ? path : null);
        press(dialog, "OK");
        assertThat(await(() -> WindowManager.getImage("phantom_dicom")).getNSlices())
                .isEqualTo(20);
    }

    @Test
    void theDialogAsksWhichOfSeveralVolumesIsMeant(@TempDir Path folder) throws Exception {
        EchoSeries.write(folder.resolve("echoes"), "1.2.5", 5);
        choose("Open Medical Volume...");
        GenericDialog dialog = dialog(GenericDialog.class);
        List<TextField> fields = inside(dialog, TextField.class);
        onEventThread(() -> fields.get(0).setText(folder.resolve("echoes").toString()));
        press(dialog, "OK");
        MessageDialog message = dialog(MessageDialog.class);
        screenshot("volumes");
        press(message, "OK");
        onEventThread(() -> fields.get(2).setText("2"));
        press(dialog, "OK");
        assertThat(await(() -> WindowManager.getImage("echoes")).getNSlices()).isEqualTo(4);
    }

    @Test
    void aRecordedTitleWithSpacesAndBracketsReplays() throws Exception {
        IJ.createImage("reader \\ \"2\"", "8-bit black", 8, 8, 1).show();
        IJ.createImage("case [7] left ] side", "8-bit black", 8, 8, 1).show();
        Recorder recorder = openRecorder();
        choose("Compare With Reference...");
        GenericDialog dialog = dialog(GenericDialog.class);
        List<String> chosen = inside(dialog, Choice.class).stream()
                .map(Choice::getSelectedItem)
                .toList(); // the current image comes first, and which one that is the screen decides
        assertThat(chosen).containsExactlyInAnyOrder("case [7] left ] side", "reader \\ \"2\"");
        press(dialog, "OK");
        String agreement = "Agreement of " + chosen.get(0) + " and " + chosen.get(1);
        String line = recorded(recorder, "Compare");
        onEventThread(recorder::close);
        IJ.runMacro(line);
        assertThat(WindowManager.getImage(agreement + " (2)")).isNotNull();
    }

    @Test
    void helpIsAPageWithHeadingsAndTables() throws Exception {
        choose("Help");
        HTMLDialog page = dialog(HTMLDialog.class);
        screenshot("help");
        Document text = inside(page.getContentPane(), JEditorPane.class).get(0).getDocument();
        assertThat(text.getText(0, text.getLength()))
                .contains("Segment Lesions...")
                .doesNotContain("](", "|---|", "# Menu and macro keys");
    }
}
