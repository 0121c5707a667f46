package org.lesionlens.followup;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.lesionlens.draw.DatesPicture;
import org.lesionlens.io.table.Column;
import org.lesionlens.io.table.Row;
import org.lesionlens.io.table.Table;
import org.lesionlens.lesion.ConnectedComponents;
import org.lesionlens.lesion.Lesion;
import org.lesionlens.volume.GridText;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.Progress;
import org.lesionlens.volume.SharedSpace;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.Volume;

/** Dates of one patient that a user has open, compared in memory as a table's are. */
public final class OpenDates {
    private final PatientFollowUp patient;

    private OpenDates(PatientFollowUp patient) {
        this.patient = patient;
    }

    /**
     * A date.
     *
     * @param title for messages and tables
     * @param date as ISO 8601 or DICOM has it
     * @param labels lesions: each connected part of a label is one
     * @param image that they lie in; empty if nobody says
     */
    public record Date(String title, String date, LabelMap labels, Optional<Volume> image) {}

    /**
     * Compares dates, in whatever order they come.
     *
     * @param organ that all lesions lie in; empty if nobody says
     * @throws UserMessageException if they cannot be compared
     */
    public static OpenDates compare(
            List<Date> dates, Optional<String> organ, FollowUpSettings settings, Progress progress) {
        List<Examination> read =
                new ArrayList<>(dates.stream().map(OpenDates::examination).toList());
        PatientComparison.requireDifferent(read.stream().map(Examination::date).toList());
        read.sort(Comparator.comparing(Examination::date));
        Map<String, String> left = new LinkedHashMap<>();
        PatientComparison comparison = new PatientComparison(Optional.empty(), settings, Path.of(""), progress);
        Set<Optional<String>> organs = Set.of(organ.map(Organs::named));
        read.set(0, read.get(0).with(Organs.notes(organs, settings)));
        return new OpenDates(comparison.compared("", read, organs, left));
    }

    /** @throws UsageException if a text is no date, with the title of its image */
    public static LocalDate requireDate(String title, String date) {
        try {
            return ExaminationDate.parse(date.strip());
        } catch (UsageException e) {
            throw new UsageException("the image \"" + title + "\" has " + e.getMessage());
        }
    }

    private static Examination examination(Date date) {
        LabelMap labels = ConnectedComponents.labelEach(placed(date.labels, date.image));
        ExaminationReader.requireOneSpace("the image \"" + date.title + "\"", labels.geometry(), date.image);
        if (!labels.geometry().depthKnown()) {
            throw new UnsuitableImageException("the image \"" + date.title + "\" (" + GridText.of(labels.geometry())
                    + ") does not tell the size of its voxels in mm, so volumes cannot be followed: set them (Image >"
                    + " Properties...)");
        }
        List<Lesion> lesions = ExaminationReader.measured(labels);
        return new Examination(
                date.title,
                requireDate(date.title, date.date),
                labels,
                lesions,
                date.image,
                Optional.empty(),
                Optional.empty(),
                Examination.Origin.MASK,
                LesionVolume.of(labels, lesions, Optional.empty()),
                List.of());
    }

    /** Labels that nobody placed lie where their image does if they have its voxels. */
    private static LabelMap placed(LabelMap labels, Optional<Volume> image) {
        return image.map(Volume::geometry)
                .filter(grid -> grid.placed()
                        && !labels.geometry().placed()
                        && SharedSpace.haveOneArray(labels.geometry(), grid))
                .map(grid -> new LabelMap(labels.voxels(), grid))
                .orElse(labels);
    }

    /** A row a lesion and date, as the command line's table has them. */
    public List<Row> lesions() {
        return table().rows(FollowUpTables.rows(patient));
    }

    private static Table<FollowUpTables.LesionRow> table() {
        List<Column<FollowUpTables.LesionRow>> columns = FollowUpTables.LESION_TABLE.columns();
        return new Table<>(columns.subList(1, columns.size())); // there is one patient
    }

    /** How the disease responds at the later dates, a paragraph each. */
    public List<String> responses() {
        return patient.responses().stream()
                .flatMap(List::stream)
                .filter(response -> response.date() > 0)
                .map(response -> String.join(
                        "\n    ",
                        response.criterion() + ": " + response.category() + ", a computed aid, unconfirmed",
                        "decided by: " + response.decidedBy(),
                        response.thresholds(),
                        response.limits()))
                .toList();
    }

    /** How the later dates came into the space of the first, a sentence each. */
    public List<String> spaces() {
        List<OneSpace> spaces = patient.courses().orElseThrow().spaces();
        return spaces.subList(1, spaces.size()).stream().map(OneSpace::how).toList();
    }

    /** What a user may want to know of the dates, a sentence each. */
    public List<String> notes() {
        return patient.dates().stream().flatMap(date -> date.notes().stream()).toList();
    }

    /** The dates side by side. */
    public DatesPicture picture() {
        return new Planes(patient).picture();
    }

    /** The slices of the first date that show the lesions that changed most, with the names of these. */
    public Map<Long, List<String>> slices() {
        return new Planes(patient).planes();
    }
}
