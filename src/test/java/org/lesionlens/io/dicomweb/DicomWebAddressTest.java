package org.lesionlens.io.dicomweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.lesionlens.volume.UsageException;

/** What users write for what lies on a server, and their credentials. */
class DicomWebAddressTest {
    @Test
    void anAddressNamesAStudyASeriesOrAQuery() {
        DicomWebAddress study = DicomWebAddress.parse("dicomweb:HTTPS://Pacs.Example:8443/a/dicom-web/studies/1.2.3/");
        assertThat(study.server()).hasToString("https://pacs.example:8443/a/dicom-web");
        assertThat(study.study()).contains("1.2.3");
        assertThat(study.series()).isEmpty();
        DicomWebAddress series = DicomWebAddress.parse("DICOMWEB:https://h/studies/1.2/series/1.2.9");
        assertThat(series.server()).hasToString("https://h");
        assertThat(series.series()).contains("1.2.9");
        for (String query : new String[] {"", "/", "/studies"}) {
            DicomWebAddress found = DicomWebAddress.parse("dicomweb:https://h/dw" + query
                    + "?PatientName=M%C3%BCller^J*&ModalitiesInStudy=MR&00100020=a%20b+c");
            assertThat(found.server()).hasToString("https://h/dw");
            assertThat(found.query())
                    .isEqualTo(Map.of("PatientName", "Müller^J*", "ModalitiesInStudy", "MR", "00100020", "a b+c"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dicomweb:|begins with https://",
                "dicomweb:pacs/studies/1.2|begins with https://",
                "dicomweb:ftp://pacs/studies/1.2|begins with https://",
                "dicomweb:https:///studies/1.2|is no address",
                "dicomweb:https://pacs/dicom-web|names neither a study nor a query",
                "dicomweb:https://pacs/dicom-web/studies|names neither a study nor a query",
                "dicomweb:https://pacs/dw/studies/1.2?PatientID=1|names a study and a query",
                "dicomweb:https://pacs/dw/studies/Miller|other signs than digits and dots",
                "dicomweb:https://pacs/dw/studies/1.2/series/x|the UID of the series",
                "dicomweb:https://pacs/dw/studies/1.2/series/3/instances/4|names neither",
                "dicomweb:https://pacs/dw?limit=5|which this program sets itself",
                "dicomweb:https://pacs/dw?PatientID|is no KEY=VALUE",
                "dicomweb:https://pacs/dw?PatientID=|is no KEY=VALUE",
                "dicomweb:https://pacs/dw?a.b=1|is no KEY=VALUE",
                "dicomweb:https://pacs/dw?PatientID=%zz|begins no sign",
                "dicomweb:https://me:Secret1@pacs/dw/studies/1.2|holds a user or password",
                "dicomweb:https://pa cs/studies/1.2|is no address"
            })
    void whatIsNoneIsRefusedAndNotRepeated(String word, String said) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> DicomWebAddress.parse(word))
                .withMessageContaining(said)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("Secret1", "Miller"));
    }

    @Test
    void credentialsAreAUserWithAPasswordOrATokenAndShownToNobody() {
        Credentials user = Credentials.of(Map.of(Credentials.USER, "Aladdin", Credentials.PASSWORD, "open sesame"));
        assertThat(user.authorization()).contains("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="); // RFC 7617
        assertThat(new Access(Optional.empty(), false, user, Access.Patience.usual()).toString())
                .doesNotContain("QWxhZGRpbjpvcGVuIHNlc2FtZQ==", "sesame");
        assertThat(Credentials.of(Map.of(Credentials.TOKEN, "abc.def\n")).authorization())
                .contains("Bearer abc.def");
        assertThat(Credentials.of(Map.of()).authorization()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a|b|c|both set",
                "a|''|''|only one is set",
                "''|b|''|only one is set",
                "''|''|a b|must not",
                "a:b|c|''|must not"
            })
    void halfOrDoubleCredentialsAreRefused(String user, String password, String token, String said) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Credentials.of(
                        Map.of(Credentials.USER, user, Credentials.PASSWORD, password, Credentials.TOKEN, token)))
                .withMessageContaining(said);
    }
}
