package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.InputReading;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.UsageException;

/** Which files make the image of a case, where a model sees several channels together. */
class ChannelsOfCasesTest {
    private static final Path IMAGE = Path.of("test-data/phantom_slice.png");
    private static final ReadOptions READING = new ReadOptions(Optional.empty(), false);
    private static final InputReading ONE = InputReading.of(READING);
    private static final InputReading TWO = new InputReading(List.of("t1", "flair"), READING, Map.of());

    @TempDir
    private Path folder;

    private void images(String... names) throws IOException {
        for (String name : names) {
            Files.copy(IMAGE, folder.resolve(name));
        }
    }

    private List<Case> inFolder(InputReading reading) throws IOException {
        return Cohort.ofFolder(folder, folder.resolve("out"), false, reading).cases();
    }

    private static List<String> inputs(Case item) {
        return item.inputs().stream()
                .map(input -> input.channel() + "=" + input.path().getFileName())
                .toList();
    }

    @Test
    void wordsOfTheCommandLineNameChannelsInAnyOrder() throws IOException {
        Case item = Cohort.ofInput("FLAIR=" + folder.resolve("b.png") + ",t1=" + folder.resolve("a_t1.png"), TWO);
        assertThat(inputs(item)).containsExactly("t1=a_t1.png", "flair=b.png");
        assertThat(item.name()).isEqualTo("a_t1");
    }

    @Test
    void aFileThatIsCalledLikeChannelsIsAFile() throws IOException {
        images("t1=a,flair=b.png");
        String word = folder.resolve("t1=a,flair=b.png").toString();
        assertThat(inputs(Cohort.ofInput(word, TWO))).containsExactly("=t1=a,flair=b.png");
    }

    @Test
    void otherChannelsThanThoseOfTheModelAreRefusedBeforeAnythingIsDone() {
        for (String word : List.of("t1=a.nii", "t1=a.nii,t2=b.nii", "t1=a.nii,flair=b.nii,t2=c.nii")) {
            assertThatThrownBy(() -> Cohort.ofInput(word, TWO))
                    .isInstanceOf(UsageException.class)
                    .hasMessageContaining("but the model takes t1, flair");
        }
    }

    @Test
    void aSeriesForEachChannelMakesOneFolderSeveralInputs() throws IOException {
        InputReading reading = TWO.with("flair=1.2,t1=1.1", "flair=2");
        List<ChannelInput> inputs = Cohort.ofInput("study", reading).inputs();
        assertThat(inputs).extracting(ChannelInput::path).containsOnly(Path.of("study"));
        assertThat(inputs)
                .extracting(ChannelInput::options)
                .containsExactly(
                        READING.ofSeries("1.1"), READING.ofSeries("1.2").ofVolume(2));
        assertThat(TWO.with("1.1", "2").options())
                .isEqualTo(READING.ofSeries("1.1").ofVolume(2));
        assertThatThrownBy(() -> TWO.with("", "t1=0")).isInstanceOf(UsageException.class);
    }

    @Test
    void numberedFilesOfAFolderAreOneCase() throws IOException {
        images("pat1_0000.png", "pat1_0001.png", "pat2_0001.png", "pat2_0000.png", "whole.png", "x_0001.png");
        List<Case> cases = inFolder(TWO);
        assertThat(cases).extracting(Case::name).containsExactly("pat1", "pat2", "whole", "x_0001");
        assertThat(inputs(cases.get(1))).containsExactly("t1=pat2_0000.png", "flair=pat2_0001.png");
        assertThat(inputs(cases.get(3))).containsExactly("=x_0001.png");
        Case named = Cohort.ofInput(folder.resolve("pat1_0000.png").toString(), TWO);
        assertThat(named.name()).isEqualTo("pat1");
        assertThat(inputs(named)).containsExactly("t1=pat1_0000.png", "flair=pat1_0001.png");
    }

    @Test
    void aModelOfOneChannelTakesNumberedFilesOneByOne() throws IOException {
        images("pat1_0000.png", "pat1_0001.png");
        assertThat(inFolder(ONE)).extracting(Case::name).containsExactly("pat1_0000", "pat1_0001");
    }

    @Test
    void ofNumberedFilesNoneIsLeftOutAndNoneInvented() throws IOException {
        images("pat1_0000.png", "pat2_0000.png", "pat2_0001.png", "pat2_0002.png");
        List<Case> cases = inFolder(TWO);
        assertThat(inputs(cases.get(0))).containsExactly("t1=pat1_0000.png", "flair=pat1_0001.png");
        assertThat(inputs(cases.get(1))).endsWith("0002=pat2_0002.png");
    }

    private List<Case> table(String rows, InputReading reading) throws IOException {
        Path table = Files.writeString(folder.resolve("cohort.csv"), rows);
        return Cohort.of(table, folder.resolve("out"), reading, List.of(), List.of())
                .cases();
    }

    @Test
    void aTableHasAColumnForEachChannel() throws IOException {
        List<Case> cases = table(
                "case,T1,flair,image,reference,series\na,a1.nii,a2.nii,,m.nii,\nb,,,b.nii,,\nc,c1,c2,,,\"t1=1.1,flair=1.2\"\n",
                TWO);
        assertThat(inputs(cases.get(0))).containsExactly("t1=a1.nii", "flair=a2.nii");
        assertThat(cases.get(0).reference()).contains(folder.resolve("m.nii"));
        assertThat(inputs(cases.get(1))).containsExactly("=b.nii");
        assertThat(cases.get(2).inputs())
                .extracting(input -> input.options().seriesUid().orElse(""))
                .containsExactly("1.1", "1.2");
    }

    @Test
    void aRowThatLacksAChannelIsACaseThatLacksIt() throws IOException {
        List<Case> cases = table("case,t1,flair\na,a1.nii,\nb,b1.nii,b2.nii\n", TWO);
        assertThat(inputs(cases.get(0))).containsExactly("t1=a1.nii");
        assertThat(inputs(cases.get(1))).containsExactly("t1=b1.nii", "flair=b2.nii");
    }

    @Test
    void aRowOfATableNamesAllChannelsOrOneImage() {
        assertThatThrownBy(() -> table("case,t1\na,a1.nii\n", TWO))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("but not flair");
        assertThatThrownBy(() -> table("case,t1,flair,image\na,a1.nii,a2.nii,a.nii\n", TWO))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("with an image and with channels");
        assertThatThrownBy(() -> table("case,t1\na,a1.nii\n", ONE))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("but not image");
    }
}
