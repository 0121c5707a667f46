package org.lesionlens.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

class NamePatternTest {
    @TempDir
    private Path folder;

    private void put(String... files) throws IOException {
        for (String file : files) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, "");
        }
    }

    @Test
    void theNameStandsWhereThePatternSays() throws IOException {
        put("a_seg.nii.gz", "b_2_seg.nii.gz", "b_2_gt.nii.gz", "c/a_seg.nii.gz", "_seg.nii.gz");
        assertThat(NamePattern.parse("{case}_seg.nii.gz").in(folder).keySet()).containsExactly("a", "b_2");
    }

    @Test
    void signsOfRegularExpressionsAreLetters() throws IOException {
        put("a(1)+.png", "a(1)+xpng");
        assertThat(NamePattern.parse("{case}(1)+.png").in(folder)).containsOnlyKeys("a");
    }

    @Test
    void foldersBelowAndANameTwice() throws IOException {
        put("site1/p1/p1_seg.nii.gz", "site1/p2/p3_seg.nii.gz", "site2/p4/p4_seg.nii.gz", "p5/p5_seg.nii.gz");
        assertThat(NamePattern.parse("*/{case}/{case}_seg.nii.gz").in(folder))
                .containsOnlyKeys("p1", "p4")
                .containsValue(folder.resolve("site1/p1/p1_seg.nii.gz"));
    }

    @Test
    void aFolderMayBeMeant() throws IOException {
        put("a/1.dcm", "b/1.dcm");
        assertThat(NamePattern.parse("{case}").in(folder)).containsOnlyKeys("a", "b");
    }

    /** The name is the longest that fits: a star stands for the last word. */
    @Test
    void aStarIsAnything() throws IOException {
        put("sub_01_flair.nii.gz", "sub_02_t1.nii.gz");
        assertThat(NamePattern.parse("{case}_*.nii.gz").in(folder)).containsOnlyKeys("sub_01", "sub_02");
    }

    /** Cohorts are often put together from links; one that leads back or nowhere is not followed. */
    @Test
    void linkedFoldersAreLookedInto(@TempDir Path elsewhere) throws IOException {
        put("a/seg.png");
        Files.createDirectory(elsewhere.resolve("b"));
        Files.writeString(elsewhere.resolve("b/seg.png"), "");
        Files.createSymbolicLink(folder.resolve("b"), elsewhere.resolve("b"));
        Files.createSymbolicLink(folder.resolve("back"), folder);
        Files.createSymbolicLink(folder.resolve("nowhere"), elsewhere.resolve("c"));
        Path linked = Files.createSymbolicLink(elsewhere.resolve("linked"), folder);
        assertThat(NamePattern.parse("{case}/seg.png").in(folder)).containsOnlyKeys("a", "b");
        assertThat(NamePattern.parse("{case}/seg.png").in(linked)).containsOnlyKeys("a", "b");
    }

    /** A program that runs beside may tidy up its own folders. */
    @Test
    void whatGoesWhileTheFolderIsListedIsNoCase() throws Exception {
        put("a/seg.png");
        AtomicBoolean listed = new AtomicBoolean();
        CompletableFuture<Void> beside = CompletableFuture.runAsync(() -> {
            for (int i = 0; !listed.get(); i = (i + 1) % 100) {
                File passing = folder.resolve("passing" + i).toFile();
                assertThat(passing.mkdir() && passing.delete()).isTrue();
            }
        });
        for (int i = 0; i < 1000; i++) {
            assertThat(NamePattern.parse("{case}/seg.png").in(folder)).containsOnlyKeys("a");
        }
        listed.set(true);
        beside.get(10, TimeUnit.SECONDS);
    }

    @Test
    void aFolderThatIsNotThereIsSaid() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> NamePattern.parse("{case}/seg.png").in(folder.resolve("gone")));
    }

    @Test
    void twoFilesOfACaseAreRefused() throws IOException {
        put("a_x.png", "a_y.png");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> NamePattern.parse("{case}_*.png").in(folder))
                .withMessageContaining("of the case a there are a_x.png and a_y.png");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mask.png", "../{case}.png", "/{case}.png", "{case}//x", "./{case}"})
    void whatLeadsNowhereIsRefused(String text) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> NamePattern.parse(text))
                .withMessageContaining("write it like \"{case}_seg.nii.gz\"");
    }

    private Pairing paired(String patterns) throws IOException {
        return Pairing.of(folder.resolve("p"), folder.resolve("r"), Optional.of(NamePatterns.parse(patterns)), false);
    }

    @Test
    void bothSidesHavePatternsAndWhatHasNoPartnerIsListed() throws IOException {
        put("p/a_seg.png", "p/b_seg.png", "p/x_seg.png", "r/s/a_gt.png", "r/s/b_gt.png", "r/s/c_gt.png");
        Pairing pairing = paired("{case}_seg.png=s/{case}_gt.png");
        assertThat(pairing.pairs())
                .containsExactly(
                        new ReferencePair(
                                        "a",
                                        new Reference.Mask(folder.resolve("r/s/a_gt.png")),
                                        Optional.of(folder.resolve("p/a_seg.png")))
                                .besideOthers(),
                        new ReferencePair(
                                        "b",
                                        new Reference.Mask(folder.resolve("r/s/b_gt.png")),
                                        Optional.of(folder.resolve("p/b_seg.png")))
                                .besideOthers(),
                        new ReferencePair("c", new Reference.Mask(folder.resolve("r/s/c_gt.png")), Optional.empty()));
        assertThat(pairing.alone()).containsExactly("x_seg.png");
    }

    /** A slip in a pattern must not look like bad predictions. */
    @Test
    void patternsThatPairNothingAreRefused() throws IOException {
        put("p/a_seg.png", "r/a_gt.png");
        assertThatExceptionOfType(UserMessageException.class)
                .isThrownBy(() -> paired("{case}_sge.png={case}_gt.png"))
                .withMessageContaining("holds nothing that the pattern \"{case}_sge.png\" fits");
        assertThatExceptionOfType(UserMessageException.class)
                .isThrownBy(() -> paired("{case}_seg.png={case}_tg.png"))
                .withMessageContaining("holds nothing that the pattern \"{case}_tg.png\" fits");
        assertThatExceptionOfType(UserMessageException.class)
                .isThrownBy(() -> paired("{case}_seg.png={case}.png"))
                .withMessageContaining("the predictions a and the references a_gt");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> paired("{case}_seg.png"))
                .withMessageContaining("give both");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> paired("{case}=b=c"))
                .withMessageContaining("one = between them");
    }
}
