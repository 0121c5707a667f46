package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.imglib2.view.Views;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.model.ChangedModel;
import org.lesionlens.model.ModelsFrom;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Volume;

/** A dim ball of 6 mm and a bright one of 5 mm: see models/tiny/prompted/generate.py. */
class PromptedAnalysisTest {
    private static final Path MODELS = Path.of("models/tiny/prompted").toAbsolutePath();
    private static final Path PHANTOM = MODELS.resolve("phantom.nii.gz");

    @TempDir
    private Path folder;

    private Path output;
    private List<String> boxes;

    @BeforeEach
    void read() throws IOException {
        output = folder.resolve("out");
        boxes = new ArrayList<>();
        new ObjectMapper()
                .readTree(MODELS.resolve("expected.json").toFile())
                .get("boxes")
                .forEach(box -> boxes.add(box.asText()));
    }

    private CommandLineRun withoutPrompt(String subcommand) {
        String phantom = "test-data/phantom_t1ce.nii.gz";
        return CommandLineRun.of(
                subcommand, phantom, "--output", output, "--model", "brain-t1ce-segmenter", "--box", "1,1,1,5,5,5");
    }

    private CommandLineRun run(String subcommand, Object input, Object... more) {
        List<Object> arguments = new ArrayList<>(List.of(subcommand, input, "--output", output, "--device", "cpu"));
        arguments.addAll(List.of("--model", MODELS.resolve("segmenter")));
        arguments.addAll(Arrays.asList(more));
        return CommandLineRun.of(arguments.toArray());
    }

    private CommandLineRun analyze(Object... more) {
        List<Object> all = new ArrayList<>(List.of("--classifier", MODELS.resolve("classifier")));
        all.addAll(Arrays.asList(more));
        return run("analyze", PHANTOM, all.toArray());
    }

    private Path table(String... rows) throws IOException {
        return Files.write(folder.resolve("cohort.csv"), List.of(rows));
    }

    private static double ball(double radius) {
        return 4 / 3.0 * Math.PI * Math.pow(radius, 3) / 1000;
    }

    @Test
    void eachBoxGivesOneLesionThatIsOutlinedMeasuredAndClassified() throws IOException {
        CommandLineRun run = analyze("--box", boxes.get(1), "--box", boxes.get(0));
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        List<Map<String, String>> lesions = CsvTable.read(output.resolve("phantom/lesions.csv"));
        assertThat(lesions).extracting(row -> row.get("class")).containsExactly("dim", "bright");
        assertThat(volume(lesions.get(0))).isEqualTo(ball(6), within(0.3 * ball(6)));
        assertThat(volume(lesions.get(1))).isEqualTo(ball(5), within(0.3 * ball(5)));
        assertThat(Double.parseDouble(lesions.get(0).get("diameter_mm"))).isEqualTo(12, within(3.0));
        LabelMap labels = VolumeFiles.readLabels(output.resolve("phantom/labels.nii.gz"));
        assertThat(labels.geometry().sameGrid(VolumeFiles.readLabels(PHANTOM).geometry(), 1e-4))
                .isTrue();
        JsonNode told = new ObjectMapper()
                .readTree(output.resolve("phantom/analysis.json").toFile())
                .get("boxes");
        assertThat(told).hasSize(2);
        assertThat(told.get(0).get("box").asText()).isEqualTo(boxes.get(1));
        assertThat(told.get(0).get("lesion").asInt()).isEqualTo(2);
        assertThat(told.get(1).get("lesion").asInt()).isEqualTo(1);
    }

    private static double volume(Map<String, String> lesion) {
        return Double.parseDouble(lesion.get("volume_ml"));
    }

    /** Another box round the dim ball, for which less is outlined, and the same twice: as for one alone, with a warning. */
    @ParameterizedTest
    @ValueSource(strings = {"4,10,5,21,17,20", "6,9,7,23,17,22"})
    void boxesRoundOneFindingAreOneLesionAndSaidToBe(String other) throws IOException {
        String box = "6,9,7,23,17,22";
        assertThat(analyze("--box", box).code()).isEqualTo(ExitCode.DONE);
        List<Map<String, String>> alone = CsvTable.read(output.resolve("phantom/lesions.csv"));
        CommandLineRun run = analyze("--box", other, "--box", box, "--overwrite");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).contains("boxes 1 and 2 hold one finding");
        assertThat(CsvTable.read(output.resolve("phantom/lesions.csv"))).isEqualTo(alone);
    }

    @Test
    void aBoxOfWhichNothingCameIsTold() throws IOException {
        CommandLineRun run = analyze("--box", boxes.get(0), "--threshold", "1", "--classifier", "none");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.USAGE);
        run = run("analyze", PHANTOM, "--classifier", "none", "--box", boxes.get(0), "--min-volume", "50");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).contains("no lesion was found in box 1");
        assertThat(CsvTable.read(output.resolve("phantom/lesions.csv"))).isEmpty();
    }

    /** The other ball lies in the windows: the dim one is left out as flat, or lies beside the box. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"4,10,5,21,17,20|1", "22,17,0,28,20,12|0"})
    void noOtherFindingTakesThePlaceOfTheOneInTheBox(String box, String flatness) throws IOException {
        CommandLineRun run = analyze("--box", box, "--max-flatness", flatness);
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(run.err()).contains("no lesion was found in box 1");
        assertThat(CsvTable.read(output.resolve("phantom/lesions.csv"))).isEmpty();
    }

    @Test
    void withoutABoxNothingIsDone() {
        CommandLineRun run = analyze();
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("no box is given: give one for each finding (--box x0,y0,z0,x1,y1,z1");
        assertThat(output.resolve("phantom")).doesNotExist();
    }

    @Test
    void aModelWithoutAPromptTakesNoBox() {
        CommandLineRun run = withoutPrompt("analyze");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("finds lesions by itself and takes none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1,2,3|2|six whole numbers",
                "5,5,5,5,9,9|2|is empty along x",
                "0,0,0,45,4,4|3|phantom.nii.gz: the box 0,0,0,45,4,4 reaches from 0 to 45 along x",
                "2,10,10,3,11,11|3|thinner than the voxels",
            })
    void aWrongBoxIsRefused(String box, int code, String said) {
        CommandLineRun run = analyze("--box", box);
        assertThat(run.code()).as(run.err()).isEqualTo(code);
        assertThat(run.errors()).contains(said);
    }

    @Test
    void aBoxIsForOneInput() {
        CommandLineRun run = run("analyze", PHANTOM, MODELS.resolve("expected.nii.gz"), "--box", boxes.get(0));
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("voxels of one image");
    }

    @Test
    void aTableHasTheBoxesOfEachCaseAndAResumedRunRefusesOthers() throws IOException {
        Path table = table(
                "case,image,box",
                "a," + PHANTOM + ",\"" + boxes.get(0) + ";" + boxes.get(1) + "\"",
                "b," + PHANTOM + ",\"" + boxes.get(0) + "\"");
        CommandLineRun run = run("batch", table, "--classifier", "none");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        assertThat(CsvTable.read(output.resolve("lesions.csv")))
                .extracting(row -> row.get("case"))
                .containsExactly("a", "a", "b");
        run = run("batch", table, "--classifier", "none", "--resume");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        table(
                "case,image,box",
                "a," + PHANTOM + ",\"" + boxes.get(1) + "\"",
                "b," + PHANTOM + ",\"" + boxes.get(0) + "\"");
        run = run("batch", table, "--classifier", "none", "--resume");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("boxes " + boxes.get(0) + ";" + boxes.get(1) + " there, " + boxes.get(1));
    }

    @Test
    void aTableWithABadOrMissingBoxIsRefusedByItsCase() throws IOException {
        CommandLineRun run = run("batch", table("case,image,box", "a," + PHANTOM + ",\"1,2,3\""));
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("case a: the box is \"1,2,3\"");
        run = run("batch", table("case,image,box", "a," + PHANTOM + ",\"" + boxes.get(0) + "\"", "b," + PHANTOM + ","));
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("b: the model").contains("no box is given");
        assertThat(output.resolve("a")).doesNotExist();
    }

    @Test
    void whatCannotBeExplainedIsRefused() {
        assertThat(run("explain", PHANTOM).errors()).contains("no box is given");
        assertThat(run("explain", PHANTOM, "--box", boxes.get(0), "--box", boxes.get(1))
                        .errors())
                .contains("2 boxes are given but maps are of what the network saw round one");
        for (String option : List.of("--occlusion", "--faithfulness")) {
            CommandLineRun run = run("explain", PHANTOM, "--box", boxes.get(0), option);
            assertThat(run.code()).isEqualTo(ExitCode.USAGE);
            assertThat(run.errors()).contains("but this one looks round a box");
        }
        CommandLineRun run = withoutPrompt("explain");
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("takes none");
    }

    /** What the network says of the slice is what it said of the lesion, and its features lie where the ball does. */
    @Test
    void theMapsOfWhatItSawRoundABoxLieWhereTheLesionIs() throws IOException {
        assertThat(analyze("--box", boxes.get(1)).code()).isEqualTo(ExitCode.DONE);
        Volume all = VolumeFiles.read(output.resolve("phantom/probability.nii.gz"), Optional.empty())
                .volume();
        CommandLineRun run =
                run("explain", PHANTOM, "--box", boxes.get(1), "--features", "encoder1_excitation", "--overwrite");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
        Path found = output.resolve("phantom");
        long slice = new ObjectMapper()
                .readTree(found.resolve("analysis.json").toFile())
                .get("explained_slice")
                .asLong();
        assertThat(found.resolve("explanation.png")).exists();
        assertThat(found.resolve("gate0.nii.gz")).exists();
        assertThat(found.resolve("mirror_mean.nii.gz")).doesNotExist();
        Volume shown = VolumeFiles.read(found.resolve("probability.nii.gz"), Optional.empty())
                .volume();
        int axis = all.geometry().sliceAxis();
        var cut = Views.hyperSlice(all.voxels(), axis, slice);
        var map = Views.hyperSlice(shown.voxels(), axis, 0);
        int seen = 0;
        var of = Views.flatIterable(map).localizingCursor();
        while (of.hasNext()) {
            float value = of.next().get();
            if (!Float.isNaN(value)) {
                seen++;
                assertThat(value).isEqualTo(cut.getAt(of).get(), within(1e-4f));
            }
        }
        assertThat(seen).isPositive();
    }

    /** Among models for CT with and without a prompt: nobody names one. */
    @Test
    void aBoxSaysThatAModelWithAPromptIsMeant() throws IOException {
        Path models = folder.resolve("models");
        Files.createDirectories(models.resolve("prompted"));
        Files.move(ChangedModel.copy("prompted/segmenter", models, text -> text), models.resolve("boxes"));
        ChangedModel.copy("brain-t1ce-segmenter", models, text -> text.replace("modality: MR", "modality: CT"));
        try (ModelsFrom place = ModelsFrom.folder(models)) {
            assertThat(place).isNotNull();
            CommandLineRun run = CommandLineRun.of(
                    "analyze",
                    PHANTOM,
                    "--output",
                    output,
                    "--device",
                    "cpu",
                    "--classifier",
                    "none",
                    "--box",
                    boxes.get(0));
            assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.DONE);
            assertThat(run.err()).contains("no model is named: boxes (CT) is taken");
        }
    }

    @Test
    void theListOfModelsTellsThePrompt() {
        try (ModelsFrom place = ModelsFrom.folder(MODELS)) {
            assertThat(place).isNotNull();
            CommandLineRun run = CommandLineRun.of("models");
            assertThat(run.code()).as(run.out()).isEqualTo(ExitCode.DONE);
            assertThat(run.out()).contains("segmentation, prompt: box").doesNotContain("classification, prompt");
        }
    }
}
