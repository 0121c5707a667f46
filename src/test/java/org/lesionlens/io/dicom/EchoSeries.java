package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A DICOM series of two echoes of 4 slices of 24 x 24 pixels of 4 mm; the second echo is brighter by 1000. */
public final class EchoSeries {
    /** What tells the first echo. */
    public static final String FIRST = "EchoTime (0018,0081) = 20";

    /** What tells the second echo. */
    public static final String SECOND = "EchoTime (0018,0081) = 90";

    private static final int SIDE = 24;

    private EchoSeries() {}

    /** Writes 8 files whose names are not in the order of the echoes. */
    public static void write(Path folder, String seriesUid, int seriesNumber) throws IOException {
        Files.createDirectories(folder);
        for (int k = 0; k < 8; k++) {
            boolean second = k % 2 == 0;
            int[] pixels = new int[SIDE * SIDE];
            Arrays.setAll(pixels, i -> (second ? 1000 : 0) + i % 97);
            Files.write(
                    folder.resolve(seriesNumber + "_" + k + ".dcm"),
                    DicomBytes.slice(5 * (k / 2))
                            .text(0x00180081, "DS", second ? "90" : "20")
                            .text(0x0020000e, "UI", seriesUid)
                            .text(0x00200011, "IS", "" + seriesNumber)
                            .text(0x00280030, "DS", "4\\4")
                            .shorts(0x00280010, "US", SIDE)
                            .shorts(0x00280011, "US", SIDE)
                            .shorts(0x7fe00010, "OW", pixels)
                            .array());
        }
    }
}
