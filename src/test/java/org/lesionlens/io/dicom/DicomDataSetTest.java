package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DicomDataSetTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "ISO_IR 100, ISO-8859-1, Schädel",
        "ISO_IR 192, UTF-8, 頭部 Schädel",
        "ISO_IR 144, ISO-8859-5, Голова",
        "ISO_IR 126, ISO-8859-7, Κεφάλι",
        "ISO_IR 13, JIS_X0201, ﾔﾏﾀﾞ",
        "GB18030, GB18030, 头部",
        "'', US-ASCII, Head"
    })
    void textsComeInTheirCharacterSet(String term, String charset, String text) throws IOException {
        assertThat(description(term, text.getBytes(Charset.forName(charset)))).isEqualTo(text);
    }

    /** The examples of PS3.5 annexes H and I. */
    @Test
    void escapesSwitchTheCharacterSet() throws IOException {
        byte[] japanese =
                "Yamada^Tarou=\u001b$B;3ED\u001b(B^\u001b$BB@O:\u001b(B=x".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(description("\\ISO 2022 IR 87", japanese)).isEqualTo("Yamada^Tarou=山田^太郎=x");
        byte[] korean =
                "Hong=\u001b$)C\u00fb\u00f3^\u001b$)C\u00d1\u00ce\u00d4\u00d7".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(description("\\ISO 2022 IR 149", korean)).isEqualTo("Hong=洪^吉洞");
    }

    @Test
    void lettersThatNobodyKnowsBreakNothing() throws IOException {
        assertThat(description("ISO_IR 999", new byte[] {0x1b, 'a', (byte) 0xff, 0x1b}))
                .isNotEmpty();
        assertThat(description("ISO_IR 192", new byte[] {(byte) 0xff, 'b'})).contains("b");
    }

    private String description(String term, byte[] text) throws IOException {
        DicomBytes file = DicomBytes.slice(0).text(0x00080005, "CS", term).bytes(0x0008103e, "LO", text);
        return read(file.array())
                .dataSet()
                .string(DicomAttribute.SERIES_DESCRIPTION)
                .orElseThrow();
    }

    @Test
    void filesMayLackPreambleAndMeta() throws IOException {
        for (String syntax : new String[] {DicomBytes.EXPLICIT, DicomBytes.IMPLICIT}) {
            byte[] whole = DicomBytes.slice(0).syntax(syntax).array();
            byte[] noPreamble = Arrays.copyOfRange(whole, 132, whole.length);
            byte[] noMeta = Arrays.copyOfRange(whole, dataSetAt(syntax), whole.length);
            for (byte[] bytes : new byte[][] {noPreamble, noMeta}) {
                assertThat(read(bytes).require(DicomAttribute.SERIES_INSTANCE_UID))
                        .isEqualTo("1.2.3");
                assertThat(read(bytes).pixels()).isPresent();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1.2.840.10008.1.2.1, 1.2.840.10008.1.2", "1.2.840.10008.1.2, 1.2.840.10008.1.2.1"})
    void whatIsThereCountsWhereTheTransferSyntaxIsWrong(String named, String used) throws IOException {
        byte[] right = DicomBytes.slice(0).syntax(used).array();
        byte[] head = DicomBytes.slice(0).syntax(named).array();
        byte[] wrong = DicomBytes.join(
                Arrays.copyOf(head, dataSetAt(named)), Arrays.copyOfRange(right, dataSetAt(used), right.length));
        assertThat(read(wrong).require(DicomAttribute.PIXEL_SPACING, 2)).containsExactly(0.5, 0.25);
        assertThat(read(wrong).pixels()).isPresent();
    }

    private static int dataSetAt(String syntax) {
        return 132 + 8 + syntax.length() + syntax.length() % 2;
    }

    @Test
    void oddLengthsAndUnknownRepresentationsAreRead() throws IOException {
        byte[] file = DicomBytes.slice(0)
                .bytes(0x00080061, "CS", (byte) 'M')
                .bytes(0x00280010, "UN", (byte) 2, (byte) 0)
                .bytes(0x00280030, "UN", "0.5\\0.25".getBytes(StandardCharsets.US_ASCII))
                .array();
        assertThat(read(file).requireWhole(DicomAttribute.ROWS, 1, 9)).isEqualTo(2);
        assertThat(read(file).require(DicomAttribute.PIXEL_SPACING, 2)).containsExactly(0.5, 0.25);
    }

    @Test
    void sequencesHiddenInUnAreImplicit() throws IOException {
        byte[] position = DicomBytes.element(0x00200032, "DS", "1\\2\\3 ".getBytes(StandardCharsets.US_ASCII), false);
        byte[] items = DicomBytes.join(DicomBytes.item(0xe000, position.length), position);
        DicomFile file = read(DicomBytes.slice(0).bytes(0x00209113, "UN", items).array());
        assertThat(file.dataSet().items(DicomAttribute.PLANE_POSITION_SEQUENCE))
                .singleElement()
                .satisfies(item -> assertThat(item.numbers(DicomAttribute.IMAGE_POSITION_PATIENT))
                        .containsExactly(1, 2, 3));
    }

    @Test
    void longPrivateValuesArePassedOver() throws IOException {
        DicomFile file = read(
                DicomBytes.slice(0).bytes(0x00091001, "UN", new byte[70000]).array());
        assertThat(file.dataSet().element(0x00091001)).isEmpty();
        assertThat(file.pixels()).isPresent();
    }

    private DicomFile read(byte[] bytes) throws IOException {
        return DicomFile.read(Files.write(folder.resolve("file"), bytes));
    }
}
