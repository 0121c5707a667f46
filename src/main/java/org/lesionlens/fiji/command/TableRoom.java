package org.lesionlens.fiji.command;

import java.awt.FontMetrics;
import javax.swing.JTable;

/** Rows and columns of a table in the size of its letters, whatever look and scale it has. */
public final class TableRoom {
    private static final int ROOM = 6;

    private TableRoom() {}

    /** Makes rows high enough for a line of text, and for what else stands in them (pixels). */
    public static void rows(JTable table, int least) {
        table.setRowHeight(Math.max(least, metrics(table).getHeight() + ROOM));
    }

    /** Proposes the width of a column that shows so many letters. */
    public static void column(JTable table, int column, int letters) {
        table.getColumnModel().getColumn(column).setPreferredWidth(letters * metrics(table).charWidth('m') * 3 / 4 + ROOM);
    }

    private static FontMetrics metrics(JTable table) {
        return table.getFontMetrics(table.getFont());
    }
}
