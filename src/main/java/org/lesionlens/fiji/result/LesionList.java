package org.lesionlens.fiji.result;

import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Dimension;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import javax.swing.JScrollPane;
import javax.swing.JTable;
import javax.swing.ListSelectionModel;
import javax.swing.SwingConstants;
import javax.swing.table.AbstractTableModel;
import javax.swing.table.DefaultTableCellRenderer;
import javax.swing.table.TableCellRenderer;
import javax.swing.table.TableColumn;
import org.lesionlens.fiji.command.TableRoom;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;
import org.lesionlens.fiji.views.LesionChip;
import org.lesionlens.lesion.LesionMeasurements;

/** A row for each lesion: its colour, class, sizes and place; columns may be sorted. */
final class LesionList extends JPanel {
    private static final long serialVersionUID = 1;
    private static final int WIDTH = 640;
    private static final int HEIGHT = 160;
    private static final int PERCENT = 100;

    private final transient List<ShownLesion> lesions;
    private final JTable table;
    private boolean isPointing;

    /**
     * A column.
     *
     * @param value a number where it is one, so that it is sorted as such; NaN where it is unknown
     */
    private record Column(String name, int letters, Function<ShownLesion, Object> value, TableCellRenderer cell) {}

    /** Is told of a lesion that the user chooses in the list. */
    LesionList(ShownLesions shown, Consumer<ShownLesion> chosen) {
        super(new BorderLayout());
        lesions = shown.lesions();
        List<Column> columns = columns(shown);
        table = new JTable(new Rows(lesions, columns));
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
        scroll.setPreferredSize(new Dimension(WIDTH, HEIGHT));
        add(lesions.isEmpty() ? new JLabel("No lesion.", SwingConstants.CENTER) : scroll, BorderLayout.CENTER);
    }

    /** The lesion of the row that is chosen. */
    Optional<ShownLesion> chosen() {
        int row = table.getSelectedRow();
        return row < 0 ? Optional.empty() : Optional.of(lesions.get(table.convertRowIndexToModel(row)));
    }

    /** Chooses the row of a lesion, as if the user had. */
    void choose(ShownLesion lesion) {
        int row = table.convertRowIndexToView(lesions.indexOf(lesion));
        table.setRowSelectionInterval(row, row);
        table.scrollRectToVisible(table.getCellRect(row, 0, true));
    }

    /** The same without telling of it. */
    void pointAt(ShownLesion lesion) {
        isPointing = true;
        choose(lesion);
        isPointing = false;
    }

    /** Points at the row of a number; at none if it is not listed. */
    void pointAt(int label) {
        Optional<ShownLesion> wanted =
                lesions.stream().filter(each -> each.lesion().label() == label).findFirst();
        isPointing = true;
        wanted.ifPresentOrElse(this::choose, table::clearSelection);
        isPointing = false;
    }

    /** The order, the place and the chosen row of a list before. */
    void takeOver(LesionList before) {
        if (before.table.getColumnCount() == table.getColumnCount()) {
            table.getRowSorter().setSortKeys(before.table.getRowSorter().getSortKeys());
        }
        before.chosen().ifPresent(lesion -> pointAt(lesion.lesion().label()));
    }

    private static List<Column> columns(ShownLesions shown) {
        List<Column> columns = new ArrayList<>();
        columns.add(new Column("Lesion", 6, lesion -> lesion.lesion().label(), new ChipCell(shown)));
        if (shown.frames().size() > 1) {
            columns.add(new Column("Frame", 6, ShownLesion::frame, new NumberCell("%.0f")));
        }
        if (shown.lesions().stream().anyMatch(lesion -> !lesion.classText().isEmpty())) {
            columns.add(new Column("Class", 18, ShownLesion::classText, new ClassCell(shown.lesions())));
        }
        columns.addAll(sizes(shown.lesions()));
        columns.add(number("Mean probability", "%.2f", LesionMeasurements::meanProbability));
        columns.add(new Column("Slice", 6, shown::slice, new NumberCell("%.0f")));
        return columns;
    }

    /** In mm where they are known, else in pixels. */
    private static List<Column> sizes(List<ShownLesion> lesions) {
        boolean volumes = lesions.stream()
                .anyMatch(each -> !Double.isNaN(each.lesion().measurements().volumeMl()));
        boolean areas = lesions.stream()
                .anyMatch(each -> !Double.isNaN(each.lesion().measurements().areaMm2()));
        if (!areas) {
            return List.of(number("Pixels", "%.0f", each -> (double) each.voxels()));
        }
        return List.of(
                volumes
                        ? number("Volume (ml)", "%.2f", LesionMeasurements::volumeMl)
                        : number("Area (mm2)", "%.1f", LesionMeasurements::areaMm2),
                number("Longest (mm)", "%.1f", each -> each.diameter().longestMm()),
                number("Perpendicular (mm)", "%.1f", each -> each.diameter().perpendicularMm()));
    }

    private static Column number(String name, String format, Function<LesionMeasurements, Double> value) {
        return new Column(
                name, name.length(), shown -> value.apply(shown.lesion().measurements()), new NumberCell(format));
    }

    private static final class Rows extends AbstractTableModel {
        private static final long serialVersionUID = 1;
        private final transient List<ShownLesion> lesions;
        private final transient List<Column> columns;

        Rows(List<ShownLesion> lesions, List<Column> columns) {
            this.lesions = lesions;
            this.columns = columns;
        }

        @Override
        public int getRowCount() {
            return lesions.size();
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
            return lesions.isEmpty() ? Object.class : getValueAt(0, column).getClass();
        }

        @Override
        public Object getValueAt(int row, int column) {
            return columns.get(column).value().apply(lesions.get(row));
        }
    }

    /** The number of a lesion behind a chip in its colour. */
    private static final class ChipCell extends DefaultTableCellRenderer {
        private static final long serialVersionUID = 1;
        private final transient ShownLesions shown;

        ChipCell(ShownLesions shown) {
            this.shown = shown;
        }

        @Override
        public Component getTableCellRendererComponent(
                JTable table, Object value, boolean isSelected, boolean hasFocus, int row, int column) {
            super.getTableCellRendererComponent(table, value, isSelected, hasFocus, row, column);
            setIcon(new LesionChip(shown.color(shown.lesions().get(table.convertRowIndexToModel(row)))));
            return this;
        }
    }

    private static final class NumberCell extends DefaultTableCellRenderer {
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

    /** The class on a bar as long as it is probable. */
    private static final class ClassCell extends JProgressBar implements TableCellRenderer {
        private static final long serialVersionUID = 1;
        private final transient List<ShownLesion> lesions;

        ClassCell(List<ShownLesion> lesions) {
            super(0, PERCENT);
            this.lesions = lesions;
            setStringPainted(true);
            setBorderPainted(false);
        }

        @Override
        public Component getTableCellRendererComponent(
                JTable table, Object value, boolean isSelected, boolean hasFocus, int row, int column) {
            double sure =
                    lesions.get(table.convertRowIndexToModel(row)).lesion().classProbability();
            setValue(Double.isNaN(sure) ? 0 : (int) Math.round(PERCENT * sure));
            setString((String) value);
            return this;
        }
    }
}
