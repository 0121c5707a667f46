package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows of PS3.16 that a report must have: those that are mandatory, those whose condition holds for what we write, and
 * those that are optional there but promised here; and the rows that the first ones exclude.
 */
final class ReportRows {
    /**
     * A row of a template.
     *
     * @param template TID
     * @param row as the standard counts it
     * @param relation RelationshipType to the item above
     * @param type ValueType
     * @param concept as {@code DCM:126010}; empty for any
     * @param least how many items there must be
     * @param most how many there may be
     */
    record Row(String template, String row, String relation, String type, String concept, int least, int most) {
        boolean isOf(WrittenDicom item) {
            return item.type().equals(type)
                    && item.text(0x0040a010).equals(relation)
                    && (concept.isEmpty() || item.concept().equals(concept));
        }
    }

    private static final int MANY = Integer.MAX_VALUE;

    /** Below the root, TID 1500 and what it includes. */
    static final List<Row> REPORT = List.of(
            new Row("1204", "1", "HAS CONCEPT MOD", "CODE", "DCM:121049", 1, 1),
            new Row("1002", "1", "HAS OBS CONTEXT", "CODE", "DCM:121005", 1, 1),
            new Row("1004", "1", "HAS OBS CONTEXT", "UIDREF", "DCM:121012", 1, 1),
            new Row("1500", "4", "HAS CONCEPT MOD", "CODE", "DCM:121058", 1, MANY),
            new Row("1600", "1", "CONTAINS", "CONTAINER", "DCM:111028", 1, 1),
            new Row("1500", "6", "CONTAINS", "CONTAINER", "DCM:126010", 1, 1));

    /** Below the root where no lesion was found. */
    static final List<Row> EMPTY = List.of(new Row("1500", "12", "CONTAINS", "CONTAINER", "UMLS:C0034375", 1, 1));

    /** Below Qualitative Evaluations. */
    static final List<Row> ABSENCE = List.of(
            new Row("4019", "1", "HAS CONCEPT MOD", "TEXT", "DCM:111001", 1, 1),
            new Row("4019", "2", "HAS CONCEPT MOD", "TEXT", "DCM:111003", 1, 1),
            new Row("1500", "13", "CONTAINS", "CODE", "SCT:52988006", 1, 1));

    /** Below Image Library. */
    static final List<Row> LIBRARY = List.of(new Row("1600", "2", "CONTAINS", "CONTAINER", "DCM:126200", 1, MANY));

    /** Below Image Library Group. */
    static final List<Row> LIBRARY_GROUP = List.of(new Row("1601", "1", "CONTAINS", "IMAGE", "", 1, MANY));

    /** Below Imaging Measurements, with the groups. */
    static List<Row> measurements(int groups) {
        return List.of(
                new Row("4019", "1", "HAS CONCEPT MOD", "TEXT", "DCM:111001", 1, 1),
                new Row("4019", "2", "HAS CONCEPT MOD", "TEXT", "DCM:111003", 1, 1),
                new Row("1411", "1", "CONTAINS", "CONTAINER", "DCM:125007", groups, groups));
    }

    /** Below a Measurement Group. */
    static final List<Row> GROUP = List.of(
            new Row("1411", "2", "HAS OBS CONTEXT", "TEXT", "DCM:112039", 1, 1),
            new Row("1411", "3", "HAS OBS CONTEXT", "UIDREF", "DCM:112040", 1, 1),
            new Row("1411", "3a", "CONTAINS", "CODE", "SCT:276214006", 1, 1),
            new Row("1411", "3b", "CONTAINS", "CODE", "DCM:121071", 1, 1),
            new Row("1411", "5", "CONTAINS", "SCOORD", "DCM:111030", 0, 0),
            new Row("1411", "7", "CONTAINS", "IMAGE", "DCM:121191", 1, 1),
            new Row("1411", "10", "CONTAINS", "SCOORD3D", "DCM:121231", 0, 0),
            new Row("1411", "11", "CONTAINS", "IMAGE", "DCM:121233", 0, 0),
            new Row("1411", "12", "CONTAINS", "UIDREF", "DCM:121232", 1, 1),
            new Row("1411", "12b", "CONTAINS", "COMPOSITE", "DCM:130488", 0, 0),
            new Row("1419", "2", "HAS CONCEPT MOD", "CODE", "SCT:363698007", 1, MANY),
            new Row("4019", "1", "HAS CONCEPT MOD", "TEXT", "DCM:111001", 1, 1),
            new Row("4019", "2", "HAS CONCEPT MOD", "TEXT", "DCM:111003", 1, 1),
            new Row("1419", "5", "CONTAINS", "NUM", "", 1, MANY));

    /** Below a measurement that is drawn on an image. */
    static final List<Row> DRAWN = List.of(new Row("320", "3", "INFERRED FROM", "SCOORD", "", 1, 1));

    /** Below a line on an image. */
    static final List<Row> LINE = List.of(new Row("320", "4", "SELECTED FROM", "IMAGE", "", 1, 1));

    private ReportRows() {}

    /** What a report lacks or has too much of; empty of one that follows the templates. */
    static List<String> complaints(WrittenDicom report, int lesions) {
        List<String> complaints = new ArrayList<>();
        if (!report.type().equals("CONTAINER") || !report.concept().equals("DCM:126000")) {
            complaints.add("TID 1500 row 1: " + report.type() + " " + report.concept());
        }
        requireTemplate(report, "1500", complaints);
        below(report, REPORT, complaints);
        below(report, lesions == 0 ? EMPTY : List.of(), complaints);
        report.children("UMLS:C0034375").forEach(item -> below(item, ABSENCE, complaints));
        for (WrittenDicom library : report.children("DCM:111028")) {
            requireTemplate(library, "1600", complaints);
            below(library, LIBRARY, complaints);
            library.children().forEach(group -> below(group, LIBRARY_GROUP, complaints));
        }
        for (WrittenDicom measurements : report.children("DCM:126010")) {
            below(measurements, measurements(lesions), complaints);
            measurements.children("DCM:125007").forEach(group -> group(group, complaints));
        }
        return complaints;
    }

    private static void group(WrittenDicom group, List<String> complaints) {
        requireTemplate(group, "1411", complaints);
        below(group, GROUP, complaints);
        for (WrittenDicom item : group.children()) {
            if (item.type().equals("NUM") && !item.unit().startsWith("UCUM:")) {
                complaints.add("TID 1419 row 5: " + item.concept() + " has the unit " + item.unit());
            }
        }
    }

    private static void requireTemplate(WrittenDicom container, String template, List<String> complaints) {
        List<WrittenDicom> said = container.items(0x0040a504);
        if (said.size() != 1
                || !said.get(0).text(0x0040db00).equals(template)
                || !said.get(0).text(0x00080105).equals("DCMR")) {
            complaints.add("TID " + template + ": not said to be the template of " + container.concept());
        }
    }

    /** Judges the items right below another one. */
    static void below(WrittenDicom parent, List<Row> rows, List<String> complaints) {
        for (Row row : rows) {
            long found = parent.children().stream().filter(row::isOf).count();
            if (found < row.least || found > row.most) {
                complaints.add("TID " + row.template + " row " + row.row + ": " + found + " of " + row.concept);
            }
        }
    }
}
