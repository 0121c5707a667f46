package org.lesionlens.inference;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession.RunOptions;
import java.io.IOException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
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
        names.addAll(pinned.keySet());
        try {
            TensorChannel channel = process.channel();
            channel.sendTensors(question);
            channel.sendNames(names);
            requireNoError(channel);
            return answer(channel.receiveTensors(OnnxModel.ENVIRONMENT), pinned);
        } catch (IOException e) {
            throw ended(process.whyItEnded(e));
        }
    }

    private static NetworkAnswer answer(Map<String, OnnxTensor> found, Map<String, OnnxTensor> pinned)
            throws OrtException {
        Map<String, OnnxValue> values = new LinkedHashMap<>(found);
        try {
            for (Map.Entry<String, OnnxTensor> output : pinned.entrySet()) {
                copy(found.get(output.getKey()), output.getValue());
                values.put(output.getKey(), output.getValue());
            }
        } catch (OrtException e) {
            found.values().forEach(OnnxTensor::close);
            throw e;
        }
        return new NetworkAnswer(values, () -> found.values().forEach(OnnxTensor::close));
    }

    private static void copy(OnnxTensor source, OnnxTensor target) throws OrtException {
        ByteBuffer from = ((ByteBuffer) source.getBufferRef().orElseThrow()).order(ByteOrder.nativeOrder());
        Buffer to = target.getBufferRef().orElseThrow();
        boolean same = source.getInfo().type == target.getInfo().type
                && Arrays.equals(source.getInfo().getShape(), target.getInfo().getShape());
        if (same && to instanceof FloatBuffer place) {
            place.duplicate().clear().put(from.asFloatBuffer());
        } else if (same && to instanceof ByteBuffer place) {
            place.duplicate().clear().put(from);
        } else {
            throw new OrtException("the answer is " + source.getInfo() + " but there is room for " + target.getInfo());
        }
    }

    @Override
    public synchronized void close() throws OrtException {
        process.close();
    }
}
