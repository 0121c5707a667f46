package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lesionlens.io.table.CsvTable;

/** What the organ of lesions that a table names decides. */
class FollowUpOrgansTest extends FollowUpFixture {
    private List<String> criteria() throws IOException {
        return CsvTable.read(output.resolve("response.csv")).stream()
                .map(row -> row.get("criterion"))
                .distinct()
                .toList();
    }

    /** Nobody must take a missing RANO for one that cannot be had. */
    @Test
    void anOrganThatIsNamedInSomeRowsOnlyIsTold() throws IOException {
        String told =
                "p_1: the organ is named in some rows of the patient only (brain), so it counts as unknown: name it in"
                        + " each row, for 2 targets at most by RECIST, and for RANO";
        String[] some = {"patient,date,mask,organ", "p,2024-01-31,small.nii.gz,Brain", "p,2024-03-01,large.nii.gz,"};
        CommandLineRun run = followUp(some);
        assertThat(run.code()).isZero();
        assertThat(run.errors()).containsOnlyOnce(told);
        assertThat(criteria()).hasSize(1);
        assertThat(CsvTable.read(output.resolve("dates.csv")).get(0).get("note"))
                .contains("the organ is named in some rows");
        some[2] += "brain";
        assertThat(followUp(List.of("--overwrite"), some).errors()).doesNotContain("organ");
        assertThat(criteria()).hasSize(2);
    }

    @Test
    void rowsOfOnePatientThatNameSeveralOrgansAreTold() throws IOException {
        String[] rows = {"patient,date,mask,organ", "p,2024-01-31,small.nii.gz,brain", "p,2024-03-01,large.nii.gz,liver"
        };
        assertThat(followUp(rows).errors())
                .contains(
                        "p_1: rows of the patient name several organs (brain, liver), so it counts as unknown: name the"
                                + " organ of all lesions in each row");
        assertThat(followUp(List.of("--overwrite", "--criteria", "none"), rows).errors())
                .as("without a criterion the organ decides nothing")
                .doesNotContain("organ");
        assertThat(followUp(List.of("--overwrite", "--criteria", "rano"), rows).errors())
                .as("RANO has 5 targets whatever the organ")
                .doesNotContain("organ");
    }

    @Test
    void lymphNodesThatAreNamedInEachRowAreMeasuredByTheirShortAxis() throws IOException {
        String[] rows = {
            "patient,date,mask,organ", "p,2024-01-31,small.nii.gz,Lymph nodes", "p,2024-03-01,large.nii.gz,lymph_node"
        };
        assertThat(followUp(rows).errors()).doesNotContain("organ");
        assertThat(CsvTable.read(output.resolve("response.csv")).get(0).get("thresholds"))
                .contains("short axis at least 15 mm");
        rows[2] = "p,2024-03-01,large.nii.gz,liver";
        assertThat(followUp(List.of("--overwrite"), rows).errors())
                .contains("rows of the patient name several organs (liver, lymph node)", "not by the short axis");
        assertThat(CsvTable.read(output.resolve("response.csv")).get(0).get("thresholds"))
                .contains("longest diameter at least 10 mm");
    }

    @Test
    void lesionsBesideLymphNodesAreNoLymphNodes() throws IOException {
        String organ = ",liver and lymph nodes";
        String[] rows = {
            "patient,date,mask,organ", "p,2024-01-31,small.nii.gz" + organ, "p,2024-03-01,large.nii.gz" + organ
        };
        assertThat(followUp(rows).errors())
                .containsOnlyOnce("p_1: the organ \"liver and lymph nodes\" is not taken for lymph nodes")
                .doesNotContain("several organs");
        assertThat(CsvTable.read(output.resolve("response.csv")).get(0).get("thresholds"))
                .contains("longest diameter at least 10 mm");
        assertThat(CsvTable.read(output.resolve("dates.csv")).get(0).get("note"))
                .contains("is not taken for lymph nodes");
    }
}
