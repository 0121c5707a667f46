package org.lesionlens.inference;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
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
 * process of its own ({@link TrialRun}), now or before ({@link TestedModels}). What has failed before is not tried again until
 * the user wants it ({@link ModelTrust#tryAgain}).
 *
 * <p>A crash of ONNX Runtime takes its process along, and in Fiji that would be the user's images. For any thread.
 */
final class NetworkTrial {
    private static final String AGAIN =
            "; so it was when it was tried before, and it was not tried again: the subcommand models"
                    + " does that, and " + ModelTrust.OPTIONS + " opens it all the same";

    private final Model model;
    private final CheckedFile weights;
    private final Device device;
    private final int threads;
    private final TestedModels remembered;
    private final Map<String, TrialOutcome> tested = new ConcurrentHashMap<>();

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
        this.remembered = new TestedModels(sha256(model, weights), device);
        tested.putAll(remembered.read());
    }

    /** What was tried before and did harm is tried again. */
    static void forgetFailures(Model model) {
        for (CheckedFile weights : model.network().weights()) {
            for (Device device : Device.values()) {
                new TestedModels(sha256(model, weights), device).forgetFailures();
            }
        }
    }

    int threads() {
        return threads;
    }

    /** Also of the files that hold its numbers, if there are some. */
    private static String sha256(Model model, CheckedFile weights) {
        return Stream.concat(Stream.of(weights), model.network().data().stream())
                .map(CheckedFile::sha256)
                .collect(Collectors.joining("-"));
    }

    /**
     * Tries the network with inputs of these shapes, unless that was done, with whatever outcome; how many are sent together
     * does not matter.
     *
     * @throws OrtException if ONNX Runtime refuses it
     * @throws UnsuitableModelException if it crashes, takes too long or too much, or cannot be tried
     * @throws CancellationException if cancelled
     */
    void require(Progress progress, long[]... shapes) throws OrtException {
        if (ModelTrust.isGiven(model)) {
            return;
        }
        if (!havePassed(shapes)) {
            tryNow(progress, shapes);
        }
    }

    private boolean havePassed(long[]... shapes) {
        return Arrays.stream(shapes)
                .map(shape -> tested.get(sizes(shape)))
                .allMatch(outcome -> outcome != null && !outcome.isFailure());
    }

    /** What was found out before; where there is another limit of memory now, that is no failure any more. */
    private Optional<TrialOutcome> failure(long[]... shapes) {
        String memory = TrialLimits.on(device).memoryWords();
        return Stream.concat(
                        Stream.of(TestedModels.OPENING), Arrays.stream(shapes).map(this::sizes))
                .flatMap(sizes -> Optional.ofNullable(tested.get(sizes)).stream())
                .filter(TrialOutcome::isFailure)
                .filter(outcome -> outcome.kind() != Kind.TOO_MUCH_MEMORY
                        || outcome.detail().equals(memory))
                .findFirst();
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
        if (havePassed(shapes)) {
            return; // meanwhile
        }
        failure(shapes).ifPresent(failure -> {
            throw new UnsuitableModelException(sentence(failure) + AGAIN);
        });
        TrialOutcome outcome = outcome(progress, shapes);
        switch (outcome.kind()) {
            case PASSED, DIFFERS -> keep(outcome, shapes);
            case OTHER_INPUTS -> {
                /* whoever asks says which there are */
            }
            case REFUSED -> throw new OrtException(outcome.detail());
            default -> {
                keepFailure(outcome);
                throw new UnsuitableModelException(sentence(outcome));
            }
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

    private void keep(TrialOutcome outcome, long[]... shapes) {
        Map<String, TrialOutcome> passed = new LinkedHashMap<>();
        Arrays.stream(shapes).forEach(shape -> passed.put(sizes(shape), outcome));
        tested.putAll(passed);
        remembered.add(passed);
    }

    private void keepFailure(TrialOutcome outcome) {
        if (!outcome.isFailure()) {
            return;
        }
        String input = outcome.input();
        String sizes = input.isEmpty() ? TestedModels.OPENING : sizes(TrialRequest.shape(input));
        tested.put(sizes, outcome);
        remembered.add(Map.of(sizes, outcome));
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
        return tested.values().stream()
                .filter(outcome -> outcome.kind() == Kind.DIFFERS)
                .mapToDouble(outcome -> Double.parseDouble(outcome.detail()))
                .max()
                .stream()
                .mapToObj(
                        difference -> "the model " + model.shownName() + " answers the same question twice with numbers"
                                + " that are up to " + difference + " apart: its results cannot be repeated")
                .findFirst();
    }
}
