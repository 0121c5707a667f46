package org.lesionlens.inference;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo.OnnxTensorType;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers, words and tensors from one process of a machine to another, in its byte order. For one thread at a time. */
final class TensorChannel implements AutoCloseable {
    private static final int MOST_NAMES = 1 << 16;
    private static final int MOST_DIMENSIONS = 64;

    private final SocketChannel channel;
    private final DataInputStream in;
    private final DataOutputStream out;

    /** Closes what it is given when it is closed. */
    TensorChannel(SocketChannel channel) {
        this.channel = channel;
        this.in = new DataInputStream(Channels.newInputStream(channel));
        this.out = new DataOutputStream(Channels.newOutputStream(channel));
    }

    DataInputStream in() {
        return in;
    }

    DataOutputStream out() {
        return out;
    }

    void sendBytes(ByteBuffer bytes) throws IOException {
        out.writeInt(bytes.remaining());
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Into memory that ONNX Runtime can use as it is. */
    ByteBuffer receiveBytes() throws IOException {
        int size = in.readInt();
        if (size < 0) {
            throw new IOException("a message of " + size + " bytes was announced");
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        while (bytes.hasRemaining()) {
            if (channel.read(bytes) < 0) {
                throw new EOFException("the other process ended in the middle of a message");
            }
        }
        return bytes.flip();
    }

    void sendNames(Iterable<String> names) throws IOException {
        List<String> list = new ArrayList<>();
        names.forEach(list::add);
        out.writeInt(list.size());
        for (String name : list) {
            out.writeUTF(name);
        }
    }

    List<String> receiveNames() throws IOException {
        int count = count(MOST_NAMES);
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add(in.readUTF());
        }
        return names;
    }

    void sendForm(TensorForm form) throws IOException {
        out.writeUTF(form.type().name());
        out.writeInt(form.shape().size());
        for (long size : form.shape()) {
            out.writeLong(size);
        }
    }

    TensorForm receiveForm() throws IOException {
        OnnxTensorType type = OnnxTensorType.valueOf(in.readUTF());
        int dimensions = count(MOST_DIMENSIONS);
        List<Long> shape = new ArrayList<>();
        for (int i = 0; i < dimensions; i++) {
            shape.add(in.readLong());
        }
        return new TensorForm(type, shape);
    }

    private int count(int most) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > most) {
            throw new IOException("a list of " + count + " was announced, but the most are " + most);
        }
        return count;
    }

    void sendTensors(Map<String, OnnxTensor> tensors) throws IOException {
        sendNames(tensors.keySet());
        for (OnnxTensor tensor : tensors.values()) {
            sendForm(new TensorForm(
                    tensor.getInfo().onnxType,
                    Arrays.stream(tensor.getInfo().getShape()).boxed().toList()));
            sendBytes(tensor.getByteBuffer());
        }
    }

    /** The caller closes them. */
    Map<String, OnnxTensor> receiveTensors(OrtEnvironment environment) throws IOException, OrtException {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        for (String name : receiveNames()) {
            TensorForm form = receiveForm();
            long[] shape = form.shape().stream().mapToLong(Long::longValue).toArray();
            tensors.put(
                    name,
                    OnnxTensor.createTensor(
                            environment, receiveBytes(), shape, OnnxJavaType.mapFromOnnxTensorType(form.type())));
        }
        return tensors;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
