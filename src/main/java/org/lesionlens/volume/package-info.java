/**
 * What a volume is, and what changes its grid or its intensities.
 *
 * <p>Axes are x, y, z = 0, 1, 2 in stored order; world coordinates are LPS (x to the patient's left, y to posterior, z
 * to superior) in mm, and the origin is the centre of the first voxel. A planar image is a volume with one slice. This
 * package uses no other of ours and is the only home of imglib2 idioms.
 */
package org.lesionlens.volume;
