package org.lesionlens.inference;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

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
        int size = size();
        return received(ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder()));
    }

    private int size() throws IOException {
        int size = in.readInt();
        if (size < 0) {
            throw new IOException("a message of " + size + " bytes was announced");
        }
        return size;
    }

    private ByteBuffer received(ByteBuffer room) throws IOException {
        while (room.hasRemaining()) {
            if (channel.read(room) < 0) {
                throw new EOFException("the other process ended in the middle of a message");
            }
        }
        return room.flip();
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

    /** @param bytes of a tensor: {@link #own}, or a copy of what the network made */
    void sendTensors(Map<String, OnnxTensor> tensors, Function<OnnxTensor, ByteBuffer> bytes) throws IOException {
        sendNames(tensors.keySet());
        for (OnnxTensor tensor : tensors.values()) {
            sendForm(TensorForm.of(tensor));
            sendBytes(bytes.apply(tensor));
        }
    }

    /** The bytes that a tensor was made of; a copy where it was made of something else. */
    static ByteBuffer own(OnnxTensor tensor) {
        return tensor.getBufferRef().orElseThrow() instanceof ByteBuffer bytes ? bytes.clear() : tensor.getByteBuffer();
    }

    /**
     * The caller closes them.
     *
     * @param kept memory for tensors of these names, to be used again: Java gives it back only when there is no more
     */
    Map<String, OnnxTensor> receiveTensors(OrtEnvironment environment, Map<String, ByteBuffer> kept)
            throws IOException, OrtException {
        Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
        for (String name : receiveNames()) {
            TensorForm form = receiveForm();
            int size = size();
            ByteBuffer room = kept.get(name);
            if (room == null || room.capacity() != size) {
                room = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
                kept.put(name, room);
            }
            tensors.put(name, form.over(received(room.clear()), environment));
        }
        return tensors;
    }

    /** Announces tensors that the other side keeps room for. */
    void sendForms(Map<String, OnnxTensor> tensors) throws IOException {
        sendNames(tensors.keySet());
        for (OnnxTensor tensor : tensors.values()) {
            sendForm(TensorForm.of(tensor));
        }
    }

    Map<String, TensorForm> receiveForms() throws IOException {
        Map<String, TensorForm> forms = new LinkedHashMap<>();
        for (String name : receiveNames()) {
            forms.put(name, receiveForm());
        }
        return forms;
    }

    /** Into a tensor that was made of its bytes. */
    void receiveInto(OnnxTensor tensor) throws IOException {
        ByteBuffer room = ((ByteBuffer) tensor.getBufferRef().orElseThrow()).clear();
        int size = size();
        if (size != room.remaining()) {
            throw new IOException(
                    "a message of " + size + " bytes was announced but there is room for " + room.remaining());
        }
        received(room);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
