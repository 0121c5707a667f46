package org.lesionlens.cli;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.lesionlens.inference.NativeLibraryCache;
import org.lesionlens.io.file.Removal;

/**
 * Java's folder for temporary files, without which ONNX Runtime does not start. It is fixed when Java starts, so where it
 * cannot be written the program starts itself again with one in the user's cache.
 */
final class TemporaryFolder {
    private static final String PROPERTY = "java.io.tmpdir";
    private static final String AGAIN = "lesionlens.again";
    private static final int LONGEST_WAIT_SECONDS = 25;

    private TemporaryFolder() {}

    /**
     * Runs the program with another folder, if it needs one and there is one.
     *
     * @return its exit code; empty if this process is to do the work
     */
    static OptionalInt runWithAnother(String[] arguments) {
        Path folder = Path.of(System.getProperty(PROPERTY));
        boolean ownClassPath = TemporaryFolder.class.getClassLoader() == ClassLoader.getSystemClassLoader();
        if (Files.isDirectory(folder) && Files.isWritable(folder)
                || System.getProperty(AGAIN) != null
                || !ownClassPath) {
            return OptionalInt.empty();
        }
        try {
            Path cache = NativeLibraryCache.userCache();
            Files.createDirectories(cache);
            return OptionalInt.of(run(Files.createTempDirectory(cache, "temporary"), arguments));
        } catch (IOException e) {
            return OptionalInt.empty(); // what needs the folder says so
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return OptionalInt.of(ExitCode.INTERRUPTED);
        }
    }

    private static int run(Path folder, String[] arguments) throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(command(folder, arguments)).inheritIO().start();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder), "end of the second process"));
        int code = process.waitFor();
        remove(folder);
        return code;
    }

    private static List<String> command(Path folder, String[] arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.add("-D" + PROPERTY + "=" + folder);
        command.add("-D" + AGAIN + "=true");
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LesionLens.class.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void end(Process process, Path folder) {
        process.destroy();
        try {
            process.waitFor(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
            remove(folder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Path folder) {
        try {
            if (Files.exists(folder)) {
                Removal.of(folder);
            }
        } catch (IOException e) {
            // an empty folder of the cache is in nobody's way
        }
    }
}
