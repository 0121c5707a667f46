package org.lesionlens.followup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.cases.CaseName;
import org.lesionlens.draw.Html;
import org.lesionlens.followup.Courses.Course;
import org.lesionlens.io.dicom.FollowUpReport;

/** The page of a follow-up ({@value #FILE}): all patients, a row each, which lead to their own pages beside it. */
final class FollowUpPage {
    static final String FILE = "followup.html";
    static final String REPORT = ".dcm";
    private static final String PAGE = ".html";
    private static final String PATIENTS = "patients";

    private final Path output;
    private final FollowUpSettings settings;
    private final List<String> rows = new ArrayList<>();
    private final Map<String, String> reasons = new LinkedHashMap<>();
    private int patients;
    private int lesions;

    FollowUpPage(Path output, FollowUpSettings settings) {
        this.output = output;
        this.settings = settings;
    }

    /** Writes the patient's own page, and keeps nothing but a row. */
    void add(PatientFollowUp patient) throws IOException {
        patients++;
        if (patient.courses().isEmpty()) {
            reasons.put(patient.patient(), patient.failure());
            return;
        }
        Path file = file(output, patient.patient(), PAGE);
        new PatientPage(patient).write(file);
        lesions += patient.lesions().size();
        reasons.putAll(patient.left());
        rows.add(row(patient, PATIENTS + "/" + file.getFileName()));
    }

    /** Where a patient's own files lie. */
    static Path file(Path output, String patient, String extension) {
        return output.resolve(PATIENTS).resolve(CaseName.of(patient, output) + extension);
    }

    /** All of a patient's. */
    static Stream<Path> files(Path output, String patient) {
        return Stream.of(PAGE, REPORT).map(extension -> file(output, patient, extension));
    }

    /** What an earlier run left there of a patient: files of the same name that it did not write are not among them. */
    static Stream<Path> ofEarlierRun(Path output, String patient) {
        Path page = file(output, patient, PAGE);
        Path report = file(output, patient, REPORT);
        return Stream.concat(
                Stream.of(page)
                        .filter(Files::isRegularFile)
                        .filter(file -> PatientPage.patient(file)
                                .filter(patient::equals)
                                .isPresent()),
                Stream.of(report).filter(FollowUpReport::is));
    }

    /** What earlier runs left of all patients, also runs that did not come to their end; known by the pages of the patients' names. */
    static List<Path> ofEarlierRuns(Path output) throws IOException {
        Path folder = output.resolve(PATIENTS);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> pages = Files.newDirectoryStream(folder, "*" + PAGE)) {
            for (Path page : pages) {
                PatientPage.patient(page)
                        .filter(patient -> file(output, patient, PAGE).equals(page))
                        .ifPresent(patient -> ofEarlierRun(output, patient).forEach(found::add));
            }
        }
        return found;
    }

    void write() throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("written", Template.now());
        parts.put("tiles", tiles());
        parts.put("settings", choices());
        parts.put("failures", failures());
        parts.put("rows", String.join("\n", rows));
        Template.write(output.resolve(FILE), FILE, parts);
    }

    private String tiles() {
        int failed = patients - rows.size();
        return Template.tile("patients", "" + patients)
                + Template.tile("compared", "" + rows.size())
                + (failed > 0 ? Template.tile("not compared", "" + failed) : "")
                + Template.tile("lesions in all", "" + lesions);
    }

    private String choices() {
        return "<dt>Registration</dt><dd>" + settings.registration() + "</dd><dt>Reach</dt><dd>"
                + Template.text("%.4g", settings.reachMm())
                + " mm between lesions that are one without overlapping</dd>"
                + "<dt>Smallest lesion</dt><dd>" + Template.text("%.4g", settings.leastMm3())
                + " mm3 at one date at least</dd>";
    }

    private String failures() {
        return reasons.entrySet().stream()
                .map(one -> "<tr><td>" + Html.escape(one.getKey()) + "</td><td>" + Html.escape(one.getValue())
                        + "</td></tr>\n")
                .reduce(String::concat)
                .map(found -> "<h2 class=\"failed\">Not compared</h2>\n<table><thead><tr><th>Patient or case</th>"
                        + "<th>Why</th></tr></thead><tbody>" + found + "</tbody></table>")
                .orElse("");
    }

    private static String row(PatientFollowUp patient, String file) {
        PatientPage page = new PatientPage(patient);
        int last = patient.dates().size() - 1;
        double before = page.total(0);
        double after = page.total(last);
        boolean all = page.showsAll(0) && page.showsAll(last);
        return "<tr><td><a href=\""
                + Html.link(file) + "\">"
                + Html.escape(patient.patient()) + "</a></td>"
                + Template.number("%.0f", last + 1)
                + Template.number("%.0f", (double) FollowUpTables.days(patient, last))
                + "<td class=\"number\">" + Template.text("%.2f", before) + " to " + Template.text("%.2f", after)
                + (all ? "" : ", as far as the images reach") + "</td>"
                + Template.number("%+.0f", all && before > 0 ? 100 * (after - before) / before : Double.NaN) + "<td>"
                + lesions(patient) + "</td><td>"
                + patient.responses().stream()
                        .map(responses -> responses.get(last).criterion() + ": "
                                + responses.get(last).category())
                        .collect(Collectors.joining("<br>"))
                + "</td></tr>";
    }

    /** How many of each kind there are at the last date. */
    private static String lesions(PatientFollowUp patient) {
        Map<TrackState.Kind, Long> kinds = new TreeMap<>(patient.lesions().stream()
                .map(FollowUpPage::last)
                .collect(Collectors.groupingBy(TrackState::kind, Collectors.counting())));
        return kinds.entrySet().stream()
                .map(kind -> kind.getValue() + " " + kind.getKey())
                .collect(Collectors.joining(", "));
    }

    private static TrackState last(Course lesion) {
        return lesion.states().get(lesion.states().size() - 1);
    }
}
