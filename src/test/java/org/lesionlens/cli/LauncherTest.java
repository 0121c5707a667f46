package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher for Unix, beside a jar of the program, in a folder with blanks. */
@EnabledOnOs({OS.LINUX, OS.MAC})
@Timeout(300)
class LauncherTest {
    /** The jar with its libraries, which is copied. */
    @TempDir
    private static Path built;

    @TempDir
    private Path folder;

    private Path launcher;

    @BeforeAll
    static void build() throws IOException {
        List<Path> classPath = Arrays.stream(
                        System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                .map(entry -> Path.of(entry).toAbsolutePath())
                .toList();
        Path classes = classPath.stream()
                .filter(entry -> Files.isDirectory(entry.resolve("org/lesionlens/cli"))
                        && Files.exists(entry.resolve("org/lesionlens/cli/LesionLens.class")))
                .findFirst()
                .orElseThrow();
        pack(classes, classPath, built.resolve("LesionLens_-1.jar"));
    }

    @BeforeEach
    void install() throws IOException {
        install("my programs/lésion");
    }

    private void install(String name) throws IOException {
        Path installed = Files.createDirectories(folder.resolve(name));
        launcher = Files.copy(
                Path.of("src/launch/lesionlens"), installed.resolve("lesionlens"), StandardCopyOption.COPY_ATTRIBUTES);
        assertThat(launcher).isExecutable();
        Files.copy(built.resolve("LesionLens_-1.jar"), installed.resolve("LesionLens_-1.jar"));
        Files.createSymbolicLink(installed.resolve("lib"), built.resolve("lib"));
    }

    private static void pack(Path classes, List<Path> classPath, Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "org.lesionlens.cli.LesionLens");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, linked(classPath, jar.resolveSibling("lib")));
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(file, manifest);
                Stream<Path> all = Files.walk(classes)) {
            packed.setLevel(Deflater.BEST_SPEED);
            all.filter(Files::isRegularFile)
                    .filter(each -> !each.endsWith("META-INF/MANIFEST.MF"))
                    .forEach(each -> add(packed, classes.relativize(each), each));
        }
    }

    /** Names of the libraries beside the jar, as the build puts them there. */
    private static String linked(List<Path> classPath, Path libraries) throws IOException {
        Files.createDirectories(libraries);
        StringBuilder names = new StringBuilder();
        for (Path entry : classPath) {
            if (entry.toString().endsWith(".jar")) {
                Path link = Files.createSymbolicLink(libraries.resolve(entry.getFileName()), entry);
                names.append("lib/").append(link.getFileName()).append(' ');
            }
        }
        return names.toString().strip();
    }

    private static void add(JarOutputStream packed, Path name, Path file) {
        try {
            packed.putNextEntry(new JarEntry(name.toString()));
            Files.copy(file, packed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Ended(int code, String said) {}

    private Ended launch(String options, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HOME", folder.resolve("home").toString());
        builder.environment().put("XDG_CACHE_HOME", folder.resolve("the cache").toString());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put(
                        "LESIONLENS_JAVA_OPTIONS",
                        "-Dlesionlens.models=" + Path.of("models/tiny").toAbsolutePath()
                                + " -Dlesionlens.tested-models=" + System.getProperty("lesionlens.tested-models")
                                + " " + options);
        Process process = builder.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(process.waitFor(), said);
    }

    private Ended analyze(String options) throws Exception {
        return launch(
                options,
                "analyze",
                Path.of("test-data/phantom_slice.png").toString(),
                "--output",
                folder.resolve("out").toString(),
                "--overwrite");
    }

    /** An analysis too, which leaves an archive. */
    private Ended refused() throws Exception {
        return launch(
                "", "analyze", "nowhere.png", "--output", folder.resolve("out").toString());
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("the cache/lesionlens"))) {
            return files.filter(file -> file.toString().endsWith(".jsa")).toList();
        }
    }

    /** In a folder without blanks: Java 17 shares no classes of jars whose names must be escaped. */
    @Test
    void theSecondStartTakesTheClassesOfTheFirst() throws Exception {
        install("programs");
        Ended first = analyze("");
        assertThat(first.code()).as(first.said()).isZero();
        assertThat(archives()).hasSize(1);
        Path loaded = folder.resolve("loaded.txt");
        Ended second = analyze("-Xlog:class+load:file=" + loaded);
        assertThat(second.code()).as(second.said()).isZero();
        assertThat(Files.readString(loaded))
                .containsPattern("org\\.lesionlens\\.pipeline\\.LesionPipeline source: shared objects file \\(top\\)");
        String seconds = "\\(\\d+\\.\\d+ s\\)";
        assertThat(second.said().replaceAll(seconds, "")).isEqualTo(first.said().replaceAll(seconds, ""));
    }

    @Test
    void anArchiveThatDoesNotFitIsNoMatter() throws Exception {
        assertThat(refused().code()).isEqualTo(ExitCode.NOTHING_DONE);
        Path archive = archives().get(0);
        Files.delete(archive);
        Files.writeString(archive, "no archive");
        Ended run = analyze("");
        assertThat(run.code()).as(run.said()).isZero();
        assertThat(run.said()).doesNotContain("archive");
        Files.setLastModifiedTime(
                launcher.resolveSibling("LesionLens_-1.jar"), FileTime.fromMillis(1_000_000_000_000L));
        assertThat(refused().code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(archives()).as("that of the other jar is gone").hasSize(1).doesNotContain(archive);
    }

    /** Files of zeros: what counts is how large they are. */
    @Test
    void theSecondCompilerIsLeftToLargeInputs() throws Exception {
        Path slices = Files.createDirectories(folder.resolve("a series"));
        sized(slices.resolve("1.dcm"), 1_900_000);
        sized(slices.resolve("2.dcm"), 1_900_000);
        assertThat(flags("analyze", slices.toString())).contains("TieredStopAtLevel=1");
        assertThat(flags(
                        "analyze",
                        "--output",
                        folder.toString(),
                        slices.resolve("1.dcm").toString()))
                .contains("TieredStopAtLevel=1");
        assertThat(flags("batch", slices.toString())).doesNotContain("TieredStopAtLevel");
        sized(slices.resolve("3.dcm"), 300_000);
        assertThat(flags("analyze", slices.toString())).doesNotContain("TieredStopAtLevel");
        assertThat(flags("analyze", folder.toString())).doesNotContain("TieredStopAtLevel");
        Path packed = sized(folder.resolve("packed.nii.gz"), 1_100_000);
        assertThat(flags("analyze", packed.toString())).doesNotContain("TieredStopAtLevel");
    }

    private static Path sized(Path file, int bytes) throws IOException {
        return Files.write(file, new byte[bytes]);
    }

    /** What Java was started with; it stops at once. */
    private String flags(String... arguments) throws Exception {
        return launch("-XX:+PrintCommandLineFlags -version", arguments).said();
    }

    @Test
    void theExitCodeIsThatOfTheProgram() throws Exception {
        assertThat(launch("", "nonsense").code()).isEqualTo(ExitCode.USAGE);
        assertThat(refused().code()).isEqualTo(ExitCode.NOTHING_DONE);
    }

    @Test
    void withoutAJarItSaysSo() throws Exception {
        Files.delete(launcher.resolveSibling("LesionLens_-1.jar"));
        Ended run = launch("", "models");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.said().lines()).hasSize(1).first().asString().contains("no LesionLens_-VERSION.jar");
    }
}
