package org.lesionlens.io.dicom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * What all DICOM objects share that are made of one case.
 *
 * @param source the images that they are about
 * @param algorithm what found it
 * @param software the version of this program
 * @param uids their UIDs, and those of lesions that they have in common
 * @param created when they are made, in local time
 */
public record Derivation(
        SourceSeries source, Algorithm algorithm, String software, DicomUids uids, LocalDateTime created) {
    private static final DateTimeFormatter STORED = DateTimeFormatter.ofPattern("uuuuMMdd HHmmss", Locale.ROOT);
    private static final LocalDateTime UNKNOWN = LocalDateTime.of(1970, 1, 1, 0, 0);

    /** With UIDs that nobody has used before. */
    public static Derivation now(SourceSeries source, Algorithm algorithm, String software) {
        return new Derivation(source, algorithm, software, DicomUids.random(), LocalDateTime.now());
    }

    /**
     * The same bytes whenever it is made of the same: UIDs from the images, what they say of patient and study, the
     * algorithm and a seed, and the date of the study.
     *
     * @param seed of what was found
     */
    public static Derivation seeded(SourceSeries source, Algorithm algorithm, String software, String seed) {
        String root = String.join(
                "\n",
                source.study(),
                source.series(),
                instances(source),
                HexFormat.of().formatHex(DicomUids.sha256(bytes(source.heading().attributes()))),
                algorithm.toString(),
                software,
                seed);
        return new Derivation(source, algorithm, software, new DicomUids(root), date(source));
    }

    /** The same, made when the study was: a date of today beside one that was moved would tell by how much. */
    public Derivation datedAsStudy() {
        return new Derivation(source, algorithm, software, uids, date(source));
    }

    private static String instances(SourceSeries source) {
        StringBuilder all = new StringBuilder();
        source.slices()
                .forEach(slice -> all.append(slice.instance())
                        .append(' ')
                        .append(slice.frame())
                        .append('\n'));
        return all.toString();
    }

    /** What is written of them: tag and value of each, of sequences those of their items. */
    private static byte[] bytes(DicomDataSet attributes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (DicomElement element : attributes.elements()) {
            byte[] value = new byte[element.value().remaining()];
            element.value().duplicate().get(value);
            all.writeBytes(ByteBuffer.allocate(2 * Integer.BYTES)
                    .putInt(element.tag())
                    .putInt(value.length)
                    .array());
            all.writeBytes(value);
            element.items().forEach(item -> all.writeBytes(bytes(item)));
        }
        return all.toByteArray();
    }

    private static LocalDateTime date(SourceSeries source) {
        DicomDataSet said = source.heading().attributes();
        Optional<String> date = said.string(DicomAttribute.STUDY_DATE);
        String time = said.string(DicomAttribute.STUDY_TIME)
                .filter(text -> text.matches("[0-9]{6}.*"))
                .map(text -> text.substring(0, 6))
                .orElse("000000");
        try {
            return date.isEmpty() ? UNKNOWN : LocalDateTime.parse(date.get() + " " + time, STORED);
        } catch (DateTimeException e) {
            return UNKNOWN;
        }
    }

    /** The date as DICOM writes it. */
    String date() {
        return created.format(DateTimeFormatter.ofPattern("uuuuMMdd", Locale.ROOT));
    }

    /** The time as DICOM writes it. */
    String time() {
        return created.format(DateTimeFormatter.ofPattern("HHmmss", Locale.ROOT));
    }

    String characterSet() {
        return source.heading().characterSet();
    }

    @Override
    public String toString() {
        return "a derivation of " + source;
    }
}
