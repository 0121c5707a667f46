package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** DICOM objects of any class, for tests of other packages. */
public final class StoredObjects {
    private StoredObjects() {}

    /** Writes one that says nothing but its class. */
    public static void write(Path target, String sopClass) throws IOException {
        DicomDataSet said = DicomDataSet.of(
                DicomElement.text(DicomAttribute.SOP_CLASS_UID, sopClass),
                DicomElement.text(DicomAttribute.SOP_INSTANCE_UID, "1.2.3.4"));
        DicomWriter.write(target, said, Optional.empty());
    }
}
