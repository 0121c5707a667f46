/**
 * From the labels of a case and what its reader draws to corrected labels, with a way back.
 *
 * <p>A {@link org.lesionlens.correction.Correction} holds the labels, edited in place, their classes, and the steps that can
 * be undone; {@link org.lesionlens.correction.Stroke} draws, and {@link org.lesionlens.correction.LesionSteps},
 * {@link org.lesionlens.correction.SplitSteps}, {@link org.lesionlens.correction.MarginSteps},
 * {@link org.lesionlens.correction.InterpolationSteps} and {@link org.lesionlens.correction.RegionSteps} do what is done by
 * one click. Each says in a {@link org.lesionlens.correction.Change} what has to be drawn and measured again.
 *
 * <p><b>Numbers of a reviewed case.</b> A lesion keeps its number whatever becomes of it and of others. A new lesion gets the
 * number above all that were ever given. The number of a lesion without a voxel is not listed and not given again, but
 * whoever draws with it gets that lesion back. A step that is undone never happened: what it gave is free again.
 *
 * <p>Voxel indices are x, y, z in stored order from 0, whole numbers at voxel centres. Lengths are mm along the axes of the
 * grid, and voxels where it is not calibrated. No screen, no file, and one thread at a time.
 */
package org.lesionlens.correction;
