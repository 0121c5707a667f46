package org.lesionlens.inference;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * What a process that tries a network has to know; it travels as lines of text.
 *
 * @param weights the network's file, with an absolute path
 * @param sha256 of its bytes, in lower-case hex
 * @param threads ONNX Runtime's intra-op threads
 * @param input the name of the tensor that goes in
 * @param axes of that tensor, a letter each
 * @param shapes what goes in, one after the other; the first one with zeros too, and twice
 */
record TrialRequest(
        Path weights, String sha256, Device device, int threads, String input, String axes, List<String> shapes) {
    private static final String BETWEEN = "x";
    private static final int LINES = 7;

    /** As 1x1x64x64. */
    static String text(long... shape) {
        return LongStream.of(shape).mapToObj(Long::toString).collect(Collectors.joining(BETWEEN));
    }

    static long[] shape(String text) {
        return Arrays.stream(text.split(BETWEEN, -1)).mapToLong(Long::parseLong).toArray();
    }

    /** Numbers of the largest input. */
    long largest() {
        return shapes.stream().mapToLong(TrialRequest::numbers).max().orElse(0);
    }

    static long numbers(String shape) {
        return LongStream.of(shape(shape)).reduce(1, Math::multiplyExact);
    }

    String lines() {
        return String.join(
                "\n",
                weights.toString(),
                sha256,
                device.name(),
                Integer.toString(threads),
                input,
                axes,
                String.join(" ", shapes),
                "");
    }

    /** Empty if whoever asks has gone. */
    static Optional<TrialRequest> read(BufferedReader in) throws IOException {
        List<String> lines = new ArrayList<>();
        while (lines.size() < LINES) {
            String line = in.readLine();
            if (line == null) {
                return Optional.empty();
            }
            lines.add(line);
        }
        return Optional.of(new TrialRequest(
                Path.of(lines.get(0)),
                lines.get(1),
                Device.valueOf(lines.get(2)),
                Integer.parseInt(lines.get(3)),
                lines.get(4),
                lines.get(5),
                List.of(lines.get(6).split(" ", -1))));
    }
}
