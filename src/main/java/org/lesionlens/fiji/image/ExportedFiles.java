package org.lesionlens.fiji.image;

import ij.ImagePlus;
import java.nio.file.Files;
import java.nio.file.Path;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.volume.UserMessageException;

/**
 * Files of one export, which begin alike.
 *
 * @param folder that holds them
 * @param stem how their names begin
 * @param overwrite whether older ones are replaced
 */
public record ExportedFiles(Path folder, String stem, boolean overwrite) {
    /** How the names begin that an image of a title proposes. */
    public static String stemOf(String title) {
        return VolumeFiles.caseName(Path.of(allowed(title)));
    }

    private static String allowed(String name) {
        return name.replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}]", "_").strip();
    }

    /** The file whose name ends so. */
    public Path file(String ending) {
        return folder.resolve(stem + ending);
    }

    /** @throws UserMessageException if no file can be called so */
    public void requireAllowed() {
        if (!stem.equals(allowed(stem))) {
            throw new UserMessageException("the name is \"" + stem + "\" but a file's name has none of the letters"
                    + " \\ / : * ? \" < > |: change it");
        }
    }

    /** @throws UserMessageException if a file that is to be written is there and must stay */
    public void requireFree(boolean wanted, String ending) {
        if (wanted && !overwrite && Files.exists(file(ending))) {
            throw new UserMessageException(
                    file(ending) + " is there already: choose another name or folder, or \"Replace older files\""
                            + " (overwrite=true)");
        }
    }

    /** @throws UserMessageException if nobody knows where an image lies in the patient */
    public static void requirePlace(ImagePlus image) {
        String lost = StackGrid.of(image).lost();
        if (!lost.isEmpty()) {
            throw new UserMessageException("the image \"" + image.getTitle() + "\" " + lost + ", so nobody knows where"
                    + " it lies in the patient: start from the source as it was opened (a crop of it is fine), or let it"
                    + " be written from the corner 0, 0, 0 mm (\"Even if its place in the patient is lost\","
                    + " unplaced=true)");
        }
    }
}
