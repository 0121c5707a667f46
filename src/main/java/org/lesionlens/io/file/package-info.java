/** From a path to bytes and numbers, whatever the format: stored voxels, text headers, packing, writing whole or not at all. */
package org.lesionlens.io.file;
