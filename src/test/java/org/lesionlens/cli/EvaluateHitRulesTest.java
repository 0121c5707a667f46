package org.lesionlens.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.lesionlens.lesion.BoundingBox;

/** Which predicted boxes are hits, and by whose rule. */
class EvaluateHitRulesTest extends EvaluateDetectorFixture {
    /** One box round everything touches all lesions, but is none of them. */
    @Test
    void aHitIsOneBoxOfOneLesion() throws IOException {
        referenceTable("a,2,2,0,6,6,1,x", "a,12,12,0,16,16,1,x");
        predictedTable("a,1,x,0.9,0,0,0,20,20,1", "a,2,x,0.8,2,2,0,6,6,1");
        done();
        assertThat(pooled("sensitivity_fp_1_2")).isZero();
        assertThat(pooled("sensitivity_fp_1")).isEqualTo(0.5);
        predictedTable("a,1,x,0.9,5,5,0,9,9,1", "a,2,x,0.8,12,12,0,16,16,1");
        done("--hit", "centre:1");
        assertThat(pooled("cpm")).as("7, 7 is a pixel beside 2 to 6").isEqualTo(1);
        assertThat(run("--hit", "overlap:0").errors()).contains("--hit is \"overlap:0\" but must be overlap:");
    }

    /** A middle 1 pixel beside a lesion is a hit for the model that says so, in folders and in one table of them. */
    @Test
    void theModelsOwnRuleSaysWhatAHitIs() throws IOException {
        referenceTable("a,2,2,0,6,6,1,x");
        detected("a", GRID, found(1, new BoundingBox(5, 5, 0, 9, 9, 1), "x", 0.9));
        done();
        assertThat(pooled("cpm")).isZero();
        assertThat(summary("", "cpm")).containsEntry("hit", "overlap:0.5");
        assertThat(summary("", "ap_box")).containsEntry("hit", "");
        Files.writeString(
                predictions.resolve("a/analysis.json"),
                "{\"settings\": {\"slices\": \"all\"}, \"models\": [{\"name\": \"d\", \"hit\": \"centre:2\"}]}");
        CommandLineRun run = done();
        assertThat(run.errors()).contains("the rule of the model that drew them, centre:2");
        assertThat(run.out()).contains("a middle in the lesion's box grown by 2 pixels");
        assertThat(pooled("cpm")).isEqualTo(1);
        assertThat(summary("", "cpm")).containsEntry("hit", "centre:2");
        done("--hit", "overlap:0.5");
        assertThat(pooled("cpm")).isZero();
        Path table = predictions.resolve("all.csv");
        predictions = Files.writeString(table, COLUMNS + "a,1,x,0.9,5,5,0,9,9,1\n");
        done();
        assertThat(pooled("cpm")).isEqualTo(1);
    }

    /** The rule of one model says nothing of the boxes of another, in one folder or two. */
    @Test
    void aRuleOfSomeBoxesIsNoneOfAll() throws IOException {
        referenceTable("a,2,2,0,6,6,1,x", "b,2,2,0,6,6,1,x");
        BoundingBox beside = new BoundingBox(5, 5, 0, 9, 9, 1);
        detected("a", GRID, found(1, beside, "x", 0.9));
        detected("b", GRID, found(1, beside, "x", 0.8));
        saidOfHits("a", "centre:2");
        CommandLineRun some = done();
        assertThat(some.errors()).contains("has the rule centre:2 for a hit, and of others no model's rule is known");
        assertThat(summary("", "cpm")).containsEntry("hit", "overlap:0.5").containsEntry("pooled", "0");
        saidOfHits("b", "centre:3");
        assertThat(done().errors())
                .contains("several rules for a hit (centre:2, centre:3): all boxes are hits by overlap:0.5");
        assertThat(pooled("cpm")).isZero();
        saidOfHits("b", "centre:2");
        done();
        assertThat(pooled("cpm")).isEqualTo(1);
        Path foreign = Files.writeString(
                folder.resolve("other.csv"), COLUMNS + "a,1,x,0.9,2,2,0,6,6,1\nb,1,x,0.8,2,2,0,6,6,1\n");
        assertThat(done("--compare", foreign.toString()).errors()).contains("of others no model's rule is known");
        assertThat(summary("", "cpm")).containsEntry("hit", "overlap:0.5");
        assertThat(done("--compare", foreign.toString(), "--hit", "centre:2").errors())
                .doesNotContain("the rule");
    }

    @Test
    void aRuleThatNobodyKnowsIsNotUsed() throws IOException {
        referenceTable("a,2,2,0,6,6,1,x");
        detected("a", GRID, found(1, new BoundingBox(2, 2, 0, 6, 6, 1), "x", 0.9));
        saidOfHits("a", "giou:0.5");
        assertThat(done().errors())
                .contains("a: analysis.json names \"giou:0.5\" as the rule of a hit of its model")
                .doesNotContain("--hit is");
        assertThat(summary("", "cpm")).containsEntry("hit", "overlap:0.5");
    }

    private void saidOfHits(String name, String rule) throws IOException {
        Files.writeString(
                predictions.resolve(name).resolve("analysis.json"),
                "{\"settings\": {\"slices\": \"all\"}, \"models\": [{\"hit\": \"" + rule + "\"}]}");
    }

    @Test
    void boxesAndMasksInOneFolderAreNotOneCohort() throws IOException {
        put(references.resolve("a.nii.gz"), Map.of(BIG, 1));
        put(references.resolve("b.nii.gz"), Map.of(BIG, 1));
        detected("a", GRID, found(1, BIG, "x", 0.9));
        result("b", Map.of(BIG, 1), 0.9);
        CommandLineRun run = run();
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.errors()).contains("some predictions are boxes (a) and others masks (b)");
        referenceTable("a,2,2,2,6,6,6,x", "b,2,2,2,6,6,6,x");
        done();
        assertThat(pooled("cpm")).as("round masks there are boxes").isEqualTo(1);
    }
}
