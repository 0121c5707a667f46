package org.lesionlens.fiji.result;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.Graphics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
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
import org.lesionlens.fiji.command.TableRoom;
import org.lesionlens.fiji.image.ShownLesions;
import org.lesionlens.fiji.image.ShownLesions.ShownLesion;
import org.lesionlens.fiji.views.LesionChip;
import org.lesionlens.lesion.LesionMeasurements;

/** A row for each lesion: its colour, class, sizes and place; columns may be sorted. */
final class LesionList extends JPanel {
    private static final long serialVersionUID = 1;
    private static final int LEAST_WIDTH = 640;
    private static final int ROWS = 7;
    private static final int LEAST_ROWS = 2;
    private static final double READABLE = 0.6;

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
        table = new JTable(new Rows(lesions, columns)) {
            private static final long serialVersionUID = 1;

            /** Columns become narrower only as long as something can be read. */
            @Override
            public boolean getScrollableTracksViewportWidth() {
                return getParent() == null || getParent().getWidth() > READABLE * getPreferredSize().width;
            }
        };
        TableRoom.heads(table);
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
        private final transient List<Color> colors;

        ChipCell(ShownLesions shown) {
            colors = shown.colors();
        }

        @Override
        public Component getTableCellRendererComponent(
                JTable table, Object value, boolean isSelected, boolean hasFocus, int row, int column) {
            super.getTableCellRendererComponent(table, value, isSelected, hasFocus, row, column);
            setIcon(new LesionChip(colors.get(table.convertRowIndexToModel(row))));
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

    /** The class on a bar as long as it is probable, of the colours of the table. */
    private static final class ClassCell extends DefaultTableCellRenderer {
        private static final long serialVersionUID = 1;
        private static final double TINT = 0.25;
        private final transient List<ShownLesion> lesions;
        private double sure;
        private Color bar = Color.GRAY;

        ClassCell(List<ShownLesion> lesions) {
            this.lesions = lesions;
        }

        @Override
        public Component getTableCellRendererComponent(
                JTable table, Object value, boolean isSelected, boolean hasFocus, int row, int column) {
            super.getTableCellRendererComponent(table, value, isSelected, hasFocus, row, column);
            double probability =
                    lesions.get(table.convertRowIndexToModel(row)).lesion().classProbability();
            sure = Double.isNaN(probability) ? 0 : probability;
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
