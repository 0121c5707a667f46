package org.lesionlens.model.foreign;

import java.util.List;

/**
 * An axis of a tensor as bioimage.io describes it.
 *
 * @param id by which steps name it
 * @param letter {@code b}, {@code c}, {@code x}, {@code y} or {@code z}
 * @param least smallest size; 0 if nobody says
 * @param step by which it may grow; 0 for never
 * @param halo border of an output that is thrown away, in its voxels
 * @param scale voxels of it for one of the input's, of an output; of an input its own length of a voxel
 * @param names of channels; empty for other axes
 */
record BioAxis(String id, char letter, int least, int step, int halo, double scale, List<String> names) {
    boolean isSpace() {
        return letter >= 'x' && letter <= 'z';
    }

    boolean allows(int size) {
        return size == least || step > 0 && size > least && (size - least) % step == 0;
    }
}
