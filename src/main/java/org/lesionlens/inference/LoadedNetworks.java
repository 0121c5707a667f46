package org.lesionlens.inference;

import java.util.List;

/**
 * The networks of a model on a device; what they answer is averaged.
 *
 * @param sessions at least one
 * @param trials of them in another process
 * @param threads ONNX Runtime's intra-op threads; 0 for as many as there are cores
 */
record LoadedNetworks(List<NetworkSession> sessions, List<NetworkTrial> trials, int threads) {
    LoadedNetworks {
        sessions = List.copyOf(sessions);
        trials = List.copyOf(trials);
    }
}
