/**
 * DICOM series as volumes: a data-set model, a parser of Part 10 files and the geometry of slices.
 *
 * <p>Axes of a volume: x along a row (increasing column), y along a column (increasing row), z along the slice normal,
 * row direction x column direction (PS3.3 C.7.6.2). A {@link org.lesionlens.io.dicom.TransferSyntax} says how a file is
 * encoded, {@code DicomParser} turns bytes into a {@code DicomDataSet}, {@code SliceStack} turns slices into a grid.
 */
package org.lesionlens.io.dicom;
