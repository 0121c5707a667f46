package org.lesionlens.lesion;

/**
 * A straight line between two points, to be drawn over the image.
 *
 * @param from one end, a continuous voxel index (whole numbers are voxel centres)
 * @param to the other end, likewise
 */
public record Segment(Position from, Position to) {}
