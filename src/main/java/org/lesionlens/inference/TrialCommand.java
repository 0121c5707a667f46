package org.lesionlens.inference;

import ai.onnxruntime.OrtEnvironment;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a {@link TrialProcess} is started: with the Java that runs this program and the places where this program's own
 * classes and ONNX Runtime's lie, so in Fiji's folders as beside the program's jar.
 *
 * @param java the executable
 * @param classPath of the new process
 */
record TrialCommand(Path java, String classPath) {
    private static final int LEAST_HEAP_MIB = 256;
    /** The input, and two answers of several channels to it. */
    private static final int BYTES_A_NUMBER = 64;

    /** Why no process can be started; empty if one can. */
    static Optional<String> obstacle() {
        try {
            found();
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** @throws IOException if there is no Java to start, or the classes lie in no files; the message says which */
    static TrialCommand found() throws IOException {
        return found(Path.of(System.getProperty("java.home")));
    }

    static TrialCommand found(Path javaHome) throws IOException {
        String name = File.separatorChar == '\\' ? "java.exe" : "java";
        Path java = javaHome.resolve("bin").resolve(name);
        if (!Files.isExecutable(java)) {
            throw new IOException("there is no " + java + " to start");
        }
        return new TrialCommand(java, place(TrialCommand.class) + File.pathSeparator + place(OrtEnvironment.class));
    }

    private static Path place(Class<?> type) throws IOException {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        try {
            URI place = source == null ? null : source.getLocation().toURI();
            if (place == null) {
                throw new IOException("the classes of " + type.getName() + " lie in no file");
            }
            return Path.of(place).toAbsolutePath();
        } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
            throw new IOException("the classes of " + type.getName() + " lie in no file", e);
        }
    }

    /**
     * The words of the command line.
     *
     * @param folder for all that the process and a crash of it leave
     * @param weights bytes of the network
     * @param numbers of the largest input
     */
    List<String> words(Path folder, long weights, long numbers) {
        List<String> words = new ArrayList<>(List.of(
                java.toString(),
                "-Xmx" + (LEAST_HEAP_MIB + 4 * (weights >> 20) + BYTES_A_NUMBER * (numbers >> 20)) + "m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve(TrialRun.ERROR_FILE),
                "-XX:ErrorLogTimeout=10",
                "-Djava.io.tmpdir=" + folder,
                "-Duser.home=" + System.getProperty("user.home"),
                "-Djava.awt.headless=true"));
        String library = System.getProperty(NativeLibraryCache.PROPERTY);
        if (library != null) {
            words.add("-D" + NativeLibraryCache.PROPERTY + "=" + library);
        }
        words.addAll(List.of("-cp", classPath, TrialProcess.class.getName()));
        return words;
    }
}
