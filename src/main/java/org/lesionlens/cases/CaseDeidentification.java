package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.dicom.Deidentification;
import org.lesionlens.io.dicom.DeidentifiedAttribute;
import org.lesionlens.io.dicom.SourceSeries;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Table;
import org.lesionlens.model.Model;

/**
 * What is done so that DICOM of a case does not lead to its patient.
 *
 * @param channels that come from DICOM; none if nothing is de-identified
 * @param withImages whether their images are written
 */
record CaseDeidentification(List<Channel> channels, boolean withImages) {
    /** The table of what was done. */
    static final String TABLE_FILE = "deidentification.csv";

    /** The folder of the images. */
    static final String IMAGES = "images";

    private static final Table<DeidentifiedAttribute> TABLE = new Table<>(
            Column.text("attribute", DeidentifiedAttribute::tag),
            Column.text("name", DeidentifiedAttribute::name),
            Column.text("action", DeidentifiedAttribute::action));

    /** A series of a case, as the model calls its channel. */
    record Channel(String name, SourceSeries original, Deidentification deidentification) {}

    CaseDeidentification {
        channels = List.copyOf(channels);
    }

    static CaseDeidentification of(LoadedImage image, Deidentifying deidentifying) {
        List<Channel> channels = new ArrayList<>();
        for (LoadedImage.Channel channel : image.channels()) {
            channel.loaded()
                    .series()
                    .ifPresent(series -> deidentifying
                            .of(series)
                            .ifPresent(done -> channels.add(new Channel(channel.name(), series, done))));
        }
        return new CaseDeidentification(channels, deidentifying.withImages());
    }

    /** The series as those see it who write DICOM of it: itself if nothing is de-identified. */
    SourceSeries shown(SourceSeries series) {
        return of(series).map(Deidentification::source).orElse(series);
    }

    /** Made now, or, where a date of today would tell what was done to the others, when the study was. */
    DicomOrigin dated(DicomOrigin origin) {
        return channels.isEmpty()
                ? origin
                : new DicomOrigin(origin.derivation().datedAsStudy(), origin.region(), origin.choices());
    }

    private Optional<Deidentification> of(SourceSeries series) {
        return channels.stream()
                .filter(channel -> channel.original == series)
                .map(Channel::deidentification)
                .findFirst();
    }

    /** The images, if they are to be written: of several channels in a folder each. */
    List<ResultFile> files() {
        List<ResultFile> files = new ArrayList<>();
        for (Channel channel : withImages ? channels : List.<Channel>of()) {
            String folder = channels.size() == 1 ? IMAGES : IMAGES + "/" + channel.name.replaceAll("[^\\w.-]", "_");
            files.add(new ResultFile(folder, channel.deidentification::writeImages));
        }
        return files;
    }

    /** After all else was written. */
    void writeTable(Path folder) throws IOException {
        if (!channels.isEmpty()) {
            Set<DeidentifiedAttribute> rows = new LinkedHashSet<>();
            channels.forEach(channel -> rows.addAll(channel.deidentification.table()));
            TABLE.write(folder.resolve(TABLE_FILE), List.copyOf(rows));
        }
    }

    /** What a user has to look at, a sentence each. */
    Set<String> warnings(String caseName, Model segmenter) {
        boolean ofHead = segmenter
                .purpose()
                .bodyPart()
                .filter(part -> part.meaning().toLowerCase(Locale.ROOT).matches(".*(brain|head).*"))
                .isPresent();
        Set<String> warnings = new LinkedHashSet<>();
        channels.forEach(channel -> warnings.addAll(channel.deidentification.warnings(caseName, ofHead, withImages)));
        return warnings;
    }
}
