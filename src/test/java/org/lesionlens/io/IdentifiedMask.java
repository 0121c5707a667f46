package org.lesionlens.io;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.lesionlens.io.dicom.Algorithm;
import org.lesionlens.io.dicom.Derivation;
import org.lesionlens.io.dicom.IdentifiedImages;
import org.lesionlens.io.dicom.Segmentation;
import org.lesionlens.io.dicom.SegmentationForm;
import org.lesionlens.io.dicom.SegmentationWriter;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.model.Label;

/** A lesion of the DICOM phantom as a segmentation, beside images that say who the patient is. */
public final class IdentifiedMask {
    private IdentifiedMask() {}

    /** Writes the images of patient "a" and the segmentation. */
    public static void write(Path images, Path mask) throws IOException {
        Path series = IdentifiedImages.write(Path.of("test-data", "phantom_dicom"), images, "a", "1.2.840.10008.1.2.1");
        LoadedVolume image = VolumeFiles.read(series, Optional.empty());
        SegmentationWriter.write(
                mask,
                new Segmentation(
                        Phantoms.mask(image.volume().geometry(), Phantoms.box(60, 60, 5, 80, 80, 9)),
                        Optional.empty(),
                        List.of(new Label(1, "lesion", Optional.empty(), "#E69F00", true)),
                        Optional.empty(),
                        false,
                        SegmentationForm.USUAL),
                Derivation.seeded(
                        image.series().orElseThrow(),
                        new Algorithm(Algorithm.Type.AUTOMATIC, "reader", "1", ""),
                        "1",
                        "seed"));
    }
}
