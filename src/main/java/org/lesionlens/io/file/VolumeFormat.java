package org.lesionlens.io.file;

/** What kind of file a volume came from, which decides what its results are written as. */
public enum VolumeFormat {
    /** NIfTI-1 or NIfTI-2; results are NIfTI. */
    NIFTI,
    /** NRRD; results are NIfTI. */
    NRRD,
    /** MetaImage; results are NIfTI. */
    METAIMAGE,
    /** A TIFF of several pages; results are NIfTI. */
    TIFF_STACK,
    /** A DICOM file or series; results are NIfTI. */
    DICOM,
    /** PNG, JPEG or a TIFF of one page; results are PNG and TIFF. */
    IMAGE;

    /** The name of the mask's file. */
    public String maskName() {
        return this == IMAGE ? "mask.png" : "mask.nii.gz";
    }

    /** The name of the label map's file. */
    public String labelsName() {
        return this == IMAGE ? "labels.png" : "labels.nii.gz";
    }

    /** The name of the probability's file. */
    public String probabilityName() {
        return this == IMAGE ? "probability.tif" : "probability.nii.gz";
    }
}
