package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What evaluate writes takes the place of what an earlier run wrote, and of nothing else. */
class EvaluateOutputsTest extends EvaluateFixture {
    private void assertKept(Path file, CommandLineRun run, String why) throws IOException {
        assertThat(run.code()).as(run.err()).isEqualTo(ExitCode.USAGE);
        assertThat(run.errors()).contains(file.getFileName().toString(), why);
        assertThat(run.err().strip()).hasLineCount(1);
    }

    private CommandLineRun into(Path table, Path references, String... options) {
        Object[] arguments = new Object[5 + options.length];
        System.arraycopy(new Object[] {"evaluate", predictions, references, "--output", table}, 0, arguments, 0, 5);
        System.arraycopy(options, 0, arguments, 5, options.length);
        return CommandLineRun.of(arguments);
    }

    @Test
    void tablesThatAreReadAreNotWritten() throws IOException {
        cases(2);
        Path cases = table("case,dice,patient,class\nc0,1,p,x\nc1,1,q,x\n");
        assertKept(cases, into(cases, references, "--cases", cases.toString()), "is read");
        assertKept(cases, into(cases, references, "--classes", cases.toString()), "is read");
        Path boxes = Files.writeString(
                folder.resolve("b-summary.csv"), "case,x_min,y_min,z_min,x_max,y_max,z_max\nc0,2,2,2,6,6,6\n");
        assertKept(boxes, into(boxes, boxes), "is read");
        assertKept(boxes, into(folder.resolve("./b.csv"), boxes), "is read");
        assertThat(cases).content().startsWith("case,dice,patient");
        assertThat(boxes).content().startsWith("case,x_min");
    }

    @Test
    void otherFilesAreNotOverwritten() throws IOException {
        cases(2);
        Path rows = predictions.resolve("c0/lesions.csv");
        String before = Files.readString(rows);
        assertKept(rows, into(rows, references), "other things than");
        assertThat(rows).content().isEqualTo(before);
        Path mask = predictions.resolve("c0/mask.nii.gz");
        assertKept(mask, into(mask, references), "other things than");
        Files.writeString(folder.resolve("scores-summary.csv"), "a,b\n1,2\n");
        assertKept(folder.resolve("scores-summary.csv"), run(), "other things than");
        Files.delete(folder.resolve("scores-summary.csv"));
        Files.createDirectory(folder.resolve("scores-comparison.csv"));
        assertKept(folder.resolve("scores-comparison.csv"), run("--compare", predictions.toString()), "is a folder");
        done();
    }

    @Test
    void thePageOfACohortIsNotOverwritten() throws IOException {
        cases(2);
        Path page = Files.writeString(predictions.resolve("report.html"), "<title>LesionLens: cohort</title>");
        assertKept(page, run("--report", predictions.toString()), "other things than");
        Path report = folder.resolve("report");
        done("--report", report.toString());
        done("--report", report.toString());
        Path figures = report.resolve("report-figures");
        Files.delete(report.resolve("report.html"));
        Files.move(figures, folder.resolve("x"));
        Files.writeString(figures, "");
        assertKept(figures, run("--report", report.toString()), "is a file");
    }

    @Test
    void nothingOfAnEarlierRunStaysBesideALaterOne() throws IOException {
        cases(2);
        Path report = folder.resolve("report");
        Path charts = report.resolve("report-figures");
        done("--compare", predictions.toString(), "--report", report.toString());
        assertThat(folder.resolve("scores-comparison.csv")).exists();
        assertThat(charts.resolve("froc.svg")).exists();
        Path own = Files.copy(charts.resolve("froc.svg"), charts.resolve("froc-edited.svg"));
        for (int i = 0; i < 2; i++) {
            Files.delete(predictions.resolve("c" + i + "/lesions.csv"));
        }
        done("--report", report.toString());
        assertThat(folder.resolve("scores-comparison.csv")).doesNotExist();
        assertThat(charts.resolve("froc.svg")).doesNotExist();
        assertThat(charts.resolve("overlap.svg")).exists();
        assertThat(own).as("somebody's own").exists();
        Files.writeString(folder.resolve("scores-comparison.csv"), "somebody's own");
        done();
        assertThat(folder.resolve("scores-comparison.csv")).exists();
    }
}
