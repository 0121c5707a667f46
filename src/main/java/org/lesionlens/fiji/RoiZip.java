package org.lesionlens.fiji;

import ij.gui.Roi;
import ij.io.RoiEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.lesionlens.io.AtomicFile;

/** Selections as the zip file that the ROI Manager opens. */
final class RoiZip {
    private RoiZip() {}

    /** Writes them, atomically; each is an entry of its name. */
    static void write(Path target, List<Roi> rois) throws IOException {
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
