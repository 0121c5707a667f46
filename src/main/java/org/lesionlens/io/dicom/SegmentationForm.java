package org.lesionlens.io.dicom;

import java.io.Serializable;
import org.lesionlens.volume.UsageException;

/**
 * How a DICOM segmentation is stored (PS3.3 A.51 and C.8.20.2).
 *
 * @param type of its pixels
 * @param allFrames whether planes without a voxel of a segment have a frame of it too
 * @param compressed whether its frames are run-length coded; BINARY cannot be
 */
public record SegmentationForm(SegmentationType type, boolean allFrames, boolean compressed) implements Serializable {
    /** One bit a voxel, frames that hold something, not compressed. */
    public static final SegmentationForm USUAL = new SegmentationForm(SegmentationType.BINARY, false, false);

    /** @throws UsageException if a type is compressed that cannot be */
    public SegmentationForm {
        if (compressed && type == SegmentationType.BINARY) {
            throw new UsageException("run-length coding is for the types fractional and labelmap but the type of DICOM"
                    + " segmentations is binary: choose another type, or leave the compression out");
        }
    }
}
