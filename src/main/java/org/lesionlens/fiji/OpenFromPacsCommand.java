package org.lesionlens.fiji;

import ij.IJ;
import ij.ImagePlus;
import ij.plugin.frame.Recorder;
import java.io.File;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.lesionlens.fiji.command.ChoiceTable;
import org.lesionlens.fiji.command.LesionCommand;
import org.lesionlens.fiji.command.QuestionDialog;
import org.lesionlens.fiji.command.Result;
import org.lesionlens.fiji.image.FijiVolumes;
import org.lesionlens.fiji.image.OpenedFiles;
import org.lesionlens.io.ImageFiles;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.dicomweb.ListedSeries;
import org.lesionlens.io.dicomweb.RemoteSeries;
import org.lesionlens.io.file.ReadOptions;
import org.lesionlens.volume.UserMessageException;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** Looks for series on a server of DICOMweb, lets a user choose one, and opens it as a calibrated stack. */
@Plugin(type = Command.class, label = "Open from PACS...", description = "DICOMweb", visible = false, headless = true)
public final class OpenFromPacsCommand extends LesionCommand {
    private static final String TITLE = "Open from PACS";
    private static final int MOST_STUDIES = 200;
    private static final Set<String> LOOKED_FOR = Set.of("patient", "patientid", "date", "modality");
    private static final List<String> COLUMNS =
            List.of("Patient", "ID", "Date", "Modality", "Series", "Description", "Images");

    @Parameter(label = "Address of the server (https://HOST/dicom-web)", persist = false)
    private String server;

    @Parameter(label = "Patient's name, as Miller*", required = false, persist = false)
    private String patient;

    @Parameter(label = "Patient's ID", required = false, persist = false)
    private String patientid;

    @Parameter(label = "Date of the study, as 20260131 or 20260101-20260131", required = false, persist = false)
    private String date;

    @Parameter(label = "Modality, as MR", required = false, persist = false)
    private String modality;

    @Parameter(label = "UID of the study (if it is known)", required = false, persist = false)
    private String study;

    @Parameter(label = "UID of the series (if it is known)", required = false, persist = false)
    private String series;

    @Parameter(label = "Number of the volume (if a series holds several)", required = false, persist = false)
    private Integer volume;

    @Parameter(label = "Interpolate uneven or tilted DICOM slices onto an even grid", persist = false)
    private boolean resample;

    @Parameter(
            label = "Certificate of the server's authority (PEM), if Java does not know it",
            required = false,
            persist = false)
    private File authority;

    @Parameter(label = "Allow unencrypted http", persist = false)
    private boolean insecure;

    @Override
    protected Optional<Object> proposal(String key, Map<String, Object> chosen) {
        return key.equals("server") ? Optional.of(PacsSession.lastServer()) : Optional.empty();
    }

    /** A macro opens what was chosen, whoever it is of. */
    @Override
    protected boolean isRecorded(String key) {
        return !LOOKED_FOR.contains(key);
    }

    @Override
    protected void requireFit() {
        if (volume != null && volume < 0) {
            throw new UserMessageException("volume is " + volume + " but volumes are counted from 1");
        }
        if (isBlank(study) && !isBlank(series)) {
            throw new UserMessageException("the UID of a series is given without that of its study: give both");
        }
        if (isBlank(study) && query().isEmpty()) {
            throw new UserMessageException(
                    "nothing is looked for: give a name, an ID, a date or a modality, or the UID of a study");
        }
    }

    private static boolean isBlank(String text) {
        return text == null || text.isBlank();
    }

    private Map<String, String> query() {
        Map<String, String> query = new LinkedHashMap<>();
        put(query, "PatientName", patient);
        put(query, "PatientID", patientid);
        put(query, "StudyDate", date);
        put(query, "ModalitiesInStudy", modality);
        return query;
    }

    private static void put(Map<String, String> query, String key, String text) {
        if (!isBlank(text)) {
            query.put(key, text.strip());
        }
    }

    @Override
    protected List<Result> compute() throws IOException {
        PacsSession session = new PacsSession(server.strip(), authority, insecure);
        if (isBlank(study)) {
            ListedSeries chosen = chosen(session);
            return List.of(open(session, chosen.study(), Optional.of(chosen.series())));
        }
        return List.of(open(session, study.strip(), Optional.ofNullable(series).filter(uid -> !isBlank(uid))));
    }

    private ListedSeries chosen(PacsSession session) throws IOException {
        IJ.showStatus("Looking for series...");
        List<ListedSeries> found = session.ask(servers -> servers.listed(server, query(), MOST_STUDIES));
        if (!QuestionDialog.isPossible()) {
            if (found.size() > 1) {
                throw new UserMessageException(found.size()
                        + " series fit what is looked for and nobody is there to choose: give study and series");
            }
            return found.get(0);
        }
        List<List<String>> rows = found.stream().map(OpenFromPacsCommand::row).toList();
        ListedSeries chosen = found.get(ChoiceTable.ask(TITLE, "Open", COLUMNS, rows));
        if (IJ.recording()) {
            Recorder.recordOption("study", chosen.study());
            Recorder.recordOption("series", chosen.series());
        }
        return chosen;
    }

    private static List<String> row(ListedSeries one) {
        return List.of(
                one.patient(),
                one.patientId(),
                one.date(),
                one.modality(),
                text(one.number()),
                one.description(),
                text(one.instances()));
    }

    private static String text(OptionalInt number) {
        return number.isPresent() ? Integer.toString(number.getAsInt()) : "";
    }

    /** It is called as the command line calls it, by no identifier. */
    private Result open(PacsSession session, String studyUid, Optional<String> uid) throws IOException {
        IJ.showStatus("Fetching images...");
        RemoteSeries remote = session.ask(servers -> {
            RemoteSeries one = servers.series(server, studyUid, uid);
            one.fetch();
            return one;
        });
        ReadOptions whole = new ReadOptions(Optional.empty(), resample);
        ReadOptions options = volume == null || volume == 0 ? whole : whole.ofVolume(volume);
        LoadedImage loaded = ImageFiles.readShown(remote.folder(), options);
        loaded.warnings().forEach(warning -> IJ.log(remote.name() + ": " + warning));
        ImagePlus image = FijiVolumes.image(remote.name(), loaded);
        OpenedFiles.remember(image, remote.folder(), options);
        return new Result.Image(image);
    }
}
