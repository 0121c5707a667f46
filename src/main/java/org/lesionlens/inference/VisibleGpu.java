package org.lesionlens.inference;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Whether NVIDIA's driver shows a GPU on this machine, as told by what it puts into the system. */
final class VisibleGpu {
    private static final List<String> OF_LINUX =
            List.of("dev/nvidia0", "dev/nvidiactl", "usr/lib/wsl/lib/libcuda.so.1");
    private static final List<String> OF_WINDOWS = List.of("Windows/System32/nvcuda.dll");

    private VisibleGpu() {}

    static boolean isThere() {
        Path here = Path.of("").toAbsolutePath();
        String windows = System.getenv("SystemRoot");
        Path root = windows == null ? here.getRoot() : Path.of(windows).getParent();
        return isThere(root, System.getProperty("os.name"));
    }

    /**
     * The same for another machine.
     *
     * @param root the folder of all others
     * @param system Java's {@code os.name}
     */
    static boolean isThere(Path root, String system) {
        String name = system.toLowerCase(Locale.ROOT);
        List<String> files = name.startsWith("windows") ? OF_WINDOWS : name.startsWith("linux") ? OF_LINUX : List.of();
        return files.stream().anyMatch(file -> Files.exists(root.resolve(file)));
    }
}
