package org.lesionlens.inference;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtProvider;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.providers.OrtCUDAProviderOptions;
import ai.onnxruntime.providers.OrtTensorRTProviderOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.volume.UsageException;

/** What a network runs on. Whether it works here is only known once a model has run on it: see {@link OnnxModel#open}. */
public enum Device {
    /** Every machine has it. */
    CPU(OrtProvider.CPU),
    /** NVIDIA GPU through CUDA and cuDNN. */
    CUDA(OrtProvider.CUDA),
    /** NVIDIA GPU through TensorRT: slow to start, fast afterwards. */
    TENSORRT(OrtProvider.TENSOR_RT),
    /** Apple's GPU and neural engine. */
    COREML(OrtProvider.CORE_ML),
    /** The CPU through Intel's oneDNN, in a process of its own: for networks of three dimensions; its jars are optional. */
    ONEDNN(OrtProvider.DNNL);

    private static final String AUTO = "auto";

    private final OrtProvider provider;

    Device(OrtProvider provider) {
        this.provider = provider;
    }

    /**
     * The device of a name as users write it; empty for {@code auto}.
     *
     * @throws UsageException if there is no such device
     */
    public static Optional<Device> parse(String name) {
        if (name.equalsIgnoreCase(AUTO)) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(values())
                .filter(device -> device.toString().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new UsageException("device is \"" + name + "\" but must be one of "
                        + String.join(", ", choices()) + ": choose one of these")));
    }

    /** What {@link #parse} takes. */
    public static List<String> choices() {
        return Stream.concat(Stream.of(AUTO), Arrays.stream(values()).map(Device::toString))
                .toList();
    }

    /**
     * What {@code auto} tries, in this order. CUDA only where this build knows it, or a GPU is seen: else nobody misses it.
     * TensorRT and CoreML have to be asked for: they change start-up or numbers; oneDNN is slower for two dimensions, and
     * where it is not installed nobody misses it.
     */
    static List<Device> automatic(int dimensions) {
        return Stream.of(CUDA, ONEDNN, CPU)
                .filter(device -> switch (device) {
                    case CUDA -> device.isCompiledIn() || VisibleGpu.isThere();
                    case ONEDNN -> dimensions == 3 && device.isCompiledIn();
                    default -> true;
                })
                .toList();
    }

    /** Whether this build of ONNX Runtime knows the device; that it works is another matter. */
    public boolean isCompiledIn() {
        return this == ONEDNN
                ? OneDnnLibraries.find().isPresent()
                : OrtEnvironment.getAvailableProviders().contains(provider);
    }

    /** Whether it is an NVIDIA GPU, with memory of its own. */
    boolean isGpu() {
        return this == CUDA || this == TENSORRT;
    }

    /** Makes sessions run on this device. */
    void addTo(SessionOptions options) throws OrtException {
        switch (this) {
            case CPU, ONEDNN -> {
                /* always there, as the last resort of every session; oneDNN has an ONNX Runtime of its own */
            }
            case CUDA -> addCuda(options);
            case TENSORRT -> addTensorRt(options);
            case COREML -> options.addCoreML();
        }
    }

    private static void addCuda(SessionOptions options) throws OrtException {
        try (OrtCUDAProviderOptions cuda = new OrtCUDAProviderOptions(0)) {
            cuda.add("use_tf32", "0"); // the numbers of the CPU
            options.addCUDA(cuda);
        }
    }

    private static void addTensorRt(SessionOptions options) throws OrtException {
        try (OrtTensorRTProviderOptions tensorRt = new OrtTensorRTProviderOptions(0)) {
            options.addTensorrt(tensorRt);
        }
    }

    /** The name as users write it: lower case. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
