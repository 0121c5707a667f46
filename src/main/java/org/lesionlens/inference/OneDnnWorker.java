package org.lesionlens.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The process in which ONNX Runtime with oneDNN runs one network for {@link OneDnnSession}: a process holds one library
 * called libonnxruntime only, and the number of oneDNN's threads is read from its environment.
 */
final class OneDnnWorker {
    /**
     * Adds oneDNN to a session. ONNX Runtime's Java has no way to it, as its binary has none; but it calls functions of the
     * library by name, with the session's options and a pointer. This one takes a number instead of the pointer: whether to
     * keep memory, which any but 0 says.
     */
    private static final String ADD_ONEDNN = "OrtSessionOptionsAppendExecutionProvider_Dnnl";

    private final OrtEnvironment environment;
    private final TensorChannel channel;
    private final Map<String, ByteBuffer> heard = new HashMap<>();
    /** Outputs, and the forms that they were made for. */
    private final Map<String, OnnxTensor> room = new LinkedHashMap<>();

    private Map<String, TensorForm> kept = Map.of();

    private OneDnnWorker(TensorChannel channel) {
        this.channel = channel;
        this.environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "LesionLens");
    }

    /** Takes the path of the socket on which it is waited for, and the folder of the libraries. */
    public static void main(String[] arguments) throws IOException {
        endWithParent(Path.of(arguments[0]).getParent());
        System.setProperty(NativeLibraryCache.PROPERTY, arguments[1]);
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(arguments[0]));
                TensorChannel channel = new TensorChannel(socket)) {
            new OneDnnWorker(channel).serve();
        } catch (EOFException e) {
            // nobody asks any more
        }
        Runtime.getRuntime().halt(0);
    }

    /** Its standard input ends when the process that started it does. */
    private static void endWithParent(Path folder) {
        Thread end = new Thread(() -> {
            try {
                while (System.in.read() >= 0) {
                    continue;
                }
                OneDnnProcess.remove(folder);
            } catch (IOException e) {
                // the same as its end
            }
            Runtime.getRuntime().halt(0);
        });
        end.setDaemon(true);
        end.start();
    }

    private void serve() throws IOException {
        int threads = channel.in().readInt();
        String folder = channel.in().readUTF();
        ByteBuffer received = channel.receiveBytes();
        byte[] weights = new byte[received.remaining()];
        received.get(weights);
        try (OrtSession session = session(weights, folder, threads)) {
            channel.out().writeUTF("");
            Map<String, NodeInfo> inputs = session.getInputInfo();
            channel.sendNames(inputs.keySet());
            for (TensorForm form : TensorForm.of(inputs).values()) {
                channel.sendForm(form);
            }
            channel.sendNames(session.getOutputNames());
            while (true) {
                answer(session);
            }
        } catch (OrtException e) {
            channel.out().writeUTF(message(e));
        }
    }

    private OrtSession session(byte[] weights, String folder, int threads) throws OrtException {
        try (SessionOptions options = new SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            options.setMemoryPatternOptimization(
                    false); // else it keeps a second memory for what is between oneDNN's parts
            options.addConfigEntry(NetworkLoading.DATA_FOLDER, folder);
            options.addConfigEntry(NetworkLoading.SPINNING, "0"); // oneDNN has threads of its own
            options.registerCustomOpsUsingFunction(ADD_ONEDNN);
            return environment.createSession(weights, options);
        }
    }

    private void answer(OrtSession session) throws IOException, OrtException {
        Map<String, OnnxTensor> inputs = channel.receiveTensors(environment, heard);
        Set<String> wanted = Set.copyOf(channel.receiveNames());
        Map<String, OnnxTensor> pinned = room(channel.receiveForms());
        try (OrtSession.Result result = session.run(inputs, wanted, pinned)) {
            Map<String, OnnxTensor> outputs = outputs(result, wanted);
            channel.out().writeUTF("");
            channel.sendTensors(outputs, OnnxTensor::getByteBuffer);
            for (OnnxTensor output : pinned.values()) {
                channel.sendBytes(TensorChannel.own(output));
            }
        } catch (OrtException e) {
            channel.out().writeUTF(message(e));
        } finally {
            inputs.values().forEach(OnnxTensor::close);
        }
    }

    /** Of outputs that come again and again in one form: memory would only be given back when Java's own is full. */
    private Map<String, OnnxTensor> room(Map<String, TensorForm> forms) throws OrtException {
        if (!forms.equals(kept)) {
            room.values().forEach(OnnxTensor::close);
            room.clear();
            for (Map.Entry<String, TensorForm> form : forms.entrySet()) {
                ByteBuffer bytes =
                        ByteBuffer.allocateDirect(form.getValue().bytes()).order(ByteOrder.nativeOrder());
                room.put(form.getKey(), form.getValue().over(bytes, environment));
            }
            kept = forms;
        }
        return room;
    }

    private static Map<String, OnnxTensor> outputs(OrtSession.Result result, Set<String> wanted) throws OrtException {
        Map<String, OnnxTensor> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, OnnxValue> output : result) {
            if (!wanted.contains(output.getKey())) {
                continue;
            }
            if (!(output.getValue() instanceof OnnxTensor tensor)) {
                throw new OrtException("the output " + output.getKey() + " is no tensor");
            }
            outputs.put(output.getKey(), tensor);
        }
        return outputs;
    }

    /** Never empty, which would mean that all is well; at most what a message may hold. */
    private static String message(OrtException e) {
        String text = String.valueOf(e.getMessage());
        return text.isEmpty() ? "no reason given" : text.substring(0, Math.min(text.length(), 10_000));
    }
}
