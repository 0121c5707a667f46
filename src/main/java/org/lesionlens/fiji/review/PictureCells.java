package org.lesionlens.fiji.review;

import java.awt.Component;
import java.awt.Image;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.swing.Icon;
import javax.swing.ImageIcon;
import javax.swing.JTable;
import javax.swing.table.DefaultTableCellRenderer;

/** The names of cases with their small pictures, which are decoded when they are first seen. */
final class PictureCells extends DefaultTableCellRenderer {
    private static final long serialVersionUID = 1;

    /** Side of a picture, in pixels. */
    static final int SIDE = 48;

    private final transient Map<String, String> jpegs;
    private final transient Map<String, Optional<Icon>> icons = new HashMap<>();

    /** @param jpegs in base 64, by the name of the case */
    PictureCells(Map<String, String> jpegs) {
        this.jpegs = Map.copyOf(jpegs);
    }

    @Override
    public Component getTableCellRendererComponent(
            JTable table, Object value, boolean isSelected, boolean hasFocus, int row, int column) {
        super.getTableCellRendererComponent(table, value, isSelected, hasFocus, row, column);
        setIcon(icons.computeIfAbsent(String.valueOf(value), this::icon).orElse(null));
        setToolTipText(String.valueOf(value));
        return this;
    }

    private Optional<Icon> icon(String name) {
        return Optional.ofNullable(jpegs.get(name))
                .map(jpeg -> new ImageIcon(Base64.getDecoder().decode(jpeg)).getImage())
                .map(image -> new ImageIcon(image.getScaledInstance(SIDE, SIDE, Image.SCALE_SMOOTH)));
    }
}
