package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.lesionlens.io.file.MalformedFileException;

/** What a DICOM file holds, as far as its SOPClassUID tells. */
final class StoredKind {
    /** Classes of masks, reports and the like, and the beginnings of families of them (PS3.4 B.5). */
    private static final List<String> NO_IMAGES = List.of(
            "1.2.840.10008.5.1.4.1.1.66", // raw data, registrations, segmentations, surfaces
            "1.2.840.10008.5.1.4.1.1.88", // structured reports, key objects
            "1.2.840.10008.5.1.4.1.1.11", // presentation states
            "1.2.840.10008.5.1.4.1.1.9", // waveforms
            "1.2.840.10008.5.1.4.1.1.104", // encapsulated documents
            "1.2.840.10008.5.1.4.1.1.481.3", // structure sets
            "1.2.840.10008.5.1.4.1.1.481.4", // records of treatments
            "1.2.840.10008.5.1.4.1.1.481.5"); // plans

    private static final String DOSE = "1.2.840.10008.5.1.4.1.1.481.2";

    private StoredKind() {}

    /** Whether a file is the dose of a radiotherapy, which has pixels but shows nobody. */
    static boolean isDose(DicomFile file) {
        return file.dataSet()
                .string(DicomAttribute.SOP_CLASS_UID)
                .filter(DOSE::equals)
                .isPresent();
    }

    /** Whether a file is DICOM that may be an image; what is damaged may be one, which is told when it is read. */
    static boolean mayBeImage(Path file) {
        try {
            return Files.isRegularFile(file) && DicomStart.of(file).isPresent() && !isNoImage(file);
        } catch (IOException e) {
            return false; // among others it stops none, and alone it is told when it is read
        }
    }

    private static boolean isNoImage(Path file) throws IOException {
        try {
            return DicomFile.readUpTo(file, DicomAttribute.SOP_CLASS_UID.tag)
                    .dataSet()
                    .string(DicomAttribute.SOP_CLASS_UID)
                    .filter(StoredKind::isNoImage)
                    .isPresent();
        } catch (MalformedFileException e) {
            return false;
        }
    }

    private static boolean isNoImage(String sopClass) {
        return NO_IMAGES.stream().anyMatch(kind -> sopClass.equals(kind) || sopClass.startsWith(kind + "."));
    }
}
