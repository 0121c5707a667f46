package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A DICOM slice whose first two and last two rows are no tissue, for tests of other packages. */
public final class PaddedDicom {
    private PaddedDicom() {}

    /**
     * Writes 6 rows of 5 pixels: two of 40 to 49 between others of -2000, all 1000 less by the rescaling.
     *
     * @param declared whether PixelPaddingValue says so
     */
    public static Path write(Path file, String modality, boolean declared) throws IOException {
        int[] pixels = new int[30];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = i < 10 || i >= 20 ? -2000 : 30 + i;
        }
        DicomBytes slice = DicomBytes.slice(0)
                .text(0x00080060, "CS", modality)
                .shorts(0x00280010, "US", 6)
                .shorts(0x00280011, "US", 5)
                .text(0x00281052, "DS", "-1000")
                .text(0x00281053, "DS", "1")
                .shorts(0x7fe00010, "OW", pixels);
        return Files.write(file, (declared ? slice.shorts(0x00280120, "SS", -2000) : slice).array());
    }
}
