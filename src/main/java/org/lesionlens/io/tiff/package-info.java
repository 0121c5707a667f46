/** From TIFF, PNG and JPEG to volumes, and from pixels to pictures. */
package org.lesionlens.io.tiff;
