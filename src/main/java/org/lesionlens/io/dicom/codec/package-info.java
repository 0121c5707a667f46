/**
 * The coded bytes of a frame and the format of its pixels to its samples: run lengths, JPEG, JPEG-LS, JPEG 2000.
 */
package org.lesionlens.io.dicom.codec;
