/**
 * NIfTI-1 and NIfTI-2 single files (.nii, .nii.gz), after nifti1.h (R. Cox, 2003) and nifti2.h (2011).
 *
 * <p>NIfTI's world is RAS; this package is the only place where it occurs. What comes in is LPS mm, and what goes out
 * is RAS mm, with the axes in stored order.
 */
package org.lesionlens.io.nifti;
