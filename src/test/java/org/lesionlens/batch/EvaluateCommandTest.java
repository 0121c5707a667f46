package org.lesionlens.batch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.CsvTable;

class EvaluateCommandTest {
    private static final Path PLANAR = Path.of("test-data", "phantom_slice_mask.png");
    private static final Path VOLUME = Path.of("test-data", "phantom_mask.nii.gz");

    @TempDir
    private Path folder;

    private Path predictions;
    private Path references;
    private Path table;

    @BeforeEach
    void layOutFolders() throws IOException {
        predictions = Files.createDirectory(folder.resolve("predictions"));
        references = Files.createDirectory(folder.resolve("references"));
        table = folder.resolve("scores.csv");
    }

    private CommandLineRun evaluate(String... options) {
        Object[] arguments = new Object[5 + options.length];
        arguments[0] = "evaluate";
        arguments[1] = predictions;
        arguments[2] = references;
        arguments[3] = "--output";
        arguments[4] = table;
        System.arraycopy(options, 0, arguments, 5, options.length);
        return CommandLineRun.of(arguments);
    }

    private void predict(Path mask, String as) throws IOException {
        Path file = predictions.resolve(as);
        Files.createDirectories(file.getParent());
        Files.copy(mask, file);
    }

    @Test
    void aPerfectPredictionIsPerfectWhereverItLies() throws IOException {
        Files.copy(PLANAR, references.resolve("a.png"));
        Files.copy(VOLUME, references.resolve("b_mask.nii.gz"));
        Files.copy(VOLUME, references.resolve("c.nii.gz"));
        Files.copy(VOLUME, references.resolve("c_t1ce.nii.gz")); // an image, no reference
        predict(PLANAR, "a/mask.png");
        predict(VOLUME, "b_t1ce/mask.nii.gz");
        predict(VOLUME, "c.nii.gz");
        CommandLineRun run = evaluate();
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("cases 3  missing 0  both empty 0  Dice mean 1.0000");
        List<Map<String, String>> rows = CsvTable.read(table);
        assertThat(rows).extracting(row -> row.get("case")).containsExactly("a", "b", "c");
        assertThat(rows).allSatisfy(row -> {
            assertThat(Double.parseDouble(row.get("dice"))).isEqualTo(1);
            assertThat(Double.parseDouble(row.get("hd95"))).isZero();
            assertThat(row.get("matched")).isEqualTo("1");
        });
    }

    @Test
    void aMissingPredictionScoresZeroAndIsCounted() throws IOException {
        Files.copy(PLANAR, references.resolve("a.png"));
        CommandLineRun run = evaluate();
        assertThat(run.out()).startsWith("cases 1  missing 1  both empty 0  Dice mean 0.0000");
        assertThat(CsvTable.read(table).get(0)).containsEntry("found", "0").containsEntry("hd95", "");
    }

    @Test
    void classesAreThoseOfTheLargestLesionAndAMissedLesionIsWrong() throws IOException {
        Path classes = Files.writeString(folder.resolve("classes.csv"), "id,tumour\na,glioma\nb,glioma\nc,pituitary\n");
        for (String name : List.of("a", "b", "c")) {
            Files.copy(PLANAR, references.resolve(name + ".png"));
            predict(PLANAR, name + "/mask.png");
        }
        Files.writeString(predictions.resolve("a/lesions.csv"), "case,label,class\na,1,glioma\na,2,pituitary\n");
        Files.writeString(predictions.resolve("b/lesions.csv"), "case,label,class\n");
        Files.writeString(predictions.resolve("c/lesions.csv"), "case,label,class\nc,1,pituitary\n");
        CommandLineRun run = evaluate("--classes", classes.toString());
        assertThat(run.out())
                .contains("classes: cases 3  accuracy 0.6667  balanced 0.7500")
                .contains("class glioma  cases 2  right 0.5000");
    }

    @Test
    void masksOfDifferentSizesAreRefusedWithBothSizes() throws IOException {
        Files.copy(PLANAR, references.resolve("a.png"));
        predict(VOLUME, "a/mask.nii.gz");
        CommandLineRun run = evaluate();
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors()).contains("256").contains("160").contains("mask.nii.gz");
        assertThat(table).doesNotExist();
    }

    @Test
    void aFolderWithoutReferencesIsRefused() {
        CommandLineRun run = evaluate();
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors()).contains("holds no reference mask");
    }

    @Test
    void aFolderThatIsNoneIsWrongUsage() {
        CommandLineRun run = CommandLineRun.of("evaluate", folder.resolve("x"), references, "--output", table);
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
    }
}
