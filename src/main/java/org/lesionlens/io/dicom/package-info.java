/**
 * DICOM series as volumes, and label maps as DICOM segmentations and RT structure sets: a data-set model, a parser and a writer of Part 10
 * files, the geometry of slices.
 *
 * <p>Axes of a volume: x along a row (increasing column), y along a column (increasing row), z along the slice normal,
 * row direction x column direction (PS3.3 C.7.6.2). A {@link org.lesionlens.io.dicom.TransferSyntax} says how a file is
 * encoded, {@code DicomParser} turns bytes into a {@code DicomDataSet}, {@code SliceStack} turns slices into a grid. A
 * {@link org.lesionlens.io.dicom.Derivation} is what all objects share that are made of one case, {@code DerivedObject} what
 * each of them says, {@code DicomWriter} turns a data set into bytes.
 */
package org.lesionlens.io.dicom;
