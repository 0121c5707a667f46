package org.lesionlens.followup;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.lesionlens.draw.Figure;
import org.lesionlens.draw.Html;
import org.lesionlens.draw.TimePlot;
import org.lesionlens.followup.Courses.Course;

/** A page about one patient, which needs nothing but itself: responses, volumes over time, dates side by side, all lesions. */
record PatientPage(PatientFollowUp patient) {
    private static final String FIGURE = "volumes";
    private static final int MOST_LINES = 12;

    /** What the page says of itself near its beginning. */
    private static final String TITLE = "<title>LesionLens: follow-up of ";

    private static final int BEGINNING = 4096;

    /** Whose page a file is; empty if it is none, or cannot be read. */
    static Optional<String> patient(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            String text = new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8);
            int title = text.indexOf(TITLE);
            int end = text.indexOf('<', title + TITLE.length());
            return title < 0 || end < 0
                    ? Optional.empty()
                    : Optional.of(Html.unescape(text.substring(title + TITLE.length(), end)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void write(Path target) throws IOException {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("patient", Html.escape(patient.patient()));
        parts.put("written", Template.now());
        parts.put("tiles", tiles());
        parts.put("left", left());
        parts.put("responses", responses());
        parts.put("chart", "<figure class=\"planes\">" + figure().svg() + "</figure>");
        parts.put("planes", planes());
        parts.put(
                "views",
                hasViews() ? " and of the network's mirrored views" : "; mirrored views of a network: not available");
        parts.put("lesions", lesions());
        parts.put("dates", dates());
        Template.write(target, "patient.html", parts);
    }

    /** The volumes over time. */
    Figure figure() {
        List<TimePlot.Line> lines = patient.lesions().stream()
                .sorted(Comparator.comparingDouble(PatientPage::largest).reversed())
                .limit(MOST_LINES)
                .map(this::line)
                .flatMap(Optional::stream)
                .toList();
        boolean all = patient.lesions().size() <= MOST_LINES;
        return new TimePlot(
                        all ? "Volume of each lesion" : "Volume of the " + MOST_LINES + " largest lesions",
                        "volume (ml)",
                        Optional.of(patient.dates().get(0).date()),
                        lines,
                        List.of())
                .figure(FIGURE);
    }

    private static double largest(Course lesion) {
        return lesion.states().stream()
                .mapToDouble(state -> state.volume().ml())
                .max()
                .orElse(0);
    }

    /** Of a lesion, at the dates whose images cover its place; from the date before it is first seen on. */
    private Optional<TimePlot.Line> line(Course lesion) {
        List<TimePlot.Moment> moments = IntStream.range(0, lesion.states().size())
                .filter(date -> lesion.states().get(date).kind() != TrackState.Kind.OUTSIDE)
                .mapToObj(date -> {
                    LesionVolume volume = lesion.states().get(date).volume();
                    return new TimePlot.Moment(
                            FollowUpTables.days(patient, date), volume.ml(), volume.lowMl(), volume.highMl());
                })
                .toList();
        return moments.isEmpty()
                ? Optional.empty()
                : Optional.of(new TimePlot.Line(lesion.track().name(), moments));
    }

    private boolean hasViews() {
        return patient.lesions().stream()
                .flatMap(lesion -> lesion.states().stream())
                .anyMatch(state -> Double.isFinite(state.volume().viewsMl()));
    }

    private String tiles() {
        int last = patient.dates().size() - 1;
        return Template.tile("dates", "" + patient.dates().size())
                + Template.tile("days", "" + FollowUpTables.days(patient, last))
                + Template.tile("lesions in all", "" + patient.lesions().size())
                + Template.tile("ml at the first date" + reach(0), Template.text("%.2f", total(0)))
                + Template.tile("ml at the last date" + reach(last), Template.text("%.2f", total(last)));
    }

    private String reach(int date) {
        return showsAll(date) ? "" : ", as far as its image reaches";
    }

    /** Whether a date's image shows the places of all lesions, so that its volume is that of all. */
    boolean showsAll(int date) {
        return patient.lesions().stream()
                .map(lesion -> lesion.states().get(date))
                .noneMatch(state -> state.cut() || state.kind() == TrackState.Kind.OUTSIDE);
    }

    /** Of what the date's image shows, in ml. */
    double total(int date) {
        return patient.lesions().stream()
                .mapToDouble(lesion -> lesion.states().get(date).volume().ml())
                .sum();
    }

    private String left() {
        return patient.left().entrySet().stream()
                .map(one -> "<tr><td>" + Html.escape(one.getKey()) + "</td><td>" + Html.escape(one.getValue())
                        + "</td></tr>\n")
                .reduce(String::concat)
                .map(rows ->
                        "<h2 class=\"failed\">Not compared</h2>\n<table><thead><tr><th>Case</th><th>Why</th></tr></thead>"
                                + "<tbody>" + rows + "</tbody></table>")
                .orElse("");
    }

    private String responses() {
        return patient.responses().stream().map(this::responses).collect(Collectors.joining());
    }

    private String responses(List<Response> responses) {
        Criterion criterion = responses.get(0).criterion();
        String rows = responses.stream().map(this::row).collect(Collectors.joining("\n"));
        return "<h2>" + criterion + "</h2>\n<p class=\"notice\">A computed aid, unconfirmed; "
                + Html.escape(responses.get(0).thresholds()) + "; "
                + Html.escape(responses.get(0).limits())
                + ".</p>\n<div class=\"scroll\"><table><thead><tr><th>Date</th>"
                + "<th>Category</th><th class=\"number\">Sum (" + criterion.unit()
                + ")</th><th class=\"number\">against the"
                + " first</th><th class=\"number\">against the smallest</th><th>Decided by</th><th>Targets</th></tr></thead>"
                + "<tbody>" + rows + "</tbody></table></div>\n";
    }

    private String row(Response response) {
        return "<tr><td class=\"date\">" + FollowUpTables.date(patient, response.date()) + "</td><td><b>"
                + response.category()
                + "</b></td>" + Template.number("%.1f", response.sum())
                + Template.number("%+.1f %%", response.date() == 0 ? Double.NaN : response.fromBaselinePercent())
                + Template.number("%+.1f %%", response.date() == 0 ? Double.NaN : response.fromNadirPercent()) + "<td>"
                + Html.escape(response.decidedBy()) + "</td><td>"
                + Html.escape(String.join(", ", response.targets())) + "</td></tr>";
    }

    private String planes() throws IOException {
        return new Planes(patient)
                .jpegs().entrySet().stream()
                        .map(plane ->
                                "<figure class=\"planes\"><img alt=\"dates side by side\" src=\"data:image/jpeg;base64,"
                                        + plane.getValue() + "\"><figcaption>Through " + Html.escape(plane.getKey())
                                        + "</figcaption></figure>\n")
                        .collect(Collectors.joining());
    }

    private String lesions() {
        return patient.lesions().stream()
                .map(lesion -> IntStream.range(0, lesion.states().size())
                        .filter(date -> lesion.states().get(date).kind() != TrackState.Kind.NOT_YET)
                        .mapToObj(date -> row(lesion, date))
                        .collect(Collectors.joining("\n", "<tbody class=\"lesion\">", "</tbody>\n")))
                .collect(Collectors.joining());
    }

    private String row(Course lesion, int date) {
        TrackState state = lesion.states().get(date);
        FollowUpTables.LesionRow row = new FollowUpTables.LesionRow(patient, lesion, date);
        String diameters = state.isSeen()
                ? Template.text("%.1f", state.longestMm()) + " x " + Template.text("%.1f", state.perpendicularMm())
                : "";
        return "<tr" + (state.isWithinError() ? " class=\"uncertain\"" : "") + "><td><b>"
                + lesion.track().name() + "</b></td><td class=\"date\">" + FollowUpTables.date(patient, date)
                + "</td><td>"
                + state.words() + "</td>" + Template.number("%.3f", row.ofVolume(LesionVolume::ml))
                + interval(row.ofVolume(LesionVolume::lowMl), row.ofVolume(LesionVolume::highMl), "%.3f")
                + "<td class=\"number\">" + diameters + "</td>" + Template.number("%+.3f", row.ofChange(Change::ml))
                + interval(row.ofChange(Change::lowMl), row.ofChange(Change::highMl), "%+.3f")
                + Template.number("%+.0f", row.ofChange(Change::percent)) + "<td class=\"number\">"
                + doubling(row.ofChange(Change::doublingDays)) + "</td></tr>";
    }

    private static String interval(double low, double high, String format) {
        return "<td class=\"number\">"
                + (Double.isFinite(low) ? Template.text(format, low) + " to " + Template.text(format, high) : "")
                + "</td>";
    }

    private static String doubling(double days) {
        return days >= 0 ? Template.text("%.0f days", days) : Template.text("halves in %.0f days", -days);
    }

    private String dates() {
        return IntStream.range(0, patient.dates().size())
                .mapToObj(date -> "<tr><td class=\"date\">" + FollowUpTables.date(patient, date) + "</td><td>"
                        + Html.escape(patient.dates().get(date).name()) + "</td>"
                        + Template.number("%.0f", (double) FollowUpTables.days(patient, date))
                        + Template.number("%.0f", count(date)) + Template.number("%.2f", total(date)) + "<td>"
                        + Html.escape(patient.courses()
                                .orElseThrow()
                                .spaces()
                                .get(date)
                                .how()) + "</td><td>"
                        + Html.escape(
                                String.join("; ", patient.dates().get(date).notes())) + "</td></tr>")
                .collect(Collectors.joining("\n"));
    }

    private double count(int date) {
        return patient.lesions().stream()
                .mapToInt(lesion -> lesion.states().get(date).parts().size())
                .sum();
    }
}
