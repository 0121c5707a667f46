package org.lesionlens.fiji.command;

import java.awt.KeyboardFocusManager;
import javax.swing.JTable;
import javax.swing.table.TableModel;

/**
 * A table whose columns become narrower only as long as something can be read: then it scrolls. Heads that are cut are told in full,
 * and Tab leaves it, as anything else.
 */
public class ReadableTable extends JTable {
    private static final long serialVersionUID = 1;
    private static final double READABLE = 0.6;

    public ReadableTable(TableModel rows) {
        super(rows);
        TableRoom.heads(this);
        setFocusTraversalKeys(KeyboardFocusManager.FORWARD_TRAVERSAL_KEYS, null);
        setFocusTraversalKeys(KeyboardFocusManager.BACKWARD_TRAVERSAL_KEYS, null);
    }

    @Override
    public final boolean getScrollableTracksViewportWidth() {
        return getParent() == null || getParent().getWidth() > READABLE * getPreferredSize().width;
    }
}
