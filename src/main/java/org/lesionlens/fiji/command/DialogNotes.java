package org.lesionlens.fiji.command;

import ij.gui.GenericDialog;
import ij.gui.MultiLineLabel;
import java.awt.Color;
import java.awt.Font;
import java.util.List;
import java.util.stream.Collectors;

/** Why the result may be wrong, above the fields of a dialog; other sentences as soon as something else is chosen. */
final class DialogNotes {
    private static final Color WARNING = new Color(0xA03000);
    private static final int POINTS = 12;

    private final MultiLineLabel label;

    /** Adds a place for them to a dialog. */
    DialogNotes(GenericDialog dialog) {
        dialog.addMessage(text(List.of()), new Font(Font.SANS_SERIF, Font.PLAIN, POINTS), WARNING);
        label = (MultiLineLabel) dialog.getMessage(); // ImageJ makes one of several lines
    }

    void show(List<String> sentences) {
        label.setText(text(sentences));
        label.setVisible(!sentences.isEmpty());
    }

    private static String text(List<String> sentences) {
        return sentences.stream()
                .map(sentence -> MessageText.wrapped("Note: " + sentence))
                .collect(Collectors.joining("\n \n", "", "\n "));
    }
}
