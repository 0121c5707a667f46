package org.lesionlens.fiji.views;

import java.awt.Color;
import java.awt.Component;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.swing.DefaultListCellRenderer;
import javax.swing.DefaultListModel;
import javax.swing.JList;
import javax.swing.ListSelectionModel;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;

/** The lesions to go to, each behind a chip in its colour. */
final class LesionChoice extends JList<ShownLesion> {
    private static final long serialVersionUID = 1;

    private final DefaultListModel<ShownLesion> rows = new DefaultListModel<>();
    private transient ShownLesions shown;
    private transient List<Color> colors = List.of();
    private boolean isPointing;

    /** Is told of a lesion that the user chooses. */
    LesionChoice(Consumer<ShownLesion> chosen) {
        setModel(rows);
        setName("Lesions");
        getAccessibleContext().setAccessibleName("Lesions");
        setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        setCellRenderer(new Row());
        addListSelectionListener(event -> {
            if (!event.getValueIsAdjusting() && !isPointing && getSelectedValue() != null) {
                chosen.accept(getSelectedValue());
            }
        });
    }

    void show(ViewedStack stack, Optional<ShownLesion> chosen) {
        isPointing = true;
        if (shown != stack.lesions()) {
            shown = stack.lesions();
            colors = stack.colors();
            rows.clear();
            rows.addAll(shown.lesions());
        }
        chosen.ifPresentOrElse(lesion -> setSelectedValue(lesion, true), this::clearSelection);
        isPointing = false;
    }

    private final class Row extends DefaultListCellRenderer {
        private static final long serialVersionUID = 1;

        @Override
        public Component getListCellRendererComponent(
                JList<?> list, Object value, int index, boolean isSelected, boolean hasFocus) {
            ShownLesion lesion = (ShownLesion) value;
            String frame = lesion.frame() == 0 ? "" : "frame " + lesion.frame() + ": ";
            super.getListCellRendererComponent(list, frame + lesion.text(), index, isSelected, hasFocus);
            setIcon(new LesionChip(colors.get(index)));
            return this;
        }
    }
}
