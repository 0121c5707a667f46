package org.lesionlens.fiji.command;

import ij.IJ;
import java.awt.BorderLayout;
import java.awt.Dialog;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.FlowLayout;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.lang.reflect.InvocationTargetException;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTable;
import javax.swing.ListSelectionModel;
import javax.swing.table.DefaultTableModel;

/** Shows rows of a table, of which a user chooses one; columns may be sorted. */
public final class ChoiceTable {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 360;

    private final JDialog dialog;
    private final JTable table;
    private OptionalInt chosen = OptionalInt.empty();

    private ChoiceTable(String title, String button, List<String> columns, List<List<String>> rows) {
        dialog = new JDialog(IJ.getInstance(), title, Dialog.ModalityType.APPLICATION_MODAL);
        DefaultTableModel model = new DefaultTableModel(columns.toArray(), 0) {
            private static final long serialVersionUID = 1;

            @Override
            public boolean isCellEditable(int row, int column) {
                return false;
            }
        };
        rows.forEach(row -> model.addRow(row.toArray()));
        table = new JTable(model);
        for (int column = 0; column < columns.size(); column++) {
            TableRoom.column(table, column, longest(columns, rows, column));
        }
        TableRoom.rows(table, 0);
        table.setAutoCreateRowSorter(true);
        table.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        table.setRowSelectionInterval(0, 0);
        table.addMouseListener(new MouseAdapter() {
            @Override
            public void mouseClicked(MouseEvent event) {
                if (event.getClickCount() == 2) {
                    choose();
                }
            }
        });
        JScrollPane scroll = new JScrollPane(table);
        scroll.setPreferredSize(new Dimension(WIDTH, HEIGHT));
        dialog.add(scroll, BorderLayout.CENTER);
        dialog.add(buttons(button), BorderLayout.SOUTH);
        dialog.pack();
        dialog.setLocationRelativeTo(null);
    }

    /** How many letters the longest text of a column has. */
    private static int longest(List<String> columns, List<List<String>> rows, int column) {
        return rows.stream()
                .mapToInt(row -> row.get(column).length())
                .reduce(columns.get(column).length() + 2, Math::max);
    }

    private JPanel buttons(String button) {
        JPanel buttons = new JPanel(new FlowLayout(FlowLayout.RIGHT));
        JButton open = new JButton(button);
        open.addActionListener(event -> choose());
        JButton cancel = new JButton("Cancel");
        cancel.addActionListener(event -> dialog.dispose());
        buttons.add(cancel);
        buttons.add(open);
        return buttons;
    }

    private void choose() {
        if (table.getSelectedRow() >= 0) {
            chosen = OptionalInt.of(table.convertRowIndexToModel(table.getSelectedRow()));
            dialog.dispose();
        }
    }

    /**
     * The number of the row that a user chooses, from 0.
     *
     * @param button what chooses
     * @param rows at least one
     * @throws CancellationException if none is chosen
     */
    public static int ask(String title, String button, List<String> columns, List<List<String>> rows) {
        ChoiceTable[] asked = new ChoiceTable[1];
        Runnable show = () -> {
            asked[0] = new ChoiceTable(title, button, columns, rows);
            asked[0].dialog.setVisible(true);
        };
        try {
            if (EventQueue.isDispatchThread()) {
                show.run();
            } else {
                EventQueue.invokeAndWait(show);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("cancelled by the user");
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
        return asked[0].chosen.orElseThrow(() -> new CancellationException("cancelled by the user"));
    }
}
