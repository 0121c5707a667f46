package org.lesionlens.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.util.Map;
import java.util.Set;

/** A network that was loaded: into this process, or into one of its own. May be run from several threads. */
sealed interface NetworkSession extends AutoCloseable permits OrtNetworkSession, OneDnnSession {
    /** What goes in, by name. */
    Map<String, TensorForm> inputs();

    /** The names of what comes out. */
    Set<String> outputNames();

    /**
     * Runs the network once.
     *
     * @param inputs by name
     * @param wanted outputs to make
     * @param pinned outputs to write into tensors that are there
     * @param options which may end the run
     * @return the outputs that were wanted; those that were pinned may be among them
     */
    NetworkAnswer run(
            Map<String, OnnxTensor> inputs, Set<String> wanted, Map<String, OnnxTensor> pinned, RunOptions options)
            throws OrtException;

    @Override
    void close() throws OrtException;
}
