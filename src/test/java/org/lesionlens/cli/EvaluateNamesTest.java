package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What files may be called without {@code --names}, and what is said of those that are called otherwise. */
class EvaluateNamesTest extends EvaluateFixture {
    private static final Path PLANAR = Path.of("test-data", "phantom_slice_mask.png");

    private void copy(Path folder, String name) throws IOException {
        Files.createDirectories(folder.resolve(name).getParent());
        Files.copy(PLANAR, folder.resolve(name));
    }

    private void assertAllAgree(int cases, String... options) {
        assertThat(done(options).out()).startsWith("cases " + cases + "  missing 0  both empty 0  Dice mean 1.0000");
    }

    @Test
    void masksAreFoundInEveryFormatOnBothSides() throws IOException {
        put(predictions.resolve("a.nii"), Map.of(BIG, 1));
        put(references.resolve("a.nii"), Map.of(BIG, 1));
        put(predictions.resolve("b_mask.nii"), Map.of(BIG, 1));
        put(references.resolve("b_mask.nii"), Map.of(BIG, 1));
        copy(predictions, "c_mask.png");
        copy(references, "c_mask.png");
        assertAllAgree(3);
    }

    /** Nothing says that the values are numbers of lesions. */
    @Test
    void labelsWithoutATableHaveTheKindsAsTheirValues() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1, FAR, 2));
        put(predictions.resolve("a/labels.nii.gz"), Map.of(BIG, 1, FAR, 2));
        CommandLineRun run = done("--labels", "1=core,2=edema");
        assertThat(run.out())
                .contains("core: cases 1  missing 0  both empty 0  Dice mean 1.0000")
                .contains("edema: cases 1  missing 0  both empty 0  Dice mean 1.0000");
    }

    @Test
    void numbersOfLesionsAreNoKinds() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1, FAR, 2));
        result("a", Map.of(FAR, 1, BIG, 2), 0.9, 0.8);
        Files.delete(predictions.resolve("a/mask.nii.gz"));
        CommandLineRun run = run("--labels", "1=core,2=edema");
        assertThat(run.code()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors()).contains("a: not compared: ", "labels.nii.gz has the numbers of lesions");
        Files.writeString(predictions.resolve("a/lesions.csv"), "case,label,class\na,1,edema\na,2,core\n");
        assertThat(done("--labels", "1=core,2=edema").out())
                .contains("core: cases 1  missing 0  both empty 0  Dice mean 1.0000");
    }

    @Test
    void ifNoNameFitsTheNamesOfBothSidesAreSaid() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(predictions.resolve("a_seg.nii.gz"), Map.of(BIG, 1));
        CommandLineRun run = run();
        assertThat(run.code()).as(run.err()).isNotZero();
        assertThat(run.errors()).contains("a_seg.nii.gz", "the references a:", "--names");
        assertThat(folder.resolve("scores.csv")).doesNotExist();
        done("--names", "{case}_seg.nii.gz={case}.nii.gz");
        Files.createDirectory(predictions.resolve("a"));
        Files.move(predictions.resolve("a_seg.nii.gz"), predictions.resolve("a/seg.nii.gz"));
        assertThat(run().errors()).contains("there are a and the references a:", "--names");
    }

    @Test
    void aFolderOfACaseWithoutAMaskIsSaid() throws IOException {
        cases(1);
        put(references.resolve("d.nii.gz"), Map.of(BIG, 1));
        put(predictions.resolve("d/seg.nii.gz"), Map.of(BIG, 1));
        assertThat(done().errors()).contains("d holds no mask of a usual name");
    }

    @Test
    void aReferenceOfAnotherNameIsSaid() throws IOException {
        cases(1);
        Files.write(references.resolve("d.mha"), new byte[1]);
        Files.write(references.resolve("c0.jpg"), new byte[1]);
        Files.writeString(references.resolve("about.txt"), "");
        CommandLineRun run = done();
        assertThat(run.errors())
                .contains("in references nothing is compared with d.mha:")
                .doesNotContain("c0.jpg", "about");
    }

    @Test
    void anEmptyWordIsNone() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(references.resolve("a_.nii.gz"), Map.of(BIG, 1));
        put(predictions.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(predictions.resolve("a_.nii.gz"), Map.of(BIG, 1));
        assertAllAgree(2);
    }

    @Test
    void theRootOfAllFoldersHasNoNameButIsOne() throws IOException {
        put(references.resolve("passwd.nii.gz"), Map.of(BIG, 1));
        predictions = Path.of("/");
        CommandLineRun run = run("--names", "etc/{case}={case}.nii.gz");
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.NOTHING_DONE);
        assertThat(run.errors()).contains("passwd: not compared").doesNotContain("internal error");
    }
}
