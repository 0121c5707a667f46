package org.lesionlens.inference;

import java.util.List;
import java.util.Locale;

/** What is missing for a GPU on this machine, and how to get it, for people. */
public final class GpuAdvice {
    private GpuAdvice() {}

    /**
     * Lines to read.
     *
     * @param system Java's {@code os.name}
     * @param processor Java's {@code os.arch}
     * @param compiledIn whether this build of ONNX Runtime knows CUDA
     * @param works whether a network ran with it
     */
    public static List<String> lines(String system, String processor, boolean compiledIn, boolean works) {
        String name = system.toLowerCase(Locale.ROOT);
        if (works) {
            return List.of("GPU: it works, nothing is missing; the device auto takes it.");
        }
        if (name.startsWith("mac")) {
            return List.of("GPU: there is no CUDA on macOS; try the device coreml, if it is said to work above.");
        }
        if (!processor.equals("amd64") && !processor.equals("x86_64")) {
            return List.of("GPU: ONNX Runtime has CUDA for 64-bit Intel and AMD processors only, this one is "
                    + processor + "; the CPU is used.");
        }
        return compiledIn ? libraries(name) : build();
    }

    private static List<String> build() {
        return List.of(
                "GPU: this is the build for the CPU. For an NVIDIA GPU:",
                "  1. Build and install the other one in its place: mvn -q -Pgpu install -DskipTests"
                        + " -Dinstall.folder=FOLDER (FOLDER: that of Fiji or ImageJ); for the command line mvn -q -Pgpu"
                        + " clean package -DskipTests.",
                "  2. Start again; Check Setup (or the subcommand check) then says which of NVIDIA's libraries are missing.");
    }

    private static List<String> libraries(String name) {
        boolean windows = name.startsWith("windows");
        return List.of(
                "GPU: this build knows CUDA but it does not work, for the reason above. It needs:",
                "  1. NVIDIA's driver: the command nvidia-smi must show the GPU.",
                "  2. The libraries of CUDA 12 (or of the version named above) and cuDNN 9, in a folder named in "
                        + (windows ? "PATH." : "LD_LIBRARY_PATH (or known to ldconfig)."),
                "  3. A restart of the application, so that it sees them.");
    }
}
