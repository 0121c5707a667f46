package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.io.table.Row;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.LesionAnalysis;

/** What was found in a case, as far as lesions and boxes are written differently. */
sealed interface CaseFinding permits LesionsOfCase, BoxesOfCase {
    static CaseFinding of(CaseResults results) {
        return results.analysis() instanceof DetectionAnalysis boxes
                ? new BoxesOfCase(results.name(), boxes)
                : new LesionsOfCase(
                        results.name(),
                        (LesionAnalysis) results.analysis(),
                        results.models().segmenter().description(),
                        results.source().first());
    }

    FindingKind kind();

    /** The rows of its table. */
    List<Row> rows();

    /** What a format writes. */
    List<ResultFile> files(ResultFormat format, Optional<DicomOrigin> dicom, OverviewPicture picture);

    /** Writes tables besides that of the {@link #rows}. */
    void writeTables(Path folder) throws IOException;

    /** Adds what a sidecar says of it. */
    void describe(Map<String, Object> sidecar);
}
