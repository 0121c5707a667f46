package org.lesionlens.inference;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.lesionlens.inference.TrialOutcome.Kind;
import org.lesionlens.volume.Progress;

/** One {@link TrialProcess}, watched from outside: how long it takes, how much memory, and how it ends. */
final class TrialRun {
    /** How the names of folders begin that trials work in. */
    static final String FOLDER = "lesionlens-trial";

    static final String ERROR_FILE = "crash.log";

    private static final int POLL_MILLIS = 10;
    private static final int ENDING_SECONDS = 10;
    private static final String END = "";
    /** What the exit codes of a process say that the system ended. */
    private static final Map<Integer, String> SIGNALS = Map.of(
            132, "SIGILL", 134, "SIGABRT", 135, "SIGBUS", 136, "SIGFPE", 137, "SIGKILL", 139, "SIGSEGV", 143,
            "SIGTERM");

    private static final Pattern SIGNAL = Pattern.compile("\\b(SIG[A-Z]+|EXCEPTION_[A-Z_]+)\\b");
    /** What else changes how a Java starts. */
    private static final List<String> OPTIONS = List.of("JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS", "JDK_JAVA_OPTIONS");

    private final TrialLimits limits;
    private final Path folder;
    private final Process process;
    private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

    private String input = "";
    private String last = "";
    private long allowed;
    private long deadline;

    private TrialRun(TrialLimits limits, Path folder, Process process) {
        this.limits = limits;
        this.folder = folder;
        this.process = process;
        extend(limits.start());
    }

    /**
     * Tries a network.
     *
     * @param progress asked whether to go on
     * @throws CancellationException if cancelled; the process has ended then
     */
    static TrialOutcome of(TrialCommand command, TrialRequest request, TrialLimits limits, Progress progress) {
        try {
            Path folder = Files.createTempDirectory(FOLDER);
            try {
                return new TrialRun(limits, folder, start(command, request, folder)).outcome(request, progress);
            } finally {
                remove(folder);
            }
        } catch (IOException | UncheckedIOException e) {
            return TrialOutcome.impossible(NetworkLoading.oneLine(e));
        }
    }

    private static Process start(TrialCommand command, TrialRequest request, Path folder) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command.words(folder, Files.size(request.weights()), request.largest()));
        OPTIONS.forEach(builder.environment()::remove);
        return builder.directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private TrialOutcome outcome(TrialRequest request, Progress progress) {
        boolean interrupted = false;
        try (OutputStream held = process.getOutputStream()) {
            ProcessMemory.letEndFirst(process.pid());
            listen();
            ask(held, request);
            return watched(progress);
        } catch (InterruptedException e) {
            interrupted = true;
            throw new CancellationException("cancelled by the user");
        } catch (IOException e) {
            return TrialOutcome.impossible(NetworkLoading.oneLine(e));
        } finally {
            end();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** If it has ended already, that is seen when it is watched. */
    private static void ask(OutputStream out, TrialRequest request) {
        try {
            out.write(request.lines().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException e) {
            // nobody reads it any more
        }
    }

    private void listen() {
        Thread listener = new Thread(() -> {
            try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                lines.lines()
                        .filter(line -> line.startsWith(TrialProcess.SAID))
                        .forEach(line -> said.add(line.substring(TrialProcess.SAID.length())));
            } catch (IOException | UncheckedIOException e) {
                // it was ended
            }
            said.add(END);
        });
        listener.setDaemon(true);
        listener.start();
    }

    private TrialOutcome watched(Progress progress) throws InterruptedException {
        while (true) {
            String line = said.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
            if (line != null && line.equals(END)) {
                return ended();
            }
            if (line != null) {
                take(line);
            }
            progress.throwIfCancelled();
            long taken = ProcessMemory.of(process.pid());
            if (taken > limits.bytes()) {
                return outcome(Kind.TOO_MUCH_MEMORY, limits.memoryWords());
            }
            if (System.nanoTime() > deadline) {
                return outcome(Kind.TOO_LONG, allowed + " s");
            }
        }
    }

    private void take(String line) {
        if (line.startsWith(TrialProcess.ASKING)) {
            String asked = line.substring(TrialProcess.ASKING.length());
            boolean soon = input.isEmpty() && TrialLimits.isSmall(TrialRequest.numbers(asked));
            extend(soon ? limits.first() : limits.each());
            input = asked;
        } else if (line.equals(TrialProcess.BEGUN)) {
            extend(limits.start());
        }
        last = line;
    }

    private void extend(Duration time) {
        allowed = time.toSeconds();
        deadline = System.nanoTime() + time.toNanos();
    }

    private TrialOutcome outcome(Kind kind, String detail) {
        return new TrialOutcome(kind, detail, input);
    }

    /** What the process said last, if it could say so. */
    private TrialOutcome ended() throws InterruptedException {
        if (last.startsWith(TrialProcess.ENDED)) {
            String[] words = last.substring(TrialProcess.ENDED.length()).split(" ", 2);
            return outcome(Kind.valueOf(words[0]), words.length == 1 ? "" : words[1]);
        }
        return last.isEmpty() ? TrialOutcome.impossible("the new Java ended at once") : outcome(Kind.CRASHED, signal());
    }

    /** As the report of a crash names it, or as the system does. */
    private String signal() throws InterruptedException {
        int code = process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : 0;
        try {
            Matcher signal = SIGNAL.matcher(Files.readString(folder.resolve(ERROR_FILE), StandardCharsets.ISO_8859_1));
            return signal.find() ? signal.group() : "";
        } catch (IOException e) {
            return SIGNALS.getOrDefault(code, "");
        }
    }

    private void end() {
        process.destroyForcibly();
        try {
            process.waitFor(ENDING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static void remove(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // what cannot be removed is in the folder for temporary files
        }
    }
}
