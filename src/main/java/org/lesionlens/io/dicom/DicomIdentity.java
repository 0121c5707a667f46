package org.lesionlens.io.dicom;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Which object a DICOM file holds.
 *
 * @param study StudyInstanceUID, and
 * @param series SeriesInstanceUID, and
 * @param instance SOPInstanceUID; empty if the file does not say
 * @param readable whether its pixels can be read here, as far as its encoding goes
 */
public record DicomIdentity(String study, String series, String instance, boolean readable) {
    /** @throws org.lesionlens.io.file.MalformedFileException if the file is cut off or damaged, or no DICOM */
    public static DicomIdentity of(Path path) throws IOException {
        DicomFile file = DicomFile.readUpTo(path, DicomAttribute.SERIES_INSTANCE_UID.tag);
        TransferSyntax.Codec codec = file.syntax().codec();
        return new DicomIdentity(
                text(file, DicomAttribute.STUDY_INSTANCE_UID),
                text(file, DicomAttribute.SERIES_INSTANCE_UID),
                text(file, DicomAttribute.SOP_INSTANCE_UID),
                codec != TransferSyntax.Codec.NONE && codec != TransferSyntax.Codec.UNREADABLE);
    }

    private static String text(DicomFile file, DicomAttribute attribute) {
        return file.dataSet().string(attribute).orElse("").strip();
    }
}
