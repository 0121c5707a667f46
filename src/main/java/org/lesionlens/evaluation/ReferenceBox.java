package org.lesionlens.evaluation;

import org.lesionlens.lesion.RealBox;

/**
 * A box that somebody drew round a lesion.
 *
 * @param kind of the lesion; empty if the table says none
 * @param box from 0 on; from 0 to 1 along z of an image of one slice
 */
public record ReferenceBox(String kind, RealBox box) {}
