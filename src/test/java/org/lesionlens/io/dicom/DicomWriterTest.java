package org.lesionlens.io.dicom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DicomWriterTest {
    private static final DicomElement CLASS = DicomElement.text(DicomAttribute.SOP_CLASS_UID, "1.2.3");
    private static final DicomElement INSTANCE = DicomElement.text(DicomAttribute.SOP_INSTANCE_UID, "2.25.7");

    @TempDir
    private Path folder;

    private DicomFile written(DicomElement... elements) throws IOException {
        List<DicomElement> all = new ArrayList<>(List.of(CLASS, INSTANCE));
        all.addAll(List.of(elements));
        return written(DicomDataSet.of(all), Optional.empty());
    }

    private DicomFile written(DicomDataSet dataSet, Optional<DicomWriter.Pixels> pixels) throws IOException {
        Path file = folder.resolve("a.dcm");
        DicomWriter.write(file, dataSet, pixels);
        return DicomFile.read(file);
    }

    /** A line an element: its path of tags and items, representation, and padded bytes in hex. */
    static List<String> lines(DicomDataSet dataSet, String path) {
        List<String> lines = new ArrayList<>();
        for (DicomElement element : dataSet.elements()) {
            String here = path + String.format("%08x", element.tag());
            lines.add(here + " " + element.vr() + " " + hex(element));
            for (int i = 0; i < element.items().size(); i++) {
                lines.addAll(lines(element.items().get(i), here + "[" + i + "]"));
            }
        }
        return lines;
    }

    private static String hex(DicomElement element) {
        ByteBuffer value = element.value().duplicate();
        byte[] bytes = new byte[value.remaining()];
        value.get(bytes);
        String padding = String.format("%02x", element.vr().padding());
        return HexFormat.of().formatHex(bytes) + (bytes.length % 2 == 0 ? "" : padding);
    }

    @Test
    void whatIsReadIsWhatWasWritten() throws IOException {
        RandomDataSets sets = new RandomDataSets(23);
        for (int i = 0; i < 500; i++) {
            DicomDataSet meant = sets.next();
            DicomFile read = written(meant, Optional.empty());
            assertThat(lines(read.dataSet(), "")).isEqualTo(lines(meant, ""));
            assertThat(read.syntax()).isEqualTo(TransferSyntax.EXPLICIT_LITTLE);
        }
    }

    /** For {@code src/test/python/cross_check_dicom.py}, which reads them with other readers. */
    @Test
    void otherReadersGetRandomDataSets() throws IOException {
        Path judged = Files.createDirectories(Path.of("target", "cross-check", "written"));
        RandomDataSets sets = new RandomDataSets(7);
        for (int i = 0; i < 40; i++) {
            DicomDataSet meant = sets.next();
            DicomWriter.write(judged.resolve(i + ".dcm"), meant, Optional.empty());
            Files.write(judged.resolve(i + ".txt"), lines(meant, ""));
        }
        assertThat(judged.resolve("39.txt")).exists();
    }

    @Test
    void metaInformationHasItsLengthAndNamesTheObject() throws IOException {
        DicomFile file = written();
        byte[] bytes = Files.readAllBytes(folder.resolve("a.dcm"));
        int length = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(132 + 8);
        assertThat(file.meta().numbers(DicomAttribute.FILE_META_INFORMATION_GROUP_LENGTH))
                .containsExactly(length);
        assertThat(bytes[144 + length]).isEqualTo((byte) 0x08); // the data set begins where the length ends
        assertThat(file.meta().string(DicomAttribute.MEDIA_STORAGE_SOP_CLASS_UID))
                .contains("1.2.3");
        assertThat(file.meta().string(DicomAttribute.MEDIA_STORAGE_SOP_INSTANCE_UID))
                .contains("2.25.7");
        assertThat(file.meta().string(DicomAttribute.IMPLEMENTATION_CLASS_UID).orElseThrow())
                .startsWith("2.25.");
    }

    @Test
    void valuesThatAreTooLongForTwoBytesOfLengthKeepTheirBytes() throws IOException {
        String comment = "x".repeat(70_001);
        DicomElement element =
                DicomElement.bytes(DicomAttribute.PATIENT_COMMENTS, comment.getBytes(StandardCharsets.US_ASCII));
        DicomFile file = written(element);
        assertThat(file.dataSet().string(DicomAttribute.PATIENT_COMMENTS)).contains(comment);
        double[] many = new Random(1).ints(40_000, 0, 65_536).asDoubleStream().toArray();
        assertThat(written(DicomElement.numbers(DicomAttribute.SLICE_VECTOR, many))
                        .numbers(DicomAttribute.SLICE_VECTOR))
                .containsExactly(many);
    }

    @Test
    void sequencesMayBeLong() throws IOException {
        List<DicomDataSet> items = IntStream.range(0, 70_000)
                .mapToObj(i -> DicomDataSet.of(DicomElement.numbers(DicomAttribute.ROWS, i % 65_536)))
                .toList();
        List<DicomDataSet> read = written(DicomElement.items(DicomAttribute.FRAME_CONTENT_SEQUENCE, items))
                .dataSet()
                .items(DicomAttribute.FRAME_CONTENT_SEQUENCE);
        assertThat(read).hasSize(70_000);
        assertThat(read.get(69_999).numbers(DicomAttribute.ROWS)).containsExactly(69_999 - 65_536);
    }

    /** A reader that does not ask for a sequence passes it over. */
    @Test
    void whatIsOnlyWrittenDisturbsNoReader() throws IOException {
        DicomFile file = written(
                DicomElement.item(
                        DicomAttribute.REFERENCED_SERIES_SEQUENCE,
                        DicomElement.text(DicomAttribute.SERIES_INSTANCE_UID, "1.2"),
                        DicomElement.item(DicomAttribute.REFERENCED_INSTANCE_SEQUENCE, CLASS)),
                DicomElement.numbers(DicomAttribute.ROWS, 9));
        assertThat(file.numbers(DicomAttribute.ROWS)).containsExactly(9);
        assertThat(file.dataSet().items(DicomAttribute.REFERENCED_SERIES_SEQUENCE))
                .isEmpty();
    }

    @Test
    void pixelsAreWhatTheirStreamWrites() throws IOException {
        byte[] pixels = {1, 2, 3, 4};
        DicomFile file = written(
                DicomDataSet.of(CLASS, INSTANCE),
                Optional.of(new DicomWriter.Pixels(
                        TransferSyntax.EXPLICIT_LITTLE, ValueRepresentation.OB, 4, out -> out.write(pixels))));
        PixelLocation location = file.pixels().orElseThrow();
        assertThat(location.length()).isEqualTo(4);
        try (var in = file.source().open(location.offset())) {
            assertThat(in.readAllBytes()).containsExactly(pixels);
        }
    }

    @Test
    void decimalsTakeSixteenLettersAtMostAndLoseNothingThatFits() {
        assertThat(NumberBytes.decimal(-10.5)).isEqualTo("-10.5");
        assertThat(NumberBytes.decimal(-0.0)).isEqualTo("0");
        assertThat(NumberBytes.decimal(100)).isEqualTo("100");
        assertThat(NumberBytes.decimal(1e300)).isEqualTo("1E300");
        assertThat(NumberBytes.decimal(0.1 + 0.2)).isEqualTo("0.3");
        assertThat(NumberBytes.decimal(-1.0 / 3)).isEqualTo("-0.3333333333333");
        new Random(3).doubles(10_000, -1, 1).forEach(number -> {
            String text = NumberBytes.decimal(number * 1e-4);
            assertThat(text).hasSizeLessThanOrEqualTo(16);
            assertThat(Double.parseDouble(text)).isCloseTo(number * 1e-4, org.assertj.core.data.Offset.offset(1e-12));
        });
    }

    @Test
    void textOfOursIsCutToItsRepresentation() throws IOException {
        DicomFile file = written(
                DicomElement.text(DicomAttribute.SPECIFIC_CHARACTER_SET, "ISO_IR 100"),
                DicomElement.words(DicomAttribute.SERIES_DESCRIPTION, "Ödem\\頭\n" + "x".repeat(70), "ISO_IR 100"));
        assertThat(file.dataSet().string(DicomAttribute.SERIES_DESCRIPTION)).contains("Ödem ? " + "x".repeat(57));
    }

    /** Of sets that begin with the default repertoire, and of unknown ones, that is all that is written. */
    @Test
    void lettersThatTheSourcesSetDoesNotBeginWithAreQuestionMarks() {
        assertThat(CharacterSets.encode("Öd", "\\ISO 2022 IR 87")).containsExactly('?', 'd');
        assertThat(CharacterSets.encode("Öd", "")).containsExactly('?', 'd');
        assertThat(CharacterSets.encode("Öd", "ISO_IR 999")).containsExactly('?', 'd');
        assertThat(CharacterSets.encode("Öd", "ISO 2022 IR 100\\ISO 2022 IR 87"))
                .containsExactly(0xd6, 'd');
    }

    @Test
    void numbersThatARepresentationCannotHoldAreRefused() {
        assertThatThrownBy(() -> DicomElement.numbers(DicomAttribute.ROWS, 65_536))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Rows (0028,0010) is 65536.0 but must be whole, from 0 to 65535");
        assertThatThrownBy(() -> DicomElement.numbers(DicomAttribute.PIXEL_SPACING, Double.NaN))
                .hasMessageContaining("must be finite");
        assertThatThrownBy(() -> DicomWriter.write(folder.resolve("b"), DicomDataSet.of(CLASS), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SOPInstanceUID");
        assertThat(folder).isEmptyDirectory();
    }
}
