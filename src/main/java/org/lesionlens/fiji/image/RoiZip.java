package org.lesionlens.fiji.image;

import ij.gui.Roi;
import ij.io.RoiEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.lesionlens.io.file.AtomicFile;
import org.lesionlens.volume.UserMessageException;

/** Selections as the zip file that the ROI Manager opens. */
public final class RoiZip {
    private RoiZip() {}

    /** @throws UserMessageException if a file is not called as the ROI Manager's zip files are */
    public static void requireName(Path target) {
        if (!target.toString().toLowerCase(Locale.ROOT).endsWith(".zip")) {
            throw new UserMessageException("the file of the outlines is called \"" + target
                    + "\" but the ROI Manager opens names that end with .zip: add it");
        }
    }

    /** Writes them, atomically, in place of an older file of that name; each is an entry of its name. */
    public static void write(Path target, List<Roi> rois) throws IOException {
        AtomicFile.write(target, out -> {
            try (ZipOutputStream zip = new ZipOutputStream(out)) {
                for (Roi roi : rois) {
                    zip.putNextEntry(new ZipEntry(roi.getName() + ".roi"));
                    zip.write(RoiEncoder.saveAsByteArray(roi));
                    zip.closeEntry();
                }
            }
        });
    }
}
