package org.lesionlens.cohort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
import org.lesionlens.io.dicomweb.Access;
import org.lesionlens.io.dicomweb.Credentials;
import org.lesionlens.io.dicomweb.RemoteInputs;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.UsageException;

/** Cases of channels and tables whose images lie on a server, before anything is asked of it. */
class RemoteCasesTest {
    private static final ReadOptions READING = new ReadOptions(Optional.empty(), false);
    private static final String STUDY = "dicomweb:http://localhost:9/dw/studies/1.2.3";

    @TempDir
    private Path folder;

    private static RemoteInputs servers() {
        return new RemoteInputs(
                new Access(Optional.empty(), false, Credentials.NONE, Access.Patience.usual()), () -> false);
    }

    private static InputReading two(RemoteInputs servers) {
        return new InputReading(List.of("t1", "flair"), READING, Map.of()).with(servers);
    }

    @Test
    void channelsMayLieOnAServer() throws IOException {
        try (RemoteInputs servers = servers()) {
            InputReading reading = two(servers);
            Case named = Cohort.ofInput("flair=" + STUDY + "/series/1.5,t1=" + STUDY + "/series/1.4", reading);
            Case chosen = Cohort.ofInput(STUDY, reading.with("t1=1.4,flair=1.5", "flair=2"));
            for (Case item : List.of(named, chosen)) {
                assertThat(item.inputs()).extracting(input -> input.channel()).containsExactly("t1", "flair");
                assertThat(item.inputs())
                        .noneMatch(input -> input.options().seriesUid().isPresent());
                assertThat(item.remote()).hasSize(2);
                assertThat(item.name())
                        .isEqualTo(item.remote().stream()
                                .filter(series -> series.folder().equals(item.input()))
                                .findFirst()
                                .orElseThrow()
                                .name());
            }
            assertThat(named.paths()).isEqualTo(chosen.paths()).doesNotHaveDuplicates();
            assertThat(chosen.inputs().get(1).options().volume()).hasValue(2);
            Case mixed = Cohort.ofInput("t1=" + folder.resolve("a.nii") + ",flair=" + STUDY + "/series/1.5", reading);
            assertThat(mixed.remote()).hasSize(1);
        }
    }

    @Test
    void aTableMayNameChannelsOnAServerButNoReference() throws IOException {
        try (RemoteInputs servers = servers()) {
            Path table = Files.writeString(
                    folder.resolve("cohort.csv"),
                    "case,t1,flair\na,a.nii," + STUDY + "/series/1.5\nb," + STUDY + "/series/1.4," + STUDY
                            + "/series/1.5\n");
            List<Case> cases =
                    Cohort.of(table, folder, two(servers), List.of(), List.of()).cases();
            assertThat(cases).extracting(item -> item.remote().size()).containsExactly(1, 2);
            Path reference =
                    Files.writeString(folder.resolve("other.csv"), "case,image,reference\na,a.nii," + STUDY + "\n");
            InputReading one = InputReading.of(READING).with(servers);
            assertThatExceptionOfType(UsageException.class)
                    .isThrownBy(() -> Cohort.of(reference, folder, one, List.of(), List.of()))
                    .withMessageContaining("references are files")
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain("1.2.3"));
        }
    }

    @Test
    void whereNoServerIsReachedAnAddressIsRefused() {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Cohort.ofInput(STUDY, InputReading.of(READING)))
                .withMessageContaining("for the subcommands analyze and batch");
    }
}
