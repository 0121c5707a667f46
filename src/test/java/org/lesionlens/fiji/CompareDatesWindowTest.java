package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import ij.measure.ResultsTable;
import java.awt.Choice;
import java.awt.TextField;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two dates from the menu through the dialog to tables and pictures. */
class CompareDatesWindowTest extends WindowFixture {
    private static final String COMPARE = "Compare Dates...";

    /** The phantom, and its lesion as label images of two dates. */
    private static void showDates() throws Exception {
        showPhantom().setTitle("head");
        for (String title : List.of("lesions before", "lesions after")) {
            IJ.runMacro("run(\"Open Medical Volume...\", \"path=test-data/phantom_mask.nii.gz\"); rename(\"" + title
                    + "\");");
        }
    }

    private static TextField empty(GenericDialog dialog) {
        return inside(dialog, TextField.class).stream()
                .filter(field -> field.getText().isEmpty())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theDialogLeadsToATableAResponseAndAPicture() throws Exception {
        showDates();
        choose(COMPARE);
        GenericDialog dialog = dialog(GenericDialog.class);
        assertThat(inside(dialog, Choice.class))
                .extracting(Choice::getSelectedItem)
                .contains("lesions after", "none", "auto");
        press(dialog, "OK");
        press(dialog(MessageDialog.class), "OK"); // no date was given
        GenericDialog open = dialog(GenericDialog.class);
        onEventThread(() -> empty(open).setText("2024-01-31"));
        onEventThread(() -> empty(open).setText("2024-03-01"));
        List<Choice> images = inside(open, Choice.class);
        List<String> wanted = List.of("lesions before", "head", "lesions after", "head");
        onEventThread(() -> {
            for (int i = 0; i < wanted.size(); i++) {
                images.get(i).select(wanted.get(i));
            }
        });
        screenshot("compare-dates");
        press(open, "OK");
        ImagePlus picture = await(() -> WindowManager.getImage("Dates of lesions before and lesions after"));
        assertThat(picture).isNotNull();
        ResultsTable table = await(() -> ResultsTable.getResultsTable("Follow-up of lesions before and lesions after"));
        assertThat(table.size()).isEqualTo(2);
        assertThat(table.getStringValue("state", 1)).isEqualTo("stable within measurement error");
        screenshot("compared-dates");
    }
}
