package org.lesionlens.fiji;

import static org.assertj.core.api.Assertions.assertThat;

import ij.gui.GenericDialog;
import ij.text.TextWindow;
import java.awt.Button;
import java.awt.Choice;
import java.awt.Dialog;
import java.awt.Point;
import java.awt.TextField;
import java.awt.Window;
import java.awt.datatransfer.DataFlavor;
import java.awt.datatransfer.Transferable;
import java.awt.dnd.DnDConstants;
import java.awt.dnd.DropTargetContext;
import java.awt.dnd.DropTargetDropEvent;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.model.foreign.ForeignFiles;

/** A model of another program, from the menu to the list of models. */
class AddModelWindowTest extends WindowFixture {
    /** What a file manager gives. */
    private record DroppedFiles(List<File> files) implements Transferable {
        @Override
        public DataFlavor[] getTransferDataFlavors() {
            return new DataFlavor[] {DataFlavor.javaFileListFlavor};
        }

        @Override
        public boolean isDataFlavorSupported(DataFlavor flavor) {
            return flavor.equals(DataFlavor.javaFileListFlavor);
        }

        @Override
        public Object getTransferData(DataFlavor flavor) {
            return files;
        }
    }

    /** As AWT tells it; the files are those of a file manager. */
    private static DropTargetDropEvent drop(TextField field, Path... files) {
        DropTargetContext context = field.getDropTarget().getDropTargetContext();
        return new DropTargetDropEvent(context, new Point(2, 2), DnDConstants.ACTION_COPY, DnDConstants.ACTION_COPY) {
            private static final long serialVersionUID = 1L;

            @Override
            public void acceptDrop(int action) {
                // there is no drag going on
            }

            @Override
            public void dropComplete(boolean success) {
                assertThat(success).isEqualTo(files.length > 0);
            }

            @Override
            public Transferable getTransferable() {
                return new DroppedFiles(Stream.of(files).map(Path::toFile).toList());
            }
        };
    }

    private static GenericDialog other(Dialog before) throws InterruptedException {
        return dialog(GenericDialog.class, shown -> shown != before);
    }

    @Test
    void aFolderThatIsDroppedOnTheFieldIsAddedAndItsQuestionsAreAsked(@TempDir Path place) throws Exception {
        Path source = ForeignFiles.bioimageio(Files.createDirectory(place.resolve("a colleague's model")));
        Path models = Files.createDirectory(place.resolve("models"));
        try (ModelsFrom there = ModelsFrom.folder(models)) {
            assertThat(there).isNotNull();
            choose("Add Model...");
            GenericDialog dialog = dialog(GenericDialog.class);
            assertThat(inside(dialog, Button.class))
                    .filteredOn(button -> button.getLabel().equals("Browse"))
                    .allSatisfy(
                            button -> assertThat(button.getActionListeners()).hasSize(1))
                    .hasSize(3);
            screenshot("add-model");
            TextField field = inside(dialog, TextField.class).get(0);
            onEventThread(() -> field.getDropTarget().drop(drop(field)));
            assertThat(field.getText()).isEmpty();
            onEventThread(() -> field.getDropTarget().drop(drop(field, source)));
            assertThat(field.getText()).isEqualTo(source.toString());
            assertThat(field.getCaretPosition()).isEqualTo(field.getText().length());
            screenshot("add-model-dropped");
            press(dialog, "OK");
            GenericDialog questions = other(dialog);
            screenshot("add-model-questions");
            assertThat(inside(questions, Choice.class)).isNotEmpty();
            press(questions, "OK");
            TextWindow told = await(() -> Stream.of(Window.getWindows())
                    .filter(window -> window instanceof TextWindow && window.isShowing())
                    .map(TextWindow.class::cast)
                    .filter(window -> window.getTitle().equals("Add Model"))
                    .findFirst()
                    .orElse(null));
            awaitCommands();
            screenshot("add-model-told");
            assertThat(told.getTextPanel().getText()).contains("added to " + models, "check: passed");
            assertThat(models.resolve("tiny-lesions/rdf.yaml")).exists();
        }
    }
}
