package org.lesionlens.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.OnnxModel;
import org.lesionlens.inference.TestTensorCheck;
import org.lesionlens.model.ModelFolders;
import org.lesionlens.volume.Progress;

/**
 * What a device does on this machine, held to the CPU: {@code check}, {@code models}, test tensors, masks and probabilities of
 * all cases, and the time of a whole volume, in one JSON that grows step by step. Every step is a process of its own, so that
 * a crash is a line of the report. See {@code src/gpu/run.sh}.
 */
public final class GpuReport {
    private static final String TEST_TENSORS = "--test-tensors";
    private static final int COPIES = 8;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final Path work;
    private final Path file;
    private final List<String> devices;
    private final ObjectNode report = JSON.createObjectNode();

    private GpuReport(Path work, Path file, String device) {
        this.work = work;
        this.file = file;
        this.devices = device.equals("cpu") ? List.of("cpu") : List.of("cpu", device);
    }

    /** Takes the folder of cases, one to work in, the JSON to write, the device, and perhaps a command that times PyTorch. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments[0].equals(TEST_TENSORS)) {
            System.exit(testTensors(arguments[1], arguments[2]));
        }
        GpuReport report = new GpuReport(Path.of(arguments[1]), Path.of(arguments[2]), arguments[3]);
        report.make(Path.of(arguments[0]), List.of(arguments).subList(4, arguments.length));
    }

    private void make(Path cases, List<String> pyTorch) throws IOException, InterruptedException {
        Files.createDirectories(work);
        machine();
        keep("check", ChildProcess.ofProgram("check"));
        keep("models", ChildProcess.ofProgram("models"));
        List<String> models = List.copyOf(ModelFolders.all().keySet());
        for (String model : models) {
            testTensorsOn(model);
        }
        List<Path> files = sorted(cases);
        for (Path input : files) {
            analyze(input);
        }
        time(largest(files));
        if (!pyTorch.isEmpty()) {
            keep("pytorch", ChildProcess.of(pyTorch));
        }
    }

    private void machine() throws IOException, InterruptedException {
        ObjectNode machine = report.putObject("machine");
        machine.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("cores", Runtime.getRuntime().availableProcessors());
        machine.put("java", System.getProperty("java.version"));
        machine.put("onnxruntime", OnnxModel.runtimeVersion());
        keep(
                "nvidia-smi",
                ChildProcess.of(List.of(
                        "nvidia-smi", "--query-gpu=name,driver_version,memory.total,memory.used", "--format=csv")));
    }

    private void keep(String step, ChildProcess done) throws IOException {
        done.into(report.putObject(step));
        write();
    }

    private void write() throws IOException {
        JSON.writeValue(file.toFile(), report);
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static Path largest(List<Path> files) throws IOException {
        Path largest = files.get(0);
        for (Path each : files) {
            largest = Files.size(each) > Files.size(largest) ? each : largest;
        }
        return largest;
    }

    private void testTensorsOn(String model) throws IOException, InterruptedException {
        ObjectNode node = report.withObject("/test_tensors").putObject(model);
        for (String device : devices) {
            ChildProcess done = ChildProcess.ofClass(GpuReport.class, TEST_TENSORS, model, device);
            done.into(node.putObject(device));
            write();
        }
    }

    private static int testTensors(String name, String device) {
        try (OnnxModel model = OnnxModel.open(ModelFolders.find(name), Device.parse(device), 0)) {
            System.out.println("largest difference " + TestTensorCheck.largestDifference(model, Progress.NONE));
            return ExitCode.DONE;
        } catch (IOException | RuntimeException e) {
            System.out.println(e.getMessage());
            return ExitCode.NOTHING_DONE;
        }
    }

    private Path output(String device) {
        return work.resolve(device);
    }

    private void analyze(Path input) throws IOException, InterruptedException {
        ObjectNode node =
                report.withObject("/cases").putObject(input.getFileName().toString());
        for (String device : devices) {
            ChildProcess.ofProgram(
                            "analyze",
                            input.toString(),
                            "--output",
                            output(device).toString(),
                            "--device",
                            device,
                            "--overwrite")
                    .into(node.putObject(device));
        }
        String name = input.getFileName().toString().replaceAll("\\..*", "");
        Path last = output(devices.get(devices.size() - 1)).resolve(name);
        ResultDifference.between(output("cpu").resolve(name), last).into(node.putObject("against_cpu"));
        write();
    }

    /** Copies of a volume one after the other, since the first one also pays for the start of the device. */
    private void time(Path input) throws IOException, InterruptedException {
        Path cohort = Files.createDirectories(work.resolve("cohort"));
        String name = input.getFileName().toString();
        for (int copy = 0; copy < COPIES; copy++) {
            Path target = cohort.resolve("copy" + copy + name.substring(name.indexOf('.')));
            if (!Files.exists(target)) {
                Files.copy(input, target);
            }
        }
        ObjectNode node = report.putObject("whole_volume");
        node.put("input", name);
        for (String device : devices) {
            Path results = work.resolve("time-" + device);
            ChildProcess.ofProgram(
                            "batch",
                            cohort.toString(),
                            "--output",
                            results.toString(),
                            "--device",
                            device,
                            "--overwrite")
                    .into(node.putObject(device));
            seconds(results).ifPresent(found -> node.withObject("/" + device).set("seconds_of_cases", found));
            write();
        }
    }

    /** Of the segmentation, as the cases' own records have them. */
    private static Optional<ArrayNode> seconds(Path results) throws IOException {
        List<Double> found = new ArrayList<>();
        for (int copy = 0; copy < COPIES; copy++) {
            Path sidecar = results.resolve("copy" + copy).resolve("analysis.json");
            if (Files.exists(sidecar)) {
                found.add(JSON.readTree(sidecar.toFile()).at("/seconds/segment").asDouble());
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(JSON.valueToTree(found));
    }

    /** A process that has ended, and what it said. */
    private record ChildProcess(int exit, double seconds, String output) {
        private static final int SHOWN = 4000;

        static ChildProcess ofProgram(String... arguments) throws InterruptedException {
            return ofClass(LesionLens.class, arguments);
        }

        static ChildProcess ofClass(Class<?> type, String... arguments) throws InterruptedException {
            List<String> words = new ArrayList<>();
            words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            for (Map.Entry<Object, Object> property : System.getProperties().entrySet()) {
                String key = property.getKey().toString();
                if (key.startsWith("lesionlens.") || key.startsWith("onnxruntime.")) {
                    words.add("-D" + key + "=" + property.getValue());
                }
            }
            words.addAll(List.of("-cp", System.getProperty("java.class.path"), type.getName()));
            words.addAll(List.of(arguments));
            return of(words);
        }

        static ChildProcess of(List<String> words) throws InterruptedException {
            long start = System.nanoTime();
            try {
                Process process =
                        new ProcessBuilder(words).redirectErrorStream(true).start();
                process.getOutputStream().close();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                int exit = process.waitFor();
                return new ChildProcess(exit, (System.nanoTime() - start) / 1e9, output);
            } catch (IOException e) {
                return new ChildProcess(-1, 0, words.get(0) + " cannot be started: " + e.getMessage());
            }
        }

        void into(ObjectNode node) {
            node.put("exit", exit).put("seconds", seconds);
            ArrayNode lines = node.putArray("output");
            output.substring(Math.max(0, output.length() - SHOWN)).lines().forEach(lines::add);
        }
    }
}
