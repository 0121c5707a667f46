package org.lesionlens.io;

import java.util.List;
import org.lesionlens.volume.Volume;

/**
 * A volume and what kind of file it came from.
 *
 * @param volume voxels and grid
 * @param format told by the file's content
 * @param warnings what a user may want to know of how it was read, a sentence each; neither paths nor patient data
 */
public record LoadedVolume(Volume volume, VolumeFormat format, List<String> warnings) {
    /** Takes a copy of the warnings. */
    public LoadedVolume {
        warnings = List.copyOf(warnings);
    }
}
