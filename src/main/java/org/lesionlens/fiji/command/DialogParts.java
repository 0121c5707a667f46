package org.lesionlens.fiji.command;

import ij.gui.GenericDialog;
import java.awt.Choice;
import java.awt.Component;
import java.awt.Label;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lesionlens.fiji.command.LesionCommand.Parts;

/** The choices of an input of several parts, of which a dialog shows as many as are needed for what else is chosen. */
final class DialogParts {
    private final List<Choice> choices = new ArrayList<>();
    private final List<Component> labels = new ArrayList<>();
    private List<String> names = List.of();

    /** Adds them all to a dialog. */
    DialogParts(GenericDialog dialog, String label, Parts parts) {
        List<String> first = parts.choices();
        for (int i = 0; i < parts.most(); i++) {
            dialog.addChoice(
                    label + " " + (i + 1), first.toArray(String[]::new), first.get(Math.min(i, first.size() - 1)));
            choices.add((Choice) dialog.getChoices().lastElement());
            labels.add(dialog.getComponent(dialog.getComponentCount() - 2));
        }
        show(parts.names());
    }

    /** Shows one for each name. */
    void show(List<String> shown) {
        names = List.copyOf(shown);
        for (int i = 0; i < choices.size(); i++) {
            boolean isNeeded = i < names.size();
            choices.get(i).setVisible(isNeeded);
            labels.get(i).setVisible(isNeeded);
            if (isNeeded && labels.get(i) instanceof Label label) {
                label.setText("Channel for " + names.get(i));
            }
        }
    }

    /** The same as {@link #written()}, which reads the dialog's next choices. */
    String read(GenericDialog dialog) {
        choices.forEach(choice -> dialog.getNextChoice());
        return written();
    }

    /** What is chosen, as a macro writes it; empty if no part is needed. */
    String written() {
        return IntStream.range(0, names.size())
                .mapToObj(i -> names.get(i) + "=" + choices.get(i).getSelectedItem())
                .collect(Collectors.joining(","));
    }

    /** Whether a choice is one of the parts. */
    boolean has(Choice choice) {
        return choices.contains(choice);
    }
}
