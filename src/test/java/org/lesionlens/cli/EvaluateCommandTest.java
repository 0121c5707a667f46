package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.imglib2.Cursor;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.dicom.SegmentationBytes;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.VolumeGeometry;

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

    /** Names are told by their pattern, whatever sequence a data set names. */
    @Test
    void anImageBesideItsMaskIsNoReferenceAndItsResultsAreFound() throws IOException {
        Files.copy(VOLUME, references.resolve("a_mask.nii.gz"));
        Files.copy(VOLUME, references.resolve("a_flair.nii.gz"));
        Files.copy(VOLUME, references.resolve("a_2.nii.gz")); // a case of its own
        predict(VOLUME, "a_flair/mask.nii.gz");
        predict(VOLUME, "a_2_flair/mask.nii.gz");
        CommandLineRun run = evaluate();
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out()).startsWith("cases 2  missing 0  both empty 0  Dice mean 1.0000");
        assertThat(CsvTable.read(table)).extracting(row -> row.get("case")).containsExactly("a_2", "a");
        assertThat(run.errors())
                .contains("a_flair.nii.gz is taken for an image of the case a, not for a reference")
                .contains("the case a has no results of its own: those of a_flair are taken for them");
        String second = "lesionlens: " + predictions.getFileName() + " (second): ";
        assertThat(evaluate("--compare", predictions.toString()).errors())
                .contains(second + "the case a has no results of its own: those of a_flair are taken for them")
                .doesNotContain(second + "a_flair.nii.gz");
    }

    /** One sentence, not one a case, and not once more for the other predictions. */
    @Test
    void manyImagesBesideTheirMasksAreToldOnce() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            Files.copy(VOLUME, references.resolve(name + "_mask.nii.gz"));
            Files.copy(VOLUME, references.resolve(name + "_flair.nii.gz"));
            predict(VOLUME, name + "/mask.nii.gz");
        }
        CommandLineRun run = evaluate("--compare", predictions.toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.errors())
                .containsOnlyOnce("3 files are taken for images of cases, not for references (a_flair.nii.gz,"
                        + " b_flair.nii.gz, c_flair.nii.gz): call a reference CASE_mask, or say with --names how files are"
                        + " called")
                .doesNotContain("is taken for an image");
    }

    /** Names that begin alike, as a case and its follow-up, or the series of one folder. */
    @Test
    void casesWhoseNamesBeginAlikeAreAllCompared() throws IOException {
        for (String name : List.of("a", "a_post", "a_S2")) {
            Files.copy(VOLUME, references.resolve(name + ".nii.gz"));
            predict(VOLUME, name + "/mask.nii.gz");
        }
        CommandLineRun run = evaluate();
        assertThat(run.out()).startsWith("cases 3  missing 0  both empty 0  Dice mean 1.0000");
        assertThat(run.errors()).contains("a_post.nii.gz is taken for a reference of its own");
    }

    @Test
    void ofSeveralPredictionsNoneIsGuessed() throws IOException {
        Files.copy(VOLUME, references.resolve("a.nii.gz"));
        predict(VOLUME, "a_flair/mask.nii.gz");
        predict(VOLUME, "a_t2/mask.nii.gz");
        CommandLineRun run = evaluate();
        assertThat(run.code()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains("a_flair", "a_t2", "nobody knows which is the prediction of the case a");
        predict(VOLUME, "a/mask.nii.gz");
        assertThat(evaluate().code()).isZero();
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

    private static LabelMap ball(VolumeGeometry grid) {
        LabelMap mask = LabelMap.allocate(grid);
        Cursor<UnsignedShortType> cursor = mask.voxels().localizingCursor();
        double[] index = new double[3];
        while (cursor.hasNext()) {
            UnsignedShortType voxel = cursor.next();
            cursor.localize(index);
            double[] world = grid.toWorld(index);
            voxel.set(Math.hypot(Math.hypot(world[0] - 2, world[1] + 1), world[2] - 3) < 6 ? 1 : 0);
        }
        return mask;
    }

    private static VolumeGeometry grid(double firstX, double spacing, double... direction) {
        double[][] axes = {{direction[0], 0, 0}, {0, direction[1], 0}, {0, 0, 1}};
        double[] origin = {firstX, direction[1] * -15, -10};
        return VolumeGeometry.of(new long[] {24, 20, 6}, new double[] {spacing, 1.5, 4}, origin, axes);
    }

    private static void write(Path file, LabelMap mask) throws IOException {
        NiftiWriter.FAST.writeMask(file, mask);
    }

    /** Stored RAS instead of LPS, 30 mm away, and with other voxel sizes: one agrees, the others are not scored. */
    @Test
    void masksAreComparedByTheirPlaceAndThoseElsewhereAreRefusedOneByOne() throws IOException {
        VolumeGeometry lps = grid(-15, 1.25, 1, 1);
        for (String name : List.of("flipped", "moved", "scaled", "unplaced")) {
            write(predictions.resolve(name + ".nii.gz"), ball(lps));
        }
        write(references.resolve("flipped.nii.gz"), ball(grid(13.75, 1.25, -1, 1)));
        write(references.resolve("moved.nii.gz"), new LabelMap(ball(lps).voxels(), grid(15, 1.25, 1, 1)));
        write(references.resolve("scaled.nii.gz"), new LabelMap(ball(lps).voxels(), grid(-15, 2.5, 1, 1)));
        write(references.resolve("unplaced.nii.gz"), new LabelMap(ball(lps).voxels(), lps.withoutPlace()));
        CommandLineRun run = evaluate();
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(run.out())
                .startsWith("cases 1  missing 0  both empty 0  Dice mean 1.0000")
                .contains("not compared, and in none of these figures: 3 (moved, scaled, unplaced)");
        assertThat(run.errors())
                .contains("moved: not compared", "24 x 20 x 6 voxels of 1.25 x 1.5 x 4 mm from (15.0, -15.0, -10.0)")
                .contains("scaled: not compared", "24 x 20 x 6 voxels of 2.5 x 1.5 x 4 mm")
                .contains("unplaced: not compared", "24 x 20 x 6 voxels of 1.25 x 1.5 x 4 mm, place unknown");
        List<Map<String, String>> rows = CsvTable.read(table);
        assertThat(Double.parseDouble(rows.get(0).get("dice"))).isEqualTo(1);
        assertThat(rows.get(0).get("note")).contains("another order or direction");
        assertThat(rows.subList(1, 4)).allSatisfy(row -> {
            assertThat(row.get("dice")).isEmpty();
            assertThat(row.get("predicted")).isEmpty();
            assertThat(row.get("note")).contains("not on one grid");
        });
    }

    @Test
    void anotherGridOfTheSameSpaceIsSaid() throws IOException {
        VolumeGeometry fine = VolumeGeometry.of(
                new long[] {48, 40, 12},
                new double[] {0.625, 0.75, 2},
                new double[] {-15.3125, -15.375, -11},
                new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});
        write(predictions.resolve("a.nii.gz"), ball(grid(-15, 1.25, 1, 1)));
        write(references.resolve("a.nii.gz"), ball(fine));
        CommandLineRun run = evaluate();
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.errors()).contains("a: prediction (24 x 20 x 6").contains("compared on that of the reference");
        Map<String, String> row = CsvTable.read(table).get(0);
        assertThat(row.get("note")).contains("compared on that of the reference");
        assertThat(Double.parseDouble(row.get("dice"))).isBetween(0.75, 0.99);
    }

    /** Frames in any order, planes of the middle only. */
    @Test
    void aDicomSegmentationIsAReferenceOrAPrediction() throws IOException {
        VolumeGeometry grid = grid(-15, 1.25, 1, 1);
        LabelMap mask = ball(grid);
        SegmentationBytes segmentation =
                new SegmentationBytes(24, 20).spacing("1.5\\1.25").measure(0x00180088, "4");
        for (int z : new int[] {3, 4, 2}) {
            int[] pixels = new int[24 * 20];
            int i = 0;
            for (UnsignedShortType voxel : Views.flatIterable(Views.hyperSlice(mask.voxels(), 2, z))) {
                pixels[i++] = voxel.get();
            }
            segmentation.frame(1, -15, -15, -10 + 4 * z, pixels);
        }
        write(predictions.resolve("a.nii.gz"), mask);
        Files.write(references.resolve("a.dcm"), segmentation.array());
        write(references.resolve("b.nii.gz"), mask);
        Files.write(Files.createDirectory(predictions.resolve("b")).resolve("x.dcm"), segmentation.array());
        write(predictions.resolve("c.nii.gz"), mask);
        Files.write(Files.createDirectory(references.resolve("c")).resolve("x"), segmentation.array());
        CommandLineRun run = evaluate();
        assertThat(run.code()).as(run.err()).isZero();
        assertThat(CsvTable.read(table)).extracting(row -> row.get("case")).containsExactly("a", "b", "c");
        assertThat(CsvTable.read(table)).allSatisfy(row -> {
            assertThat(Double.parseDouble(row.get("dice"))).isEqualTo(1);
            assertThat(row.get("note")).contains("24 x 20 x 3 voxels");
        });
    }

    @Test
    void aFileThatCannotBeReadDoesNotStopTheOthers() throws IOException {
        for (String name : List.of("a", "b")) {
            predict(PLANAR, name + ".png");
        }
        Files.writeString(references.resolve("a.png"), "no PNG");
        Files.copy(PLANAR, references.resolve("b.png"));
        CommandLineRun run = evaluate();
        assertThat(run.code()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(run.out()).startsWith("cases 1  missing 0").contains("1 (a)");
    }

    /** Folders of either side that nobody can look into, or whose file cannot be read: each is said, the others count. */
    @Test
    void aFolderThatCannotBeReadDoesNotStopTheOthers() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            Files.copy(PLANAR, references.resolve(name + ".png"));
        }
        Locked.unreadable(references.resolve("d/mask.dcm"));
        predict(PLANAR, "a.png");
        Locked.unreadable(predictions.resolve("b/mask.dcm"));
        Locked.unreadable(predictions.resolve("c_t1ce/seg"));
        assertOnlyTheFirstIsCompared("b", "c", "d");
    }

    @Test
    void aFolderThatNobodyMayLookIntoDoesNotStopTheOthers() throws Exception {
        for (String name : List.of("a", "b")) {
            Files.copy(PLANAR, references.resolve(name + ".png"));
        }
        predict(PLANAR, "a.png");
        predict(PLANAR, "b/mask.png");
        Path reference = Files.createDirectory(references.resolve("c"));
        try (Locked one = Locked.closed(reference);
                Locked other = Locked.closed(predictions.resolve("b"))) {
            assertThat(List.of(one, other)).doesNotContainNull();
            assertOnlyTheFirstIsCompared("b", "c");
        }
    }

    private void assertOnlyTheFirstIsCompared(String... others) throws IOException {
        CommandLineRun run = evaluate();
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.SOME_FAILED);
        assertThat(run.out())
                .startsWith("cases 1  missing 0  both empty 0  Dice mean 1.0000")
                .contains("not compared, and in none of these figures: " + others.length + " ("
                        + String.join(", ", others) + ")");
        for (String name : others) {
            assertThat(run.err()).contains("lesionlens: " + name + ": not compared: ");
        }
    }

    /** What cannot be written is told before the work: nothing has been compared. */
    @Test
    void aTableThatCannotBeWrittenIsWrongUsage() throws Exception {
        Files.copy(PLANAR, references.resolve("a.png"));
        table = Files.createDirectory(folder.resolve("there"));
        assertRefusedAtOnce("there is a folder: name a file");
        table = Files.writeString(folder.resolve("file"), "").resolve("below/scores.csv");
        assertRefusedAtOnce("file is no folder");
        table = folder.resolve("there/scores.csv");
        try (Locked locked = Locked.readOnly(folder.resolve("there"))) {
            assertThat(locked).isNotNull();
            assertRefusedAtOnce("nothing may be put into");
        }
    }

    private void assertRefusedAtOnce(String why) {
        CommandLineRun run = evaluate();
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.err().strip())
                .contains(why)
                .doesNotContain("no prediction")
                .hasLineCount(1);
    }

    @Test
    void theFolderOfTheTableIsMade() throws IOException {
        Files.copy(PLANAR, references.resolve("a.png"));
        table = folder.resolve("new/folder/scores.csv");
        assertThat(evaluate().code()).isZero();
        assertThat(CsvTable.read(table)).hasSize(1);
    }
}
