package org.lesionlens.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.RunOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A network in this process. */
record OrtNetworkSession(OrtSession session, Map<String, TensorForm> inputs) implements NetworkSession {
    /** Loads a network; see {@link NetworkLoading#session}. */
    static OrtNetworkSession open(Path file, byte[] weights, Device device, int threads) throws OrtException {
        OrtSession session = NetworkLoading.session(file, weights, device, threads);
        return new OrtNetworkSession(session, TensorForm.of(session.getInputInfo()));
    }

    @Override
    public Set<String> outputNames() {
        return session.getOutputNames();
    }

    @Override
    public NetworkAnswer run(
            Map<String, OnnxTensor> inputs, Set<String> wanted, Map<String, OnnxTensor> pinned, RunOptions options)
            throws OrtException {
        OrtSession.Result result = session.run(inputs, wanted, pinned, options);
        Map<String, OnnxValue> values = new LinkedHashMap<>();
        result.forEach(output -> values.put(output.getKey(), output.getValue()));
        return new NetworkAnswer(values, result);
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
