package org.lesionlens.io.dicomweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.dicom.DicomSeriesReader;
import org.lesionlens.io.dicom.SourceImages;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;

/** A real server: what is stored comes back bit for bit, with a password and over https. */
class OrthancTest {
    private static final Access.Patience PATIENCE =
            new Access.Patience(Duration.ofSeconds(9), Duration.ofSeconds(30), 2, Duration.ofMillis(50));
    private static final Path PHANTOM = Path.of("test-data", "phantom_dicom");
    private static final String PHANTOM_UID = "1.2.826.0.1.3680043.8.498.20261121.1";

    @TempDir
    private static Path shared;

    private static Orthanc orthanc;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        orthanc = Orthanc.start(shared.resolve("orthanc"));
        orthanc.put(PHANTOM);
        for (SourceImages.Kind kind : List.of(SourceImages.Kind.MR)) {
            orthanc.put(SourceImages.oblique(kind).write(shared.resolve(kind.name())));
        }
    }

    @AfterAll
    static void stop() throws IOException {
        if (orthanc != null) {
            orthanc.close();
        }
    }

    private static RemoteInputs inputs(Optional<Path> authority, Credentials credentials) {
        return new RemoteInputs(new Access(authority, false, credentials, PATIENCE), () -> false);
    }

    private static RemoteInputs inputs() {
        return inputs(Optional.empty(), Credentials.of(Orthanc.environment()));
    }

    private static List<byte[]> files(Path folder) throws IOException {
        List<byte[]> contents = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                contents.add(Files.readAllBytes(file));
            }
        }
        return contents;
    }

    @Test
    void aSeriesComesBackAsItWasStored() throws IOException {
        try (RemoteInputs inputs = inputs()) {
            RemoteSeries series =
                    inputs.series("dicomweb:" + orthanc.address() + "/studies/" + PHANTOM_UID, Optional.empty());
            series.fetch();
            assertThat(files(series.folder())).containsExactlyInAnyOrderElementsOf(files(PHANTOM));
            assertThat(DicomSeriesReader.read(series.folder(), Optional.empty()).geometry())
                    .isEqualTo(DicomSeriesReader.read(PHANTOM, Optional.empty()).geometry());
            Path parent = series.folder().getParent().getParent();
            assertThat(Files.getPosixFilePermissions(parent)).hasSize(3); // the owner's
            inputs.close();
            assertThat(parent).doesNotExist();
        }
    }

    @Test
    void queriesFindSeriesOfImages() throws IOException {
        try (RemoteInputs inputs = inputs()) {
            String word = "dicomweb:" + orthanc.address();
            assertThat(inputs.found(word + "?PatientID=PHANTOM", 500, most -> false))
                    .hasSize(1);
            assertThat(inputs.found(word + "?PatientID=47*&ModalitiesInStudy=MR", 500, most -> false))
                    .hasSize(1);
            List<RemoteSeries> all =
                    inputs.found(word + "?StudyDate=19000101-&PatientID=4711&Modality=MR", 1, most -> true);
            assertThat(all).extracting(RemoteSeries::name).isSorted().hasSize(1); // the phantom has no date
            assertThat(inputs.found(word + "/studies/" + PHANTOM_UID, 500, most -> false))
                    .hasSize(1);
            assertThatExceptionOfType(UserMessageException.class)
                    .isThrownBy(() -> inputs.found(word + "?PatientID=nobody", 500, most -> false))
                    .withMessageContaining("the query finds no study on localhost:");
            assertThatExceptionOfType(DicomWebException.class)
                    .isThrownBy(() -> inputs.series(word + "/studies/1.2.3", Optional.empty())
                            .fetch())
                    .withMessageContaining("localhost:");
        }
    }

    @Test
    void whoDoesNotSayWhoHeIsIsNotLetIn() throws IOException {
        for (Credentials wrong : List.of(Credentials.NONE, Credentials.of(Orthanc.USER, "other"))) {
            try (RemoteInputs inputs = inputs(Optional.empty(), wrong)) {
                assertThatExceptionOfType(DicomWebException.class)
                        .isThrownBy(() ->
                                inputs.found("dicomweb:" + orthanc.address() + "?PatientID=*", 500, most -> false))
                        .withMessageContaining("wants to know who asks (401): set " + Credentials.USER)
                        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("other"));
            }
        }
        try (RemoteInputs inputs = inputs()) {
            String elsewhere = "dicomweb:" + orthanc.address().toString().replace("/dicom-web", "/other");
            assertThatExceptionOfType(DicomWebException.class)
                    .isThrownBy(() -> inputs.found(elsewhere + "?PatientID=*", 500, most -> false))
                    .withMessageContaining("has nothing there (404)")
                    .withMessageContaining("often one that ends in /dicom-web");
        }
    }

    /** A second time too: it is one object, by its identifier. */
    @Test
    void whatIsStoredIsThereOnce() throws IOException, InterruptedException {
        Path series = SourceImages.oblique(SourceImages.Kind.ENHANCED_MR).write(shared.resolve("enhanced"));
        Path file = series.resolve("IM0.dcm");
        int before = orthanc.instances().size();
        try (RemoteInputs inputs = inputs()) {
            RemoteSeries server =
                    inputs.series("dicomweb:" + orthanc.address() + "/studies/" + PHANTOM_UID, Optional.empty());
            Path own = shared.resolve("own.dcm");
            String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
                    .replace("1.2.826.0.1.99.1", "1.2.826.0.1.99.9")
                    .replace("1.2.826.0.1.77", "1.2.826.0.1.66")
                    .replace("1.2.826.0.1.78", "1.2.826.0.1.68")
                    .replace("4711", "0815");
            Files.write(own, content.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(server.store(own)).isEqualTo(new StoreAnswer(true, ""));
            assertThat(server.store(own).stored()).isTrue();
            assertThat(orthanc.instances()).hasSize(before + 1).contains(Files.readAllBytes(own));
        }
    }

    @Test
    void aCertificateMustComeFromTheAuthorityAndBeForTheHost() throws IOException, InterruptedException {
        OwnAuthority authority = OwnAuthority.in(shared.resolve("authority"));
        Credentials credentials = Credentials.of(Orthanc.environment());
        try (TlsGate tls = new TlsGate(authority.server(), orthanc.address())) {
            String word = "dicomweb:" + tls.address() + "?PatientID=nobody";
            Map<Optional<Path>, String> said = Map.of(
                    Optional.empty(), "shows a certificate that is not trusted",
                    Optional.of(authority.certificate()), "the query finds no study on localhost:");
            for (Map.Entry<Optional<Path>, String> entry : said.entrySet()) {
                try (RemoteInputs inputs = inputs(entry.getKey(), credentials)) {
                    assertThatExceptionOfType(Exception.class)
                            .isThrownBy(() -> inputs.found(word, 500, most -> false))
                            .withMessageContaining(entry.getValue());
                }
            }
            try (RemoteInputs inputs = inputs(Optional.of(authority.certificate()), credentials)) {
                assertThatExceptionOfType(DicomWebException.class)
                        .isThrownBy(() -> inputs.found(word.replace("localhost", "127.0.0.1"), 500, most -> false))
                        .withMessageContaining("shows the certificate of another host");
                assertThatExceptionOfType(DicomWebException.class)
                        .isThrownBy(() -> inputs.found(word.replace("https:", "http:"), 500, most -> false))
                        .withMessageContaining("http");
            }
        }
    }

    @Test
    void aFileWithoutCertificatesIsSaid() throws IOException {
        Path text = Files.writeString(shared.resolve("text.pem"), "no certificate");
        for (Path file : List.of(text, shared.resolve("missing.pem"), PHANTOM.resolve("IM0000.dcm"))) {
            try (RemoteInputs inputs = inputs(Optional.of(file), Credentials.NONE)) {
                assertThatExceptionOfType(UsageException.class)
                        .isThrownBy(() -> inputs.series("dicomweb:https://h/studies/1.2", Optional.empty()))
                        .withMessageContaining("--ca " + file)
                        .withMessageContaining("certificate");
            }
        }
    }
}
