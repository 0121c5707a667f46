package org.lesionlens.io.dicom;

import org.lesionlens.lesion.RealBox;
import org.lesionlens.model.Label;

/**
 * A box of a report.
 *
 * @param number from 1
 * @param box in voxels of the source, between their edges
 * @param kind what the detector calls it
 * @param score how sure it is, 0 to 1
 */
public record ReportedBox(int number, RealBox box, Label kind, double score) {}
