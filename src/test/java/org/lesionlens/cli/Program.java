package org.lesionlens.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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

    Path temporary() {
        return folder.resolve("tmp");
    }

    List<String> command(Path temporary, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + temporary,
                "-Duser.home=" + Files.createDirectories(folder.resolve("home")),
                "-Dlesionlens.models=" + System.getProperty("lesionlens.models"),
                "-cp",
                System.getProperty("java.class.path")));
        String tested = System.getProperty("lesionlens.tested-models");
        if (tested != null) {
            command.add("-Dlesionlens.tested-models=" + tested);
        }
        command.addAll(SHORT_LIVED);
        command.addAll(options);
        command.add("org.lesionlens.cli.LesionLens");
        command.addAll(List.of(arguments));
        return command;
    }
}
