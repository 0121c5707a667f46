package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.table.Row;
import org.lesionlens.model.Model;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.pipeline.PromptedLesion;
import org.lesionlens.pipeline.Sequence;

/**
 * The lesions of a case.
 *
 * @param source that they were measured in
 */
record LesionsOfCase(String name, LesionAnalysis analysis, Model segmenter, LoadedVolume source)
        implements CaseFinding {
    @Override
    public FindingKind kind() {
        return FindingKind.REGIONS;
    }

    @Override
    public List<Row> rows() {
        return LesionsCsv.TABLE.rows(CaseLesion.of(name, analysis.findings()));
    }

    @Override
    public List<ResultFile> files(ResultFormat format, Optional<DicomOrigin> dicom, OverviewPicture picture) {
        return format.files(new ResultMaps(analysis, segmenter.labels(), dicom, Optional.of(picture)));
    }

    @Override
    public void writeTables(Path folder) throws IOException {
        if (analysis.context().isPresent()) {
            ResultMaps maps = new ResultMaps(analysis, segmenter.labels());
            ContextCsv.TABLE.write(
                    folder.resolve(ContextCsv.FILE),
                    ContextCsv.sizes(name, analysis.context().get(), maps.contextLabels()));
        }
        if (Sequence.isSeenBy(segmenter, analysis.labels().geometry())) {
            FramesCsv.TABLE.write(folder.resolve(FramesCsv.FILE), FrameLesion.of(name, analysis, source));
        }
    }

    @Override
    public void describe(Map<String, Object> sidecar) {
        if (!analysis.prompts().isEmpty()) {
            sidecar.put(
                    "boxes",
                    analysis.prompts().stream().map(LesionsOfCase::prompt).toList());
        }
        sidecar.put("lesions", analysis.lesions().size());
        Sureness.of(analysis, segmenter).write(sidecar);
    }

    /** In voxels of the file, and the lesion in it, if one was found. */
    private static Map<String, Object> prompt(PromptedLesion prompt) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("box", prompt.box().toString());
        prompt.lesion().ifPresent(lesion -> entry.put("lesion", lesion));
        return entry;
    }
}
