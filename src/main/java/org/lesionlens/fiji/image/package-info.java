/** From ImageJ's images to volumes and back: grids, labels, outlines, tables. */
package org.lesionlens.fiji.image;
