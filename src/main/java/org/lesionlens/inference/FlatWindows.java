package org.lesionlens.inference;

import java.util.Arrays;

/**
 * What a network said of the last window that is the same everywhere, as of air: it says the same of the next one of that value,
 * which need not be asked again. To leave such windows out instead would change what networks say that are not sure of them.
 */
final class FlatWindows {
    private final int channels;
    private float[] levels = new float[0];
    private float[] answer = new float[0];

    /** @param channels of a window */
    FlatWindows(int channels) {
        this.channels = channels;
    }

    /** Whether what is said of a window is known. */
    boolean knows(float[] window) {
        return levels.length == channels && isFlat(window) && Arrays.equals(levels, levels(window));
    }

    /** What is said of the windows that are known; not to be changed. */
    float[] answer() {
        return answer;
    }

    /** Takes in what was said of a window; not to be changed any more. */
    void learn(float[] window, float[] said) {
        if (isFlat(window)) {
            levels = levels(window);
            answer = said;
        }
    }

    private boolean isFlat(float[] window) {
        int voxels = window.length / channels;
        for (int start = 0; start < window.length; start += voxels) {
            for (int i = start + 1; i < start + voxels; i++) {
                if (window[i] != window[start]) {
                    return false;
                }
            }
        }
        return true;
    }

    private float[] levels(float[] window) {
        float[] found = new float[channels];
        for (int channel = 0; channel < channels; channel++) {
            found[channel] = window[channel * (window.length / channels)];
        }
        return found;
    }
}
