package org.lesionlens.metric;

/**
 * A point of a curve that is drawn by letting a threshold fall.
 *
 * @param x as the curve says
 * @param y as the curve says
 * @param threshold answers of at least this score count here; infinity where none does
 */
public record CurvePoint(double x, double y, double threshold) {}
