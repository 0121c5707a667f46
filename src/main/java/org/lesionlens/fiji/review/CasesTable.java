package org.lesionlens.fiji.review;

import java.util.Map;
import java.util.Optional;
import javax.swing.ListSelectionModel;
import org.lesionlens.fiji.command.ReadableTable;
import org.lesionlens.fiji.command.TableRoom;
import org.lesionlens.review.CaseForReview;

/** The cases of a review as rows, with their pictures where there are some. */
final class CasesTable extends ReadableTable {
    private static final long serialVersionUID = 1;

    private final transient ReviewTable rows;

    /** @param pictures by the names of the cases */
    CasesTable(ReviewTable rows, Map<String, String> pictures) {
        super(rows);
        this.rows = rows;
        setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
        for (int i = 0; i < rows.getColumnCount(); i++) {
            getColumnModel().getColumn(i).setPreferredWidth(TableRoom.scaled(this, rows.width(i)));
        }
        if (!pictures.isEmpty()) {
            getColumnModel().getColumn(0).setCellRenderer(new PictureCells(pictures));
        }
        TableRoom.rows(this, pictures.isEmpty() ? 0 : PictureCells.SIDE + 2);
    }

    Optional<CaseForReview> selected() {
        int row = getSelectedRow();
        return row < 0 ? Optional.empty() : Optional.of(rows.at(convertRowIndexToModel(row)));
    }

    /** Selects the row so many below, if there is one. */
    void move(int step) {
        int row = getSelectedRow() + step;
        if (row >= 0 && row < getRowCount()) {
            setRowSelectionInterval(row, row);
            scrollRectToVisible(getCellRect(row, 0, true));
        }
    }
}
