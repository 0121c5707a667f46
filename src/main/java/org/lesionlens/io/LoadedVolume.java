package org.lesionlens.io;

import org.lesionlens.volume.Volume;

/**
 * A volume and what kind of file it came from.
 *
 * @param volume voxels and grid
 * @param format told by the file's content
 */
public record LoadedVolume(Volume volume, VolumeFormat format) {}
