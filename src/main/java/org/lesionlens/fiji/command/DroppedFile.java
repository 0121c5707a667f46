package org.lesionlens.fiji.command;

import ij.IJ;
import java.awt.TextField;
import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.UnsupportedFlavorException;
import java.awt.dnd.DnDConstants;
import java.awt.dnd.DropTargetAdapter;
import java.awt.dnd.DropTargetDropEvent;
import java.io.IOException;
import java.util.List;

/** Writes the path of a file or folder that is dropped on a field into it. */
final class DroppedFile extends DropTargetAdapter {
    private final TextField field;

    DroppedFile(TextField field) {
        this.field = field;
    }

    @Override
    public void drop(DropTargetDropEvent event) {
        event.acceptDrop(DnDConstants.ACTION_COPY);
        boolean taken = false;
        try {
            Object dropped = event.getTransferable().getTransferData(DataFlavor.javaFileListFlavor);
            if (dropped instanceof List<?> files && !files.isEmpty()) {
                field.setText(files.get(0).toString());
                field.setCaretPosition(field.getText().length()); // its name is at the end
                taken = true;
            }
        } catch (IOException | UnsupportedFlavorException e) {
            IJ.log("LesionLens: what was dropped is no file or folder: choose it instead");
        }
        event.dropComplete(taken);
    }
}
