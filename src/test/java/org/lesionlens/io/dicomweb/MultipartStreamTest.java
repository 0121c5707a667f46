package org.lesionlens.io.dicomweb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of several parts, which arrive in pieces of any size. */
class MultipartStreamTest {
    private static final String BOUNDARY = "b0";

    private static byte[] latin(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] body(List<byte[]> parts, String end) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            body.writeBytes(latin("\r\n--b0\r\nCONTENT-type:application/dicom\r\nX-Other: a\r\n\r\n"));
            body.writeBytes(part);
        }
        body.writeBytes(latin(end));
        return body.toByteArray();
    }

    /** Gives at most so many bytes at once. */
    private static InputStream inPieces(byte[] body, int most) {
        return new FilterInputStream(new ByteArrayInputStream(body)) {
            @Override
            public int read(byte[] target, int from, int count) throws IOException {
                return super.read(target, from, Math.min(most, count));
            }
        };
    }

    private static List<byte[]> parts(InputStream body) throws IOException {
        MultipartStream stream = new MultipartStream(body, BOUNDARY);
        List<byte[]> parts = new ArrayList<>();
        for (Optional<Map<String, String>> part = stream.next(); part.isPresent(); part = stream.next()) {
            assertThat(part.get())
                    .containsEntry("content-type", "application/dicom")
                    .containsEntry("x-other", "a");
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            stream.copy(content);
            parts.add(content.toByteArray());
        }
        return parts;
    }

    /** Among them beginnings of boundaries, and parts larger than any buffer. */
    @ParameterizedTest
    @ValueSource(ints = {1, 7, 4096, 1 << 20})
    void partsComeOutAsTheyWentIn(int piece) throws IOException {
        byte[] noise = new byte[200_003];
        new Random(3).nextBytes(noise);
        byte[] nearly = new byte[70_000];
        Arrays.fill(nearly, (byte) '\r');
        System.arraycopy(latin("\r\n--b\r\n--"), 0, nearly, 65_530, 9);
        List<byte[]> parts = List.of(new byte[0], latin("\r\n"), latin("a\r\n--b"), noise, nearly, latin("--b0--"));
        assertThat(parts(inPieces(body(parts, "\r\n--b0--\r\nepilogue"), piece)))
                .containsExactlyElementsOf(parts);
        assertThat(parts(inPieces(body(parts, "\r\n--b0--"), piece))).containsExactlyElementsOf(parts);
    }

    @Test
    void aBodyMayBeginWithABoundaryOrWithWordsAndMayHaveNoPart() throws IOException {
        byte[] whole = body(List.of(latin("one")), "\r\n--b0--");
        assertThat(parts(new ByteArrayInputStream(Arrays.copyOfRange(whole, 2, whole.length))))
                .hasSize(1);
        ByteArrayOutputStream words = new ByteArrayOutputStream();
        words.writeBytes(latin("words before"));
        words.writeBytes(whole);
        assertThat(parts(new ByteArrayInputStream(words.toByteArray()))).containsExactly(latin("one"));
        assertThat(parts(new ByteArrayInputStream(latin("--b0--\r\n")))).isEmpty();
    }

    /** Wherever it is cut off, it is half a body. */
    @Test
    void aBodyWithoutItsLastBoundaryIsHalf() {
        byte[] whole = body(List.of(latin("first"), latin("second")), "\r\n--b0--");
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> parts(new ByteArrayInputStream(cut)))
                    .as("cut at " + length)
                    .isInstanceOf(MultipartStream.HalfException.class);
        }
    }

    @Test
    void aHeaderWithoutEndIsRefused() {
        byte[] body = latin("--b0\r\nA: " + "x".repeat(1 << 20));
        assertThatThrownBy(() -> parts(new ByteArrayInputStream(body))).hasMessageContaining("no end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "multipart/related; type=\"application/dicom\"; boundary=abc|abc",
                "Multipart/Related;Boundary=\"a b:c\";type=x|a b:c",
                "multipart/related; boundary = abc ; type=x|abc",
                "multipart/related; type=x|",
                "text/html; boundary=abc|"
            })
    void theBoundaryStandsInTheContentType(String type, String boundary) {
        assertThat(MultipartStream.boundary(type)).isEqualTo(Optional.ofNullable(boundary));
    }
}
