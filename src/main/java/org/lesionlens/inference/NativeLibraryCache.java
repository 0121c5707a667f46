package org.lesionlens.inference;

import ai.onnxruntime.OrtEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * ONNX Runtime's native library, unpacked once and for all into the user's cache.
 *
 * <p>By itself ONNX Runtime unpacks it into the folder for temporary files at each start, and a process that is killed
 * leaves it there. For programs with one class loader only: Java loads a library from one path for no second one.
 */
public final class NativeLibraryCache {
    /** The system property that names the folder from which ONNX Runtime loads its library. */
    static final String PROPERTY = "onnxruntime.native.path";

    private static final String RESOURCES = "ai/onnxruntime/native/";
    private static final String TEMPORARY = ".tmp";
    private static final Duration ABANDONED = Duration.ofHours(1);

    private NativeLibraryCache() {}

    private static void use() throws IOException {
        if (System.getProperty(PROPERTY) == null) {
            Path folder = unpackInto(userCache());
            requireLoadable(folder.resolve(System.mapLibraryName("onnxruntime")));
            System.setProperty(PROPERTY, folder.toString());
        }
    }

    /**
     * Makes ONNX Runtime, if it is not loaded yet, load its library from the cache, unless the user named another place.
     *
     * <p>Where the library cannot be unpacked, or nothing may run from there, ONNX Runtime unpacks it by itself into the
     * folder for temporary files.
     */
    public static void useIfPossible() {
        try {
            use();
        } catch (IOException e) {
            System.clearProperty(PROPERTY); // ONNX Runtime unpacks its library by itself
        }
    }

    /** A library that is loaded twice is loaded once; on a disk that is mounted without the right to run it is not. */
    private static void requireLoadable(Path library) throws IOException {
        try {
            System.load(library.toAbsolutePath().toString());
        } catch (UnsatisfiedLinkError e) {
            throw new IOException(library + " cannot be loaded from there", e);
        }
    }

    /** Where this user's programs keep what they can make again; it need not be there. */
    public static Path userCache() {
        String home = System.getProperty("user.home");
        String system = systemName();
        if (system.equals("osx")) {
            return Path.of(home, "Library", "Caches", "lesionlens");
        }
        Map<String, String> environment = System.getenv();
        return system.equals("win")
                ? Path.of(environment.getOrDefault("LOCALAPPDATA", home), "lesionlens")
                : cacheOfLinux(environment.getOrDefault("XDG_CACHE_HOME", ""), home);
    }

    /** What is empty or relative counts as not set (XDG Base Directory Specification). */
    static Path cacheOfLinux(String said, String home) {
        boolean isSet = !said.isEmpty() && Path.of(said).isAbsolute();
        return (isSet ? Path.of(said) : Path.of(home, ".cache")).resolve("lesionlens");
    }

    private static String systemName() {
        String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        return name.startsWith("mac") ? "osx" : name.startsWith("win") ? "win" : "linux";
    }

    private static String architecture() {
        String name = System.getProperty("os.arch");
        return name.equals("amd64") || name.equals("x86_64") ? "x64" : name;
    }

    /**
     * Unpacks what is not there yet; several processes may do so at once.
     *
     * @return the folder of the libraries, which is another one for each version
     */
    static Path unpackInto(Path cache) throws IOException {
        Path path = jar();
        try (JarFile jar = new JarFile(path.toFile())) {
            List<JarEntry> libraries = libraries(jar);
            Path folder = cache.resolve(
                    path.getFileName().toString().replace(".jar", "") + "-" + Long.toHexString(checksum(libraries)));
            for (JarEntry library : libraries) {
                Path target = folder.resolve(Path.of(library.getName()).getFileName());
                unpackUnlessThere(jar, library, target);
            }
            return folder;
        }
    }

    private static Path jar() throws IOException {
        try {
            return Path.of(OrtEnvironment.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IOException("the place of ONNX Runtime's jar is not a path", e);
        }
    }

    private static List<JarEntry> libraries(JarFile jar) throws IOException {
        String folder = RESOURCES + systemName() + "-" + architecture() + "/";
        List<JarEntry> libraries = jar.stream()
                .filter(entry -> entry.getName().startsWith(folder) && !entry.isDirectory())
                .filter(entry -> entry.getName().indexOf('/', folder.length()) < 0)
                .toList();
        if (libraries.isEmpty()) {
            throw new IOException("ONNX Runtime has no library for this system in " + folder);
        }
        return libraries;
    }

    private static long checksum(List<JarEntry> libraries) {
        CRC32 sum = new CRC32();
        for (JarEntry library : libraries) {
            sum.update(Long.toHexString(library.getCrc()).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        }
        return sum.getValue();
    }

    static void unpackUnlessThere(JarFile jar, JarEntry library, Path target) throws IOException {
        if (!Files.exists(target) || Files.size(target) != library.getSize()) {
            unpack(jar, library, target);
        }
    }

    private static void unpack(JarFile jar, JarEntry library, Path target) throws IOException {
        Files.createDirectories(target.getParent());
        removeAbandoned(target.getParent());
        Path temporary = target.resolveSibling(target.getFileName() + "." + UUID.randomUUID() + TEMPORARY);
        try (InputStream in = jar.getInputStream(library)) {
            Files.copy(in, temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) {
            if (!Files.exists(target)) { // else another process was faster and has it open, as Windows minds
                throw e;
            }
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** What a process that was killed while unpacking has left. */
    private static void removeAbandoned(Path folder) throws IOException {
        Instant old = Instant.now().minus(ABANDONED);
        List<Path> temporary;
        try (Stream<Path> files = Files.list(folder)) {
            temporary =
                    files.filter(file -> file.toString().endsWith(TEMPORARY)).toList();
        }
        for (Path file : temporary) {
            if (isOlder(file, old)) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** Not if another process has just given the file its name. */
    private static boolean isOlder(Path file, Instant instant) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant().isBefore(instant);
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
