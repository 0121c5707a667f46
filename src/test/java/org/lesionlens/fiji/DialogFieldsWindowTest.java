package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.IJ;
import ij.ImagePlus;
import ij.Prefs;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import java.awt.Button;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.Dimension;
import java.awt.Label;
import java.awt.Rectangle;
import java.awt.Toolkit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What dialogs offer, under which headings, and in which room. */
class DialogFieldsWindowTest extends WindowFixture {
    @Test
    void twoDifferentImagesAreProposedForComparison() throws Exception {
        ImagePlus phantom = showPhantom();
        labels("reader 1");
        makeCurrent(labels("reader 2"));
        choose("Compare With Reference...");
        GenericDialog dialog = dialog(GenericDialog.class);
        screenshot("compare");
        List<Choice> lists = inside(dialog, Choice.class);
        assertThat(lists).extracting(Choice::getSelectedItem).containsExactly("reader 2", "reader 1");
        assertThat(lists).allSatisfy(list -> assertThat(items(list)).containsExactly("reader 1", "reader 2"));
        press(dialog, "Cancel");
        assertThat(phantom.getWindow()).isNotNull();
    }

    private static ImagePlus labels(String title) {
        ImagePlus labels = IJ.createImage(title, "16-bit black", 160, 160, 20);
        labels.getStack().getProcessor(10).setRoi(50, 50, 20, 20);
        labels.getStack().getProcessor(10).add(1);
        labels.show();
        return labels;
    }

    private static List<String> items(Choice list) {
        return IntStream.range(0, list.getItemCount()).mapToObj(list::getItem).toList();
    }

    /** What is no label image of the size of the image is not offered. */
    @Test
    void theLabelsOfAnImageAreOfferedForIt() throws Exception {
        ImagePlus phantom = showPhantom();
        IJ.createImage("small", "8-bit black", 32, 32, 20).show();
        showPhantom().setTitle("other");
        labels("Labels of phantom");
        WindowManager.getImage("Labels of phantom").setProp("LesionLens.source", "phantom");
        makeCurrent(phantom);
        choose("Classify Lesions...");
        GenericDialog dialog = dialog(GenericDialog.class);
        screenshot("classify");
        Choice lesions = inside(dialog, Choice.class).get(0);
        assertThat(items(lesions)).containsExactly("selection", "Labels of phantom");
        assertThat(lesions.getSelectedItem()).isEqualTo("Labels of phantom");
        press(dialog, "Cancel");
    }

    @Test
    void oneMaskAloneIsComparedWithNothing() throws Exception {
        showPhantom();
        labels("reader 1");
        choose("Compare With Reference...");
        MessageDialog message = dialog(MessageDialog.class);
        assertThat(said(message)).contains("but 1 is open");
        press(message, "OK");
    }

    /** Limits and results stand under headings, each flag with what it belongs to. */
    @Test
    void limitsAndResultsStandUnderTheirHeadings() throws Exception {
        choose("Batch...");
        GenericDialog dialog = dialog(GenericDialog.class);
        screenshot("batch-dialog");
        assertThat(inside(dialog, Label.class).stream()
                        .filter(label -> label.getFont().isBold())
                        .map(Label::getText))
                .containsExactly("Limits", "Results");
        assertThat(inside(dialog, Checkbox.class).stream()
                        .map(Checkbox::getLabel)
                        .map(String::strip))
                .containsExactly(
                        "Folders inside it too",
                        "Mirrored slices too (twice the time)",
                        "Classify the lesions",
                        "Table of all lesions",
                        "Replace older results");
        assertThat(dialog.getHeight()).isLessThan(780);
        press(dialog, "Cancel");
    }

    /** With letters of twice the size fields scroll, and the buttons are there. */
    @Test
    void aDialogIsNeverLargerThanTheScreen() throws Exception {
        Prefs.setGuiScale(2);
        try {
            choose("Batch...");
            GenericDialog dialog = dialog(GenericDialog.class);
            screenshot("batch-dialog-200");
            Dimension screen = Toolkit.getDefaultToolkit().getScreenSize();
            assertThat(dialog.getWidth()).isLessThanOrEqualTo(screen.width);
            assertThat(dialog.getHeight()).isLessThanOrEqualTo(screen.height);
            Button ok = inside(dialog, Button.class).stream()
                    .filter(button -> button.getLabel().strip().equals("OK"))
                    .findFirst()
                    .orElseThrow();
            assertThat(new Rectangle(dialog.getLocationOnScreen(), dialog.getSize())
                            .contains(new Rectangle(ok.getLocationOnScreen(), ok.getSize())))
                    .isTrue();
            press(dialog, "Cancel");
        } finally {
            Prefs.setGuiScale(1);
        }
    }
}
