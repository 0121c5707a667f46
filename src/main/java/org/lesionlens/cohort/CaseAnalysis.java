package org.lesionlens.cohort;

import java.io.File;
import java.nio.file.Path;
import java.util.Optional;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseRunner;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.cases.ErrorClass;
import org.lesionlens.cases.Errors;
import org.lesionlens.cases.Provenance;
import org.lesionlens.pipeline.AnalysisModels;

/**
 * What is done to every case of a cohort, and what the journal says of it.
 *
 * @param runner the steps of a case
 * @param models that the runner uses
 * @param settings that the runner uses
 * @param folder of the cohort, which messages leave out; empty if it has none
 */
record CaseAnalysis(CaseRunner runner, AnalysisModels models, CaseSettings settings, Path folder) {
    static CaseAnalysis of(Path folder, Path output, AnalysisModels models, CaseSettings settings) {
        return new CaseAnalysis(new CaseRunner(models, settings, output), models, settings, folder);
    }

    Provenance provenance(Case item) {
        return Provenance.of(item, models.chosen(), settings);
    }

    Attempt done(CaseInWork work, Optional<ReferenceScore> score) {
        return attempt(work, Attempt.DONE, "", "", score);
    }

    Attempt failed(CaseInWork work, ErrorClass kind, Throwable error) {
        return attempt(
                work,
                Attempt.FAILED,
                kind.toString(),
                shortened(work.item(), Errors.sentence(error, runner.output())),
                Optional.empty());
    }

    private String shortened(Case item, String sentence) {
        String text = item.shortened(sentence);
        return folder.toString().isEmpty() ? text : text.replace(folder + File.separator, "");
    }

    private Attempt attempt(CaseInWork work, String state, String kind, String error, Optional<ReferenceScore> score) {
        return new Attempt(
                work.item().name(),
                state,
                kind,
                error,
                work.from(),
                models.segmenter().device().toString(),
                score.map(ReferenceScore::dice).filter(dice -> !dice.isNaN()).orElse(null),
                score.map(ReferenceScore::note)
                        .map(note -> shortened(work.item(), note))
                        .orElse(""),
                work.started(),
                work.seconds(),
                Storing.NONE);
    }
}
