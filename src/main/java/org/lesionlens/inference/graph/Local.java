package org.lesionlens.inference.graph;

/** An operator that looks at a part of the image only, or at nothing but what is known of the whole image. */
record Local(OnnxNode node, Reads reads) {}
