package org.lesionlens.cases;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.io.table.Row;
import org.lesionlens.pipeline.DetectionAnalysis;

/** The boxes of a case. */
record BoxesOfCase(String name, DetectionAnalysis analysis) implements CaseFinding {
    @Override
    public FindingKind kind() {
        return FindingKind.BOXES;
    }

    @Override
    public List<Row> rows() {
        return BoxesCsv.TABLE.rows(CaseBox.of(name, analysis));
    }

    @Override
    public List<ResultFile> files(ResultFormat format, Optional<DicomOrigin> dicom, OverviewPicture picture) {
        return format.files(analysis, dicom.orElseThrow(), picture);
    }

    @Override
    public void writeTables(Path folder) {}

    /** Not called boxes, which are those of the user in the sidecar of a segmenter with a prompt. */
    @Override
    public void describe(Map<String, Object> sidecar) {
        sidecar.put("boxes_found", analysis.boxes().size());
    }
}
