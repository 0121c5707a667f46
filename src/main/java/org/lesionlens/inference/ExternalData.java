package org.lesionlens.inference;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;

/** The files beside a network that hold its numbers, as the network names them (onnx.proto, {@code TensorProto.external_data}). */
final class ExternalData {
    private static final int LENGTH_DELIMITED = 2;

    /** The messages of onnx.proto in which a tensor may lie. */
    private enum Message {
        MODEL,
        GRAPH,
        FUNCTION,
        NODE,
        ATTRIBUTE,
        SPARSE,
        TENSOR,
        ENTRY
    }

    /** By message and number of the field. */
    private static final Map<Message, Map<Integer, Message>> FIELDS = Map.of(
            Message.MODEL, Map.of(7, Message.GRAPH, 25, Message.FUNCTION),
            Message.GRAPH, Map.of(1, Message.NODE, 5, Message.TENSOR, 15, Message.SPARSE),
            Message.FUNCTION, Map.of(7, Message.NODE),
            Message.NODE, Map.of(5, Message.ATTRIBUTE),
            Message.ATTRIBUTE,
                    Map.of(
                            5, Message.TENSOR,
                            6, Message.GRAPH,
                            10, Message.TENSOR,
                            11, Message.GRAPH,
                            22, Message.SPARSE,
                            23, Message.SPARSE),
            Message.SPARSE, Map.of(1, Message.TENSOR, 2, Message.TENSOR),
            Message.TENSOR, Map.of(13, Message.ENTRY),
            Message.ENTRY, Map.of());

    private ExternalData() {}

    /**
     * Holds the files that a network names to those that its description does, whose bytes were checked.
     *
     * @param network which of the description's
     * @throws UnsuitableModelException if it names another
     */
    static void require(Model model, int network, byte[] onnx) {
        Path weights = model.network().weights().get(network).path();
        Set<Path> described = model.network().data().stream()
                .map(CheckedFile::path)
                .map(path -> path.toAbsolutePath().normalize())
                .collect(Collectors.toSet());
        for (String location : locations(onnx)) {
            if (!described.contains(resolved(weights, location))) {
                throw new UnsuitableModelException("the network " + weights.getFileName() + " of the model "
                        + model.shownName() + " has numbers in the file \""
                        + location.substring(0, Math.min(location.length(), 100))
                        + "\", which its description does not name: add that file to it, or install the model again");
            }
        }
    }

    private static Path resolved(Path weights, String location) {
        try {
            return weights.toAbsolutePath().resolveSibling(location).normalize();
        } catch (InvalidPathException e) {
            return weights; // no file of that name can be described
        }
    }

    /** The files that a network names; none where all numbers are in itself, or it is no network. */
    static Set<String> locations(byte[] onnx) {
        Set<String> found = new TreeSet<>();
        try {
            walk(ByteBuffer.wrap(onnx), Message.MODEL, found);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            return found; // ONNX Runtime says what is wrong with the file
        }
        return found;
    }

    private static void walk(ByteBuffer message, Message kind, Set<String> found) {
        String key = "";
        while (message.hasRemaining()) {
            long tag = varint(message);
            if ((tag & 7) != LENGTH_DELIMITED) {
                skip(message, (int) (tag & 7));
                continue;
            }
            ByteBuffer part = part(message);
            int field = (int) (tag >>> 3);
            Message inner = FIELDS.get(kind).get(field);
            if (inner != null) {
                walk(part, inner, found);
            } else if (kind == Message.ENTRY && field == 1) {
                key = StandardCharsets.UTF_8.decode(part).toString();
            } else if (kind == Message.ENTRY && field == 2 && key.equals("location")) {
                found.add(StandardCharsets.UTF_8.decode(part).toString());
            }
        }
    }

    private static ByteBuffer part(ByteBuffer message) {
        long length = varint(message);
        if (length < 0 || length > message.remaining()) {
            throw new IllegalArgumentException("a part of " + length + " bytes is longer than the rest");
        }
        ByteBuffer part = message.slice(message.position(), (int) length);
        message.position(message.position() + (int) length);
        return part;
    }

    private static void skip(ByteBuffer message, int wire) {
        switch (wire) {
            case 0 -> varint(message);
            case 1 -> message.position(message.position() + Long.BYTES);
            case 5 -> message.position(message.position() + Integer.BYTES);
            default -> throw new IllegalArgumentException("a field of the wire type " + wire + " is not known");
        }
    }

    private static long varint(ByteBuffer message) {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            byte next = message.get();
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a number is longer than 10 bytes");
    }
}
