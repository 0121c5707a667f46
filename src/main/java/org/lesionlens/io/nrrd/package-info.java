/**
 * NRRD files with attached data (.nrrd) or data in a file of their own (.nhdr), after the definition of the format that
 * comes with Teem (G. Kindlmann, teem.sourceforge.net/nrrd/format.html).
 */
package org.lesionlens.io.nrrd;
