package org.lesionlens.lesion;

/**
 * How wide a lesion is in the plane of the slices, as RECIST 1.1 measures: longest diameter and short axis.
 *
 * <p>The section of a lesion in a slice is taken as the convex hull of its pixels, corners included: a single pixel of
 * 1 x 1 mm has the diameter sqrt(2) mm. The longest diameter is the largest distance of two corners of one section, over
 * all slices. The perpendicular is the longest chord of the same hull at right angles (in mm) to it; the two need not
 * meet in the middle. Of equally long diameters that with the longer perpendicular counts, then that of the lower slice.
 * Source: E. A. Eisenhauer et al., "New response evaluation criteria in solid tumours", Eur. J. Cancer 45(2), 2009.
 *
 * @param slice where the diameter is longest: index from 0 along {@code VolumeGeometry.sliceAxis()}
 * @param longestMm the longest diameter in mm; NaN if not calibrated
 * @param perpendicularMm the longest chord at right angles to it in mm; NaN if not calibrated
 * @param longest end points of the longest diameter
 * @param perpendicular end points of the perpendicular
 */
public record Diameter(long slice, double longestMm, double perpendicularMm, Segment longest, Segment perpendicular) {}
