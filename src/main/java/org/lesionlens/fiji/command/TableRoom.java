package org.lesionlens.fiji.command;

import java.awt.Dimension;
import java.awt.FontMetrics;
import java.awt.event.MouseEvent;
import javax.swing.JScrollBar;
import javax.swing.JTable;
import javax.swing.table.JTableHeader;

/** Rows and columns of a table in the size of its letters, whatever look and scale it has. */
public final class TableRoom {
    private static final int ROOM = 6;
    private static final int POINTS = 12;

    private TableRoom() {}

    /** Makes rows high enough for a line of text, and for what else stands in them (pixels). */
    public static void rows(JTable table, int least) {
        table.setRowHeight(Math.max(least, metrics(table).getHeight() + ROOM));
    }

    /** Lets the heads of columns, which may be cut, be told in full. */
    public static void heads(JTable table) {
        table.setTableHeader(new JTableHeader(table.getColumnModel()) {
            private static final long serialVersionUID = 1;

            @Override
            public String getToolTipText(MouseEvent event) {
                int column = columnAtPoint(event.getPoint());
                return column < 0 ? null : table.getColumnName(column);
            }
        });
    }

    /** The least height in which a table with its heads shows so many rows, and scrolls across. */
    public static Dimension leastHeight(JTable table, int rows) {
        int head = table.getTableHeader().getPreferredSize().height;
        int bar = new JScrollBar(JScrollBar.HORIZONTAL).getPreferredSize().height;
        return new Dimension(0, head + rows * table.getRowHeight() + bar + ROOM);
    }

    /** Proposes the width of a column that shows so many letters. */
    public static void column(JTable table, int column, int letters) {
        table.getColumnModel()
                .getColumn(column)
                .setPreferredWidth(letters * metrics(table).charWidth('m') * 3 / 4 + ROOM);
    }

    /** A length that suits letters of 12 points, for those of a table. */
    public static int scaled(JTable table, int pixels) {
        return Math.round(pixels * table.getFont().getSize2D() / POINTS);
    }

    private static FontMetrics metrics(JTable table) {
        return table.getFontMetrics(table.getFont());
    }
}
