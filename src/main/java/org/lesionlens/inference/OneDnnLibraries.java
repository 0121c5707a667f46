package org.lesionlens.inference;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars of an ONNX Runtime that holds Intel's oneDNN: optional, for Linux on 64-bit Intel and AMD processors.
 *
 * @param folder that holds them
 */
record OneDnnLibraries(Path folder) {
    /** The system property that names another folder. */
    static final String PROPERTY = "lesionlens.onednn";

    /** The folder beside the program's jar. */
    static final String FOLDER = "lib-onednn";

    /** What is needed of the jars, and the file that it becomes: libraries that need each other look beside themselves. */
    private static final Map<String, String> LIBRARIES = new TreeMap<>(Map.of(
            "org/bytedeco/opencl/linux-x86_64/libOpenCL.so.1", "libOpenCL.so.1",
            "org/bytedeco/dnnl/linux-x86_64/libgomp.so.1", "libgomp.so.1",
            "org/bytedeco/dnnl/linux-x86_64/libdnnl.so.3", "libdnnl.so.3",
            "org/bytedeco/onnxruntime/linux-x86_64/libonnxruntime.so.1", "libonnxruntime.so",
            "org/bytedeco/onnxruntime/linux-x86_64/libonnxruntime_providers_shared.so",
                    "libonnxruntime_providers_shared.so",
            "org/bytedeco/onnxruntime/linux-x86_64/libonnxruntime_providers_dnnl.so",
                    "libonnxruntime_providers_dnnl.so",
            "ai/onnxruntime/native/linux-x64/libonnxruntime4j_jni.so", "libonnxruntime4j_jni.so"));

    /** Those of this installation; empty if there are none, or none for this machine. */
    static Optional<OneDnnLibraries> find() {
        String processor = System.getProperty("os.arch");
        boolean fits = System.getProperty("os.name").equals("Linux")
                && (processor.equals("amd64") || processor.equals("x86_64"));
        return fits ? place().filter(Files::isDirectory).map(OneDnnLibraries::new) : Optional.empty();
    }

    private static Optional<Path> place() {
        try {
            String property = System.getProperty(PROPERTY);
            return Optional.of(property == null ? ownPlace().resolveSibling(FOLDER) : Path.of(property));
        } catch (IOException | InvalidPathException e) {
            return Optional.empty();
        }
    }

    /** The jar, or the folder, of this program's own classes. */
    static Path ownPlace() throws IOException {
        try {
            return Path.of(OneDnnLibraries.class
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toAbsolutePath();
        } catch (URISyntaxException e) {
            throw new IOException("the place of the program's own classes is not a path", e);
        }
    }

    private List<Path> jars() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }

    /** Of a process that has this ONNX Runtime instead of the program's own. */
    String classPath() throws IOException {
        return Stream.concat(Stream.of(ownPlace()), jars().stream())
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Says which jars they are, so that what was found out with them holds for no others. */
    String version() throws IOException {
        return jars().stream().map(jar -> jar.getFileName().toString()).collect(Collectors.joining(" "));
    }

    /**
     * Unpacks the libraries unless they are there.
     *
     * @return the folder that holds them
     * @throws IOException if one is missing, or there is no room
     */
    Path unpackInto(Path cache) throws IOException {
        Map<String, Path> holders = holders();
        Path target = cache.resolve("onednn-" + Integer.toHexString(version().hashCode()));
        for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
            Path holder = holders.get(library.getKey());
            if (holder == null) {
                throw new IOException("no jar in " + folder + " has " + library.getKey());
            }
            try (JarFile jar = new JarFile(holder.toFile())) {
                NativeLibraryCache.unpackUnlessThere(
                        jar, jar.getJarEntry(library.getKey()), target.resolve(library.getValue()));
            }
        }
        return target;
    }

    private Map<String, Path> holders() throws IOException {
        Map<String, Path> holders = new HashMap<>();
        for (Path path : jars()) {
            try (JarFile jar = new JarFile(path.toFile())) {
                jar.stream()
                        .map(JarEntry::getName)
                        .filter(LIBRARIES::containsKey)
                        .forEach(name -> holders.put(name, path));
            }
        }
        return holders;
    }
}
