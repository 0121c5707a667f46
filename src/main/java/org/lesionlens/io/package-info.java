/**
 * From a path to the volume types and back: NIfTI, DICOM, NRRD, MetaImage, TIFF stacks, planar images, tables
 * and JSON.
 *
 * <p>The format is told by the content of a file, never by its name. A bad file throws
 * {@link org.lesionlens.io.file.MalformedFileException}. What is written appears whole or not at all
 * ({@link org.lesionlens.io.file.AtomicFile}).
 */
package org.lesionlens.io;
