package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.inference.HarmfulNetworks;
import org.lesionlens.inference.ModelTrust;
import org.lesionlens.inference.TinyModel;
import org.lesionlens.model.Model;
import org.lesionlens.model.ModelsFrom;

/** Models that would end the program, or never end themselves, are told in a sentence. */
@Timeout(300)
class HarmfulModelsTest {
    @TempDir
    private Path folder;

    private CommandLineRun analyze(Path model, String... more) throws IOException {
        Path image = TinyImages.ramp(folder.resolve("in/a.png"));
        List<String> words = new ArrayList<>(List.of("analyze", image.toString(), "--output"));
        words.addAll(List.of(folder.resolve("out").toString(), "--model", model.toString(), "--classifier", "none"));
        words.addAll(List.of(more));
        return CommandLineRun.of(words.toArray());
    }

    @Test
    void modelsTellsOfAModelThatCrashesAndListsTheOthers() throws IOException {
        Path models = folder.resolve("models");
        HarmfulNetworks.crashing(models, "fatal");
        TinyModel.good(models, "good");
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            CommandLineRun run = CommandLineRun.of("models");
            assertThat(run.out().lines()).anyMatch(line -> line.startsWith("fatal  FAILED: the model fatal crashed"));
            assertThat(run.out().lines()).contains("  check: not checked (it has no test tensors)");
        }
    }

    @Test
    void analyzeRefusesAModelThatCrashes() throws IOException {
        CommandLineRun run = analyze(HarmfulNetworks.crashing(folder.resolve("models"), "fatal"));
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors().lines()).singleElement().asString().contains("the model fatal crashed");
        assertThat(folder.resolve("out/a")).doesNotExist();
    }

    @Test
    void whatHasCrashedIsNotTriedAgainButByModels() throws IOException {
        Path models = folder.resolve("models");
        Path fatal = HarmfulNetworks.crashing(models, "fatal");
        analyze(fatal);
        assertThat(analyze(fatal).err()).contains("when it was tried before", "models", "--trust-model");
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            assertThat(CommandLineRun.of("models").out()).contains("crashed").doesNotContain("before");
        }
    }

    @Test
    void whatDrawsLotsSaysSoInItsResults() throws IOException {
        CommandLineRun run = analyze(HarmfulNetworks.random(folder.resolve("models"), "lots"));
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.err()).contains("a: the model lots answers the same question twice");
        assertThat(Files.readString(folder.resolve("out/a/analysis.json"))).contains("cannot be repeated");
    }

    @Test
    void theUserMayTrustAModel() throws IOException {
        Path path = TinyModel.constant(folder.resolve("models"), "trusted", 0.125f);
        assertThat(ModelTrust.isGiven(Model.read(path))).isFalse();
        CommandLineRun run = analyze(path, "--trust-model");
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(ModelTrust.isGiven(Model.read(path))).isTrue();
    }

    @Test
    void theProcessInWhichAModelIsTriedDiesWithTheProgram() throws Exception {
        Path models = folder.resolve("models");
        TinyModel.neverAnswering(models, "never");
        Process program = new Program(folder, List.of("-Dlesionlens.models=" + models)).start("models");
        ProcessHandle trial = awaitChild(program);
        program.destroyForcibly(); // as kill -9
        assertThat(program.waitFor(60, TimeUnit.SECONDS)).isTrue();
        trial.onExit().get(60, TimeUnit.SECONDS);
        assertNothingIsLeft(folder.resolve("tmp"));
    }

    /** A child that is not Java yet would end without having been one. */
    private static ProcessHandle awaitChild(Process program) throws InterruptedException {
        while (true) {
            Optional<ProcessHandle> child = program.children()
                    .filter(one -> one.info()
                            .command()
                            .filter(name -> name.endsWith("java"))
                            .isPresent())
                    .findFirst();
            if (child.isPresent()) {
                return child.get();
            }
            assertThat(program.isAlive()).isTrue();
            Thread.sleep(20);
        }
    }

    /** As in a folder of an application, whatever it is called. */
    @Test
    void aModelIsTriedFromFoldersWithBlanksAndOtherLetters() throws Exception {
        Path jars = Files.createDirectories(
                odd("Fiji \u00e4\u00f6\u00fc \u65e5\u672c app").resolve("jars"));
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path file = Path.of(entry).toAbsolutePath();
            boolean needed =
                    Files.isDirectory(file) || file.getFileName().toString().startsWith("onnxruntime");
            Path link = jars.resolve(classPath.size() + " " + file.getFileName());
            classPath.add((needed ? Files.createSymbolicLink(link, file) : file).toString());
        }
        Path models = odd("Models \u00e9 x");
        TinyModel.good(models, "good");
        HarmfulNetworks.crashing(models, "fatal");
        Program program = new Program(
                odd("H\u00f6me sweet"),
                List.of("-Dlesionlens.models=" + models, "-cp", String.join(File.pathSeparator, classPath)));
        Process process = program.start("models");
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(said)
                .contains("fatal  FAILED: the model fatal crashed")
                .contains("good  version 1", "check: not checked (it has no test tensors)");
        assertNothingIsLeft(program.temporary());
        assertNothingIsLeft(Path.of("").toAbsolutePath());
    }

    private static void assertNothingIsLeft(Path place) throws IOException {
        try (Stream<Path> left = Files.list(place)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.matches("(lesionlens-trial|hs_err|core\\b).*"));
        }
    }

    /** The same in ASCII where the system's files have no such names. */
    private Path odd(String name) {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException e) {
            return folder.resolve(name.replaceAll("[^\\x20-\\x7e]", "_"));
        }
    }
}
