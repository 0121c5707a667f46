package org.lesionlens.review;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.lesionlens.correction.Brush;
import org.lesionlens.correction.Correction;
import org.lesionlens.correction.Ink;
import org.lesionlens.correction.Stroke;
import org.lesionlens.lesion.BoundingBox;
import org.lesionlens.volume.VoxelValues;

/** A reviewer at work in a process of his own, until it is killed. Says what he does, a line each, before and after. */
final class CorrectingProcess {
    private CorrectingProcess() {}

    /** IMAGES RESULTS once: accepts the series, with a new lesion; IMAGES RESULTS accept: accepts again and again; save: lets his work be saved and goes on. */
    public static void main(String[] words) throws IOException, InterruptedException {
        AnalysedCohort cohort = new AnalysedCohort(Path.of(words[0]), Path.of(words[1]));
        CohortReview review = CohortReview.open(cohort.results(), "Ada");
        if (words[2].equals("once")) {
            try (CaseInReview item = cohort.open(review, "series")) {
                AnalysedCohort.paint(item.correction(), item.correction().nextNumber(), 8);
                item.accept("");
            }
            return;
        }
        CaseInReview item = cohort.open(review, "head");
        System.out.println("open");
        for (int i = 0; ; i++) {
            if (!draw(item.correction(), i)) {
                continue;
            }
            System.out.println("begin " + state(item));
            if (words[2].equals("accept")) {
                item.accept("");
            } else {
                save(item, cohort.accepted("Ada", ".work").resolve("head.json"));
            }
            System.out.println("end " + state(item));
        }
    }

    private static void save(CaseInReview item, Path file) throws IOException, InterruptedException {
        String before = Files.exists(file) ? Files.readString(file) : "";
        item.autosave();
        while (!Files.exists(file) || Files.readString(file).equals(before)) {
            Thread.sleep(5);
        }
    }

    /** Makes a hole in the lesion, or mends it; whether anything changed. */
    private static boolean draw(Correction correction, int step) {
        BoundingBox box = correction.box(1);
        Ink ink = step % 2 == 0 ? Ink.eraser() : Ink.paint(1);
        Stroke stroke = Stroke.begin(correction, Brush.ball(2 + step % 3), ink);
        stroke.to((box.xMin() + box.xMax()) / 2.0, (box.yMin() + box.yMax()) / 2.0, (box.zMin() + box.zMax()) / 2.0);
        return !stroke.end().isEmpty();
    }

    /** What the labels are. */
    static String state(CaseInReview item) {
        return Integer.toHexString(
                Arrays.hashCode(VoxelValues.of(item.correction().labels().voxels())));
    }
}
