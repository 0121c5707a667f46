package org.lesionlens.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A network in an ONNX Runtime with Intel's oneDNN, which runs in a process of its own ({@link OneDnnWorker}): for networks
 * of three dimensions two thirds of the time of ONNX Runtime's own kernels; for those of two it is slower.
 *
 * <p>For any thread; one run at a time. A run that is not wanted any more goes on to its end.
 */
final class OneDnnSession implements NetworkSession {
    private final OneDnnProcess process;
    private final Map<String, TensorForm> inputs;
    private final Set<String> outputNames;

    private OneDnnSession(OneDnnProcess process) throws IOException {
        TensorChannel channel = process.channel();
        List<String> names = channel.receiveNames();
        this.process = process;
        this.inputs = new LinkedHashMap<>();
        for (String name : names) {
            inputs.put(name, channel.receiveForm());
        }
        this.outputNames = Set.copyOf(channel.receiveNames());
    }

    /**
     * Loads a network.
     *
     * @param file of its weights, which were read; its folder holds further files of it
     * @param threads 0 for as many as there are cores
     * @throws OrtException if it cannot be loaded, or the process cannot be started
     */
    static OneDnnSession open(OneDnnLibraries libraries, Path file, byte[] weights, int threads) throws OrtException {
        int number = threads > 0 ? threads : Runtime.getRuntime().availableProcessors();
        try {
            OneDnnProcess process = OneDnnProcess.start(libraries, weights.length, number);
            try {
                process.channel().out().writeInt(number);
                process.channel()
                        .out()
                        .writeUTF(file.toAbsolutePath().getParent().toString());
                process.channel().sendBytes(ByteBuffer.wrap(weights));
                requireNoError(process.channel());
                return new OneDnnSession(process);
            } catch (IOException | OrtException e) {
                process.close();
                throw e;
            }
        } catch (IOException e) {
            throw ended(e);
        }
    }

    private static OrtException ended(IOException e) {
        OrtException error = new OrtException("the process with oneDNN does not answer: " + e.getMessage());
        error.initCause(e);
        return error;
    }

    private static void requireNoError(TensorChannel channel) throws IOException, OrtException {
        String error = channel.in().readUTF();
        if (!error.isEmpty()) {
            throw new OrtException(error);
        }
    }

    @Override
    public Map<String, TensorForm> inputs() {
        return inputs;
    }

    @Override
    public Set<String> outputNames() {
        return outputNames;
    }

    @Override
    public synchronized NetworkAnswer run(
            Map<String, OnnxTensor> question, Set<String> wanted, Map<String, OnnxTensor> pinned, RunOptions options)
            throws OrtException {
        Set<String> names = new TreeSet<>(wanted);
        names.removeAll(pinned.keySet());
        try {
            TensorChannel channel = process.channel();
            channel.sendTensors(question, TensorChannel::own);
            channel.sendNames(names);
            channel.sendForms(pinned);
            requireNoError(channel);
            Map<String, OnnxTensor> found = channel.receiveTensors(OnnxModel.ENVIRONMENT, new HashMap<>());
            for (OnnxTensor output : pinned.values()) {
                channel.receiveInto(output);
            }
            Map<String, OnnxValue> values = new LinkedHashMap<>(found);
            values.putAll(pinned);
            return new NetworkAnswer(values, () -> found.values().forEach(OnnxTensor::close));
        } catch (IOException e) {
            throw ended(process.whyItEnded(e));
        }
    }

    @Override
    public synchronized void close() throws OrtException {
        process.close();
    }
}
