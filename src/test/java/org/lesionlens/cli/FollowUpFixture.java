package org.lesionlens.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.table.CsvTable;
import org.lesionlens.lesion.Phantoms;
import org.lesionlens.volume.VolumeGeometry;

/** Masks of small volumes, and dates of patients in a table. */
abstract class FollowUpFixture {
    static final VolumeGeometry GRID = VolumeGeometry.axisAligned(new long[] {40, 40, 20}, 1, 1, 1);

    @TempDir
    Path folder;

    Path table;
    Path output;

    @BeforeEach
    void layOutFolders() throws IOException {
        table = folder.resolve("dates.csv");
        output = folder.resolve("out");
        mask("small", Phantoms.box(5, 5, 5, 10, 10, 10));
        mask("large", Phantoms.box(5, 5, 5, 15, 15, 15));
        mask("none", (x, y, z) -> false);
    }

    void mask(String name, Phantoms.Shape shape) throws IOException {
        mask(name, GRID, shape);
    }

    void mask(String name, VolumeGeometry grid, Phantoms.Shape shape) throws IOException {
        NiftiWriter.FAST.writeMask(folder.resolve(name + ".nii.gz"), Phantoms.mask(grid, shape));
    }

    CommandLineRun followUp(String... lines) throws IOException {
        return followUp(List.of(), lines);
    }

    CommandLineRun followUp(List<String> options, String... lines) throws IOException {
        Files.writeString(table, String.join("\n", lines) + "\n");
        Object[] words = new Object[4 + options.size()];
        System.arraycopy(new Object[] {"followup", table, "--output", output}, 0, words, 0, 4);
        System.arraycopy(options.toArray(), 0, words, 4, options.size());
        return CommandLineRun.of(words);
    }

    List<Map<String, String>> lesions() throws IOException {
        return CsvTable.read(output.resolve("followup.csv"));
    }

    static double number(Map<String, String> row, String column) {
        return Double.parseDouble(row.get(column));
    }
}
