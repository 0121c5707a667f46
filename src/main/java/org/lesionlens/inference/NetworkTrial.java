package org.lesionlens.inference;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.lesionlens.inference.TrialOutcome.Kind;
import org.lesionlens.model.CheckedFile;
import org.lesionlens.model.Model;
import org.lesionlens.model.UnsuitableModelException;
import org.lesionlens.volume.Progress;

/**
 * What a network has to pass before it may run in this process: it was opened, and asked with an input of that size, in a
 * process of its own ({@link TrialRun}), now or before ({@link TestedModels}).
 *
 * <p>A crash of ONNX Runtime takes its process along, and in Fiji that would be the user's images. For any thread.
 */
final class NetworkTrial {
    private final Model model;
    private final CheckedFile weights;
    private final Device device;
    private final int threads;
    private final TestedModels remembered;
    private final Map<String, OptionalDouble> tested = new ConcurrentHashMap<>();

    /**
     * Of a network on a device.
     *
     * @param weights one of the model's files
     * @param threads ONNX Runtime's intra-op threads
     */
    NetworkTrial(Model model, CheckedFile weights, Device device, int threads) {
        this.model = model;
        this.weights = weights;
        this.device = device;
        this.threads = threads;
        this.remembered = new TestedModels(sha256(), device);
        tested.putAll(remembered.read());
    }

    int threads() {
        return threads;
    }

    /** Also of the files that hold its numbers, if there are some. */
    private String sha256() {
        return Stream.concat(Stream.of(weights), model.network().data().stream())
                .map(CheckedFile::sha256)
                .collect(Collectors.joining("-"));
    }

    /**
     * Tries the network with inputs of these shapes, unless that was done; how many are sent together does not matter.
     *
     * @throws OrtException if ONNX Runtime refuses it
     * @throws UnsuitableModelException if it crashes, takes too long or too much, or cannot be tried
     * @throws CancellationException if cancelled
     */
    void require(Progress progress, long[]... shapes) throws OrtException {
        if (!areTested(shapes) && !ModelTrust.isGiven(model)) {
            tryNow(progress, shapes);
        }
    }

    private boolean areTested(long[]... shapes) {
        return Arrays.stream(shapes).allMatch(shape -> tested.containsKey(sizes(shape)));
    }

    /** All but how many windows go in together. */
    private String sizes(long... shape) {
        int batch = model.network().input().axes().indexOf('b');
        return TrialRequest.text(IntStream.range(0, shape.length)
                .filter(axis -> axis != batch)
                .mapToLong(axis -> shape[axis])
                .toArray());
    }

    private synchronized void tryNow(Progress progress, long[]... shapes) throws OrtException {
        if (areTested(shapes)) {
            return; // meanwhile
        }
        TrialOutcome outcome = outcome(progress, shapes);
        switch (outcome.kind()) {
            case PASSED -> keep(OptionalDouble.empty(), shapes);
            case DIFFERS -> keep(OptionalDouble.of(Double.parseDouble(outcome.detail())), shapes);
            case OTHER_INPUTS -> {
                /* whoever asks says which there are */
            }
            case REFUSED -> throw new OrtException(outcome.detail());
            default -> throw new UnsuitableModelException(sentence(outcome));
        }
    }

    private TrialOutcome outcome(Progress progress, long[]... shapes) {
        try {
            return TrialRun.of(
                    TrialCommand.found(),
                    new TrialRequest(
                            weights.path().toAbsolutePath(),
                            weights.sha256(),
                            device,
                            threads,
                            model.network().input().name(),
                            model.network().input().axes(),
                            Arrays.stream(shapes)
                                    .map(TrialRequest::text)
                                    .distinct()
                                    .toList()),
                    TrialLimits.on(device),
                    progress);
        } catch (IOException e) {
            return TrialOutcome.impossible(String.valueOf(e.getMessage()));
        }
    }

    private void keep(OptionalDouble difference, long[]... shapes) {
        Map<String, OptionalDouble> passed = new LinkedHashMap<>();
        Arrays.stream(shapes).forEach(shape -> passed.put(sizes(shape), difference));
        tested.putAll(passed);
        remembered.add(passed);
    }

    private String sentence(TrialOutcome outcome) {
        String asked = outcome.input().isEmpty() ? "when it was opened" : "for an input of " + outcome.input();
        String name = "the model " + model.shownName();
        if (outcome.kind() == Kind.CRASHED) {
            return name + " crashed " + (outcome.detail().isEmpty() ? "" : "(" + outcome.detail() + ") ") + asked
                    + ", in a process of its own in which it was tried: it is broken or made to do harm, choose another"
                    + " model";
        }
        if (outcome.kind() == Kind.TOO_LONG) {
            return name + " has not answered within " + outcome.detail() + " " + asked
                    + ", so it may never end: choose another model";
        }
        if (outcome.kind() == Kind.TOO_MUCH_MEMORY) {
            return name + " took more than " + outcome.detail() + " " + asked
                    + ": choose another model, or a machine with more memory";
        }
        return name + " could not be tried in a process of its own (" + outcome.detail()
                + "), without which a broken model can end this program: use "
                + ModelTrust.OPTIONS + " if you trust it";
    }

    /** Said of results that nobody can repeat. */
    Optional<String> warning() {
        return tested.values().stream().flatMapToDouble(OptionalDouble::stream).max().stream()
                .mapToObj(
                        difference -> "the model " + model.shownName() + " answers the same question twice with numbers"
                                + " that are up to " + difference + " apart: its results cannot be repeated")
                .findFirst();
    }
}
