package org.lesionlens.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.lesionlens.evaluation.CasesTable;
import org.lesionlens.evaluation.ComparisonTable;
import org.lesionlens.evaluation.EvaluationReport;
import org.lesionlens.evaluation.SummaryTable;
import org.lesionlens.volume.UsageException;

/**
 * What evaluate writes. Files that an earlier run wrote may be there, others are not overwritten.
 *
 * @param table of the cases; those of the summary and of the comparison lie beside it
 * @param compares whether there is a comparison
 * @param report the folder of the page; empty if there is none
 */
record EvaluationFiles(Path table, boolean compares, Optional<Path> report) {
    private static final String TABLE_END = ".csv";
    private static final int HEAD_BYTES = 1024;

    Path summary() {
        return beside("-summary");
    }

    Path comparison() {
        return beside("-comparison");
    }

    private Path beside(String word) {
        String name = table.getFileName().toString();
        String stem = name.endsWith(TABLE_END) ? name.substring(0, name.length() - TABLE_END.length()) : name;
        return table.resolveSibling(stem + word + TABLE_END);
    }

    /**
     * Before the work; the folders above a file are made when it is written.
     *
     * @param read tables that are read
     * @throws UsageException if a file cannot be written, or would take the place of another one
     */
    void requireRoom(Stream<Path> read) throws IOException {
        for (Path input : read.toList()) {
            requireOther(input, table);
            requireOther(input, summary());
            requireOther(input, comparison());
        }
        requireRoom(table, CasesTable.BEGINNING);
        requireRoom(summary(), SummaryTable.BEGINNING);
        if (compares) {
            requireRoom(comparison(), ComparisonTable.BEGINNING);
        }
        if (report.isPresent()) {
            requireRoomForReport(report.get());
        }
    }

    /** Takes away what an earlier run wrote and this one does not. */
    void deleteOld() throws IOException {
        if (!compares && Files.isRegularFile(comparison()) && begins(comparison(), ComparisonTable.BEGINNING)) {
            Files.delete(comparison());
        }
    }

    private static void requireRoomForReport(Path report) throws IOException {
        requireFolder(report);
        requireFolder(report.resolve(EvaluationReport.FIGURES));
        requireRoom(report.resolve(EvaluationReport.FILE), EvaluationReport.BEGINNING);
    }

    private static void requireFolder(Path folder) {
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UsageException("--report needs the folder " + folder + ", which is a file: name another folder");
        }
    }

    private static void requireOther(Path read, Path written) throws IOException {
        if (Files.exists(read) && Files.exists(written) && Files.isSameFile(read, written)) {
            throw new UsageException(written + " is read and would be overwritten: name another file with --output");
        }
    }

    private static void requireRoom(Path file, String beginning) throws IOException {
        requireWritable(file);
        if (Files.isRegularFile(file) && Files.size(file) > 0 && !begins(file, beginning)) {
            throw new UsageException(file + " is there and holds other things than evaluate would write into it: name"
                    + " another place, or take the file away");
        }
    }

    private static boolean begins(Path file, String beginning) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1).startsWith(beginning);
        }
    }

    private static void requireWritable(Path file) {
        if (Files.isDirectory(file)) {
            throw new UsageException(
                    file + " is a folder: name a file for the table, as in " + file.resolve("scores.csv"));
        }
        Path above = file.toAbsolutePath().getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        if (above == null || !Files.isDirectory(above)) {
            throw new UsageException(file + " cannot be written: " + above + " is no folder; name a file in a folder");
        }
        if (!Files.isWritable(above)) {
            throw new UsageException(file + " cannot be written: nothing may be put into " + above
                    + "; ask for the right, or choose another folder");
        }
    }
}
