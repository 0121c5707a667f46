package org.lesionlens.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Starts the program as a process of its own.
 *
 * @param folder of its home, cache and temporary files
 * @param options of Java
 */
public record Program(Path folder, List<String> options) {
    /** For processes that live for seconds: what is compiled best, or collected side by side, costs more than it gains. */
    public static final List<String> SHORT_LIVED = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    Program(Path folder) {
        this(folder, List.of());
    }

    /**
     * Java for a process that lives for seconds, with the class path of the tests.
     *
     * <p>Where .ci/run has built the program's jar and an archive of its classes, they come from there, which halves a start; an
     * archive that does not fit, as where a later {@code -cp} names other classes, is passed over.
     */
    public static List<String> java() {
        List<String> words = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        words.addAll(SHORT_LIVED);
        String classPath = System.getProperty("java.class.path");
        String archive = System.getProperty("lesionlens.archive");
        if (archive != null) {
            words.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:disable", "-Xlog:all=error:stderr"));
            classPath = System.getProperty("lesionlens.jar") + File.pathSeparator + classPath;
        }
        words.addAll(List.of("-cp", classPath));
        return words;
    }

    /** Standard output and error come as one. */
    public Process start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    /** The same with variables of the environment. */
    public Process start(Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(Files.createDirectories(temporary()), arguments));
        builder.environment().putAll(environment);
        builder.environment().put("HOME", folder.resolve("home").toString());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("cache").toString());
        builder.environment().put("DISPLAY", ":77"); // a screen that is not there
        return builder.redirectErrorStream(true).start();
    }

    /**
     * The same from a copy of the classes in its folder: the program finds no models beside or above them, as it finds those of
     * the project, whose networks take their time.
     */
    Program away() throws IOException {
        List<String> more = new ArrayList<>(options);
        more.addAll(List.of("-cp", copiedClassPath(folder.resolve("program"))));
        return new Program(folder, more);
    }

    /** The class path with copies in a folder in place of folders of classes; Java would look through links. */
    static String copiedClassPath(Path folder) throws IOException {
        List<String> copied = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path from = Path.of(entry).toAbsolutePath();
            if (!Files.isDirectory(from)) {
                copied.add(entry);
                continue;
            }
            Path to = folder.resolve("classes" + copied.size());
            copied.add(to.toString());
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Path copy = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                }
            }
        }
        return String.join(File.pathSeparator, copied);
    }

    Path temporary() {
        return folder.resolve("tmp");
    }

    List<String> command(Path temporary, String... arguments) throws IOException {
        List<String> command = java();
        command.addAll(List.of(
                "-Djava.io.tmpdir=" + temporary,
                "-Duser.home=" + Files.createDirectories(folder.resolve("home")),
                "-Dlesionlens.models=" + System.getProperty("lesionlens.models")));
        String tested = System.getProperty("lesionlens.tested-models");
        if (tested != null) {
            command.add("-Dlesionlens.tested-models=" + tested);
        }
        command.addAll(options);
        command.add("org.lesionlens.cli.LesionLens");
        command.addAll(List.of(arguments));
        return command;
    }
}
