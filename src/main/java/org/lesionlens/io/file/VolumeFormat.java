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
    IMAGE
}
