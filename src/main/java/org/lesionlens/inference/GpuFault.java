package org.lesionlens.inference;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What keeps a network from a GPU, as told from what ONNX Runtime says. */
enum GpuFault {
    /** The driver is older than the libraries want, or not there at all: CUDA has one number for both. */
    DRIVER(
            "CUDA failure 35\\b|driver version is insufficient|libcuda\\.so|nvcuda\\.dll",
            "NVIDIA's driver is missing or too old for these CUDA libraries: install a newer one, until nvidia-smi shows the"
                    + " GPU and a CUDA version as high as that of the libraries"),
    /** CUDA is there, but sees no GPU. */
    NO_GPU(
            "CUDA failure 100\\b|no CUDA-capable device",
            "CUDA finds no NVIDIA GPU: look whether nvidia-smi shows one, and whether CUDA_VISIBLE_DEVICES hides it"),
    /** Somebody else has the GPU for themselves. */
    BUSY(
            "CUDA failure (46|201)\\b|devices? (is/are|are) busy or unavailable",
            "the GPU is busy: wait until the other program ends (nvidia-smi shows it), or choose another GPU with"
                    + " CUDA_VISIBLE_DEVICES"),
    /** The libraries hold no code for the GPU. */
    TOO_OLD_OR_NEW(
            "CUDA failure (209|222)\\b|no kernel image is available|unsupported toolchain",
            "these CUDA libraries do not know this GPU: it is too old or too new for them, use the device cpu"),
    /** Its memory is full. */
    MEMORY(
            "CUDA failure 2\\b|out of memory|Failed to allocate memory for requested buffer"
                    + "|smaller than requested bytes|CUBLAS_STATUS_ALLOC_FAILED|CUDNN_STATUS_ALLOC_FAILED",
            "the memory of the GPU is full: end other programs that use it (nvidia-smi shows them), or use the device cpu"),
    /** cuDNN is there in parts, or in two versions. */
    CUDNN(
            "CUDNN_STATUS_(SUBLIBRARY|NOT_INITIALIZED|VERSION_MISMATCH|SUBLIBRARY_VERSION_MISMATCH)",
            "cuDNN does not start: all its libraries must be there, and of one version 9");

    private static final Pattern MISSING = Pattern.compile("(lib[\\w.+-]+\\.so[.\\d]*): cannot open shared object file"
            + "|depends on \"([\\w.+-]+\\.dll)\" which is missing");

    /** Libraries whose name ends in CUDA's version. */
    private static final Pattern OF_CUDA =
            Pattern.compile("(?:lib)?(?:cublas|cublasLt|cudart|cufft|curand)(?:\\.so\\.|64_)(\\d+).*");

    private final Pattern said;
    private final String sentence;

    GpuFault(String said, String sentence) {
        this.said = Pattern.compile(said);
        this.sentence = sentence;
    }

    /**
     * Which fault it is; empty if it is another one, or a library is missing.
     *
     * @param text as ONNX Runtime says it
     */
    static Optional<GpuFault> of(String text) {
        return Arrays.stream(values())
                .filter(fault -> fault.said.matcher(text).find())
                .findFirst();
    }

    /** In one sentence what is wrong and what to do; empty if that is not known. */
    static Optional<String> sentence(String text) {
        return missingLibrary(text).or(() -> of(text).map(fault -> fault.sentence));
    }

    private static Optional<String> missingLibrary(String text) {
        Matcher missing = MISSING.matcher(text);
        if (!missing.find()) {
            return Optional.empty();
        }
        String library = missing.group(1) == null ? missing.group(2) : missing.group(1);
        if (library.startsWith("libcuda.so") || library.equals("nvcuda.dll")) {
            return Optional.of(DRIVER.sentence);
        }
        return Optional.of("the library " + library + " is missing" + owner(library) + ", and put its folder into "
                + (library.endsWith(".dll") ? "PATH" : "LD_LIBRARY_PATH"));
    }

    private static String owner(String library) {
        Matcher cuda = OF_CUDA.matcher(library);
        if (cuda.matches()) {
            return ": install CUDA " + cudaOf(library, cuda.group(1)) + " (another version does not do)";
        }
        if (library.contains("cudnn")) {
            return ": install cuDNN 9";
        }
        return library.contains("nvinfer") ? ": install TensorRT 10" : ": install what it belongs to";
    }

    /** cuFFT and cuRAND count otherwise than CUDA. */
    private static String cudaOf(String library, String version) {
        if (library.contains("cufft")) {
            return Integer.toString(Integer.parseInt(version) + 1);
        }
        return library.contains("curand") ? "of the version that ONNX Runtime was built for" : version;
    }
}
