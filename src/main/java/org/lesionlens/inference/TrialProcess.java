package org.lesionlens.inference;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.lesionlens.inference.TrialOutcome.Kind;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.ElementType;
import org.lesionlens.model.UnsuitableModelException;

/**
 * The process in which a network is opened and asked for the first time: it may crash, hang or fill the memory here.
 *
 * <p>It reads a {@link TrialRequest} from its standard input, says on its standard output what it does and what came of it,
 * a line each, and ends at once when its standard input ends, as it does when the process that started it dies.
 */
final class TrialProcess {
    /** Before whatever it says: libraries may print too. */
    static final String SAID = "lesionlens-trial ";

    static final String BEGUN = "begun";
    static final String ASKING = "asking ";
    static final String ENDED = "ended ";

    /** Of a byte with a sign. */
    private static final int LARGEST = Byte.MAX_VALUE;

    /** Answers to one input that are further apart are different answers. */
    private static final double SAME = 1e-5;

    private static final int REMOVALS = 10;

    private static final PrintStream OUT =
            new PrintStream(new FileOutputStream(FileDescriptor.out), false, StandardCharsets.UTF_8);

    private TrialProcess() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        TrialRequest.read(in).ifPresentOrElse(request -> tell(request, in), TrialProcess::removeOwnFolder);
        Runtime.getRuntime().halt(0);
    }

    private static void tell(TrialRequest request, BufferedReader in) {
        endWith(in);
        say(BEGUN);
        say(ENDED + outcome(request));
    }

    private static void say(String line) {
        OUT.println(); // whatever a library has printed before
        OUT.println(SAID + line.strip());
        OUT.flush();
    }

    /** Whoever wants to know the outcome holds the other end. */
    private static void endWith(BufferedReader in) {
        Thread end = new Thread(() -> {
            try {
                while (in.readLine() != null) {
                    continue;
                }
            } catch (IOException e) {
                // the same as its end
            }
            removeOwnFolder();
            Runtime.getRuntime().halt(0);
        });
        end.setDaemon(true);
        end.start();
    }

    /** Which nobody else removes then; again where the network's thread has put something into it meanwhile. */
    private static void removeOwnFolder() {
        Path folder = Path.of("").toAbsolutePath();
        boolean own = folder.getFileName().toString().startsWith(TrialRun.FOLDER);
        for (int i = 0; own && i < REMOVALS && Files.exists(folder); i++) {
            TrialRun.remove(folder);
        }
    }

    private static String outcome(TrialRequest request) {
        try {
            NativeLibraryCache.useIfPossible();
            byte[] weights = new CheckedFile(request.weights(), request.sha256()).read();
            try (OrtSession session =
                    NetworkLoading.session(request.weights(), weights, request.device(), request.threads())) {
                return asked(session, request);
            }
        } catch (OrtException | UnsuitableModelException e) {
            return Kind.REFUSED + " " + NetworkLoading.oneLine(e);
        } catch (OutOfMemoryError e) {
            return Kind.TOO_MUCH_MEMORY + " the memory of its Java";
        } catch (IOException | RuntimeException | LinkageError e) {
            return Kind.IMPOSSIBLE + " " + NetworkLoading.oneLine(e);
        }
    }

    private static String asked(OrtSession session, TrialRequest request) throws OrtException {
        double difference = 0;
        for (String shape : request.shapes()) {
            long[] sizes = TrialRequest.shape(shape);
            if (!isTaken(session, request, sizes)) {
                return Kind.OTHER_INPUTS.name();
            }
            say(ASKING + shape);
            boolean first = shape.equals(request.shapes().get(0));
            difference =
                    Math.max(difference, first ? difference(session, request, sizes) : once(session, request, sizes));
        }
        return difference > SAME ? Kind.DIFFERS + " " + difference : Kind.PASSED.name();
    }

    /**
     * Whether the network takes a tensor of that name and shape; else it is not asked, and says why elsewhere.
     *
     * @param sizes that of the batch becomes the one that the network wants, if it wants one
     */
    private static boolean isTaken(OrtSession session, TrialRequest request, long[] sizes) throws OrtException {
        NodeInfo input = session.getInputInfo().get(request.input());
        if (input == null || !(input.getInfo() instanceof TensorInfo info) || info.getShape().length != sizes.length) {
            return false;
        }
        boolean isTaken = true;
        for (int axis = 0; axis < sizes.length; axis++) {
            long wanted = info.getShape()[axis];
            if (wanted > 0 && request.axes().charAt(axis) == 'b') {
                sizes[axis] = wanted;
            }
            isTaken &= wanted <= 0 || wanted == sizes[axis];
        }
        return isTaken;
    }

    /** The largest one between two answers to the same input; also asks for zeros, which dark images have. */
    private static double difference(OrtSession session, TrialRequest request, long[] shape) throws OrtException {
        answers(session, request.input(), new float[size(shape)], shape);
        List<float[]> answers = answers(session, request.input(), noise(shape), shape);
        List<float[]> again = answers(session, request.input(), noise(shape), shape);
        double largest = 0;
        for (int output = 0; output < answers.size(); output++) {
            largest = Math.max(largest, difference(answers.get(output), again.get(output)));
        }
        return largest;
    }

    private static double once(OrtSession session, TrialRequest request, long[] shape) throws OrtException {
        answers(session, request.input(), noise(shape), shape);
        return 0;
    }

    private static double difference(float[] first, float[] second) {
        if (first.length != second.length) {
            return Double.POSITIVE_INFINITY;
        }
        double largest = 0;
        for (int i = 0; i < first.length; i++) {
            boolean same = Float.floatToIntBits(first[i]) == Float.floatToIntBits(second[i]); // NaN too
            double apart = same ? 0 : Math.abs((double) first[i] - second[i]);
            largest = Math.max(largest, Double.isNaN(apart) ? Double.POSITIVE_INFINITY : apart);
        }
        return largest;
    }

    private static int size(long[] shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }

    /** Numbers of -1 to 1, the same ones each time. */
    private static float[] noise(long[] shape) {
        float[] values = new float[size(shape)];
        int state = 1;
        for (int i = 0; i < values.length; i++) {
            state = state * 1664525 + 1013904223; // Numerical Recipes' generator
            values[i] = (float) (state >> 8) / (1 << 23);
        }
        return values;
    }

    /** Numbers of -1 to 1; where whole numbers go in, these over the range of a byte. */
    private static float[] fitting(ElementType type, float[] values) {
        boolean signed = NumberRange.of(type).least() < 0;
        float[] fitting = values.clone();
        for (int i = 0; i < values.length; i++) {
            fitting[i] = switch (type) {
                case FLOAT16, FLOAT32, FLOAT64 -> values[i];
                case BOOL -> values[i] > 0 ? 1 : 0;
                default -> Math.round(signed ? values[i] * LARGEST : Math.abs(values[i]) * 2 * LARGEST);
            };
        }
        return fitting;
    }

    /** Every output, copied as far as it holds numbers. */
    private static List<float[]> answers(OrtSession session, String name, float[] values, long[] shape)
            throws OrtException {
        TensorInfo info = (TensorInfo) session.getInputInfo().get(name).getInfo();
        try (TensorNumbers numbers = new TensorNumbers(TensorNumbers.typeOf(info.onnxType), shape)) {
            numbers.put(0, fitting(TensorNumbers.typeOf(info.onnxType), values));
            return answers(session, Map.of(name, numbers.tensor()));
        }
    }

    private static List<float[]> answers(OrtSession session, Map<String, OnnxTensor> inputs) throws OrtException {
        List<float[]> answers = new ArrayList<>();
        try (OrtSession.Result result = session.run(inputs)) {
            for (Map.Entry<String, OnnxValue> output : result) {
                if (output.getValue() instanceof OnnxTensor answer && TensorNumbers.areNumbers(answer)) {
                    answers.add(TensorNumbers.floats(answer));
                }
            }
        }
        return answers;
    }
}
