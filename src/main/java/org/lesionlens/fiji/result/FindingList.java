package org.lesionlens.fiji.result;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.Graphics;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.JTable;
import javax.swing.ListSelectionModel;
import javax.swing.SwingConstants;
import javax.swing.table.AbstractTableModel;
import javax.swing.table.DefaultTableCellRenderer;
import javax.swing.table.TableCellRenderer;
import javax.swing.table.TableColumn;
import org.lesionlens.fiji.command.ReadableTable;
import org.lesionlens.fiji.command.TableRoom;
import org.lesionlens.fiji.views.LesionChip;

/** A row for each finding; columns may be sorted. */
abstract class FindingList<T> extends JPanel {
    private static final long serialVersionUID = 1;
    private static final int LEAST_WIDTH = 640;
    private static final int ROWS = 7;
    private static final int LEAST_ROWS = 2;

    private final transient List<T> findings;
    private final JTable table;
    private boolean isPointing;

    /**
     * A column.
     *
     * @param value a number where it is one, so that it is sorted as such; NaN where it is unknown
     */
    record Column<T>(String name, int letters, Function<T, Object> value, TableCellRenderer cell) {
        static <T> Column<T> number(String name, String format, Function<T, Object> value) {
            return new Column<>(name, name.length(), value, new NumberCell(format));
        }
    }

    /**
     * Lists findings.
     *
     * @param chosen is told of one that the user chooses in the list
     * @param nothing what stands there if there are none
     */
    FindingList(List<T> findings, List<Column<T>> columns, Consumer<T> chosen, String nothing) {
        super(new BorderLayout());
        this.findings = findings;
        table = new ReadableTable(new Rows<>(findings, columns));
        table.setAutoCreateRowSorter(true);
        table.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        TableRoom.rows(table, 0);
        for (int i = 0; i < columns.size(); i++) {
            TableColumn column = table.getColumnModel().getColumn(i);
            column.setCellRenderer(columns.get(i).cell());
            TableRoom.column(table, i, columns.get(i).letters());
        }
        table.getSelectionModel().addListSelectionListener(event -> {
            if (!event.getValueIsAdjusting() && !isPointing) {
                chosen().ifPresent(chosen);
            }
        });
        JScrollPane scroll = new JScrollPane(table);
        scroll.setPreferredSize(new Dimension(
                Math.max(LEAST_WIDTH, table.getPreferredSize().width), (ROWS + 1) * table.getRowHeight()));
        scroll.setMinimumSize(TableRoom.leastHeight(table, LEAST_ROWS));
        add(findings.isEmpty() ? new JLabel(nothing, SwingConstants.CENTER) : scroll, BorderLayout.CENTER);
    }

    /** The finding of the row that is chosen. */
    final Optional<T> chosen() {
        int row = table.getSelectedRow();
        return row < 0 ? Optional.empty() : Optional.of(findings.get(table.convertRowIndexToModel(row)));
    }

    /** Chooses the row of a finding, as if the user had. */
    final void choose(T finding) {
        int row = table.convertRowIndexToView(findings.indexOf(finding));
        table.setRowSelectionInterval(row, row);
        table.scrollRectToVisible(table.getCellRect(row, 0, true));
    }

    /** The same without telling of it; chooses none if there is none. */
    final void pointAt(Optional<T> finding) {
        isPointing = true;
        finding.ifPresentOrElse(this::choose, table::clearSelection);
        isPointing = false;
    }

    /** Sorts the rows as those of another list are. */
    final void sortAs(FindingList<T> other) {
        if (other.table.getColumnCount() == table.getColumnCount()) {
            table.getRowSorter().setSortKeys(other.table.getRowSorter().getSortKeys());
        }
    }

    private static final class Rows<T> extends AbstractTableModel {
        private static final long serialVersionUID = 1;
        private final transient List<T> findings;
        private final transient List<Column<T>> columns;

        Rows(List<T> findings, List<Column<T>> columns) {
            this.findings = findings;
            this.columns = columns;
        }

        @Override
        public int getRowCount() {
            return findings.size();
        }

        @Override
        public int getColumnCount() {
            return columns.size();
        }

        @Override
        public String getColumnName(int column) {
            return columns.get(column).name();
        }

        @Override
        public Class<?> getColumnClass(int column) {
            return findings.isEmpty() ? Object.class : getValueAt(0, column).getClass();
        }

        @Override
        public Object getValueAt(int row, int column) {
            return columns.get(column).value().apply(findings.get(row));
        }
    }

    /** The number of a finding behind a chip in its colour. */
    static final class ChipCell extends DefaultTableCellRenderer {
        private static final long serialVersionUID = 1;
        private final transient List<Color> colors;

        /** @param colors of the findings, in their order */
        ChipCell(List<Color> colors) {
            this.colors = colors;
        }

        @Override
        public Component getTableCellRendererComponent(
                JTable table, Object value, boolean isSelected, boolean hasFocus, int row, int column) {
            super.getTableCellRendererComponent(table, value, isSelected, hasFocus, row, column);
            setIcon(new LesionChip(colors.get(table.convertRowIndexToModel(row))));
            return this;
        }
    }

    static final class NumberCell extends DefaultTableCellRenderer {
        private static final long serialVersionUID = 1;
        private final String format;

        NumberCell(String format) {
            this.format = format;
            setHorizontalAlignment(RIGHT);
        }

        @Override
        protected void setValue(Object value) {
            double number = ((Number) value).doubleValue();
            setText(Double.isNaN(number) ? "" : String.format(Locale.ROOT, format, number));
        }
    }

    /** The class on a bar as long as it is probable, of the colours of the table. */
    static final class ClassCell<T> extends DefaultTableCellRenderer {
        private static final long serialVersionUID = 1;
        private static final double TINT = 0.25;
        private final transient List<T> findings;
        private final transient ToDoubleFunction<T> probability;
        private double sure;
        private Color bar = Color.GRAY;

        /** @param probability 0 to 1; NaN where it is unknown */
        ClassCell(List<T> findings, ToDoubleFunction<T> probability) {
            this.findings = findings;
            this.probability = probability;
        }

        @Override
        public Component getTableCellRendererComponent(
                JTable table, Object value, boolean isSelected, boolean hasFocus, int row, int column) {
            super.getTableCellRendererComponent(table, value, isSelected, hasFocus, row, column);
            double known = probability.applyAsDouble(findings.get(table.convertRowIndexToModel(row)));
            sure = Double.isNaN(known) ? 0 : known;
            bar = mixed(getBackground(), getForeground());
            setOpaque(false); // the bar lies between the background and the letters
            return this;
        }

        private static Color mixed(Color from, Color to) {
            return new Color(
                    (int) (from.getRed() + TINT * (to.getRed() - from.getRed())),
                    (int) (from.getGreen() + TINT * (to.getGreen() - from.getGreen())),
                    (int) (from.getBlue() + TINT * (to.getBlue() - from.getBlue())));
        }

        @Override
        protected void paintComponent(Graphics graphics) {
            graphics.setColor(getBackground());
            graphics.fillRect(0, 0, getWidth(), getHeight());
            graphics.setColor(bar);
            graphics.fillRect(0, 1, (int) Math.round(sure * getWidth()), getHeight() - 2);
            super.paintComponent(graphics);
        }
    }
}
