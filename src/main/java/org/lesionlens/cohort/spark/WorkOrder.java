package org.lesionlens.cohort.spark;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.lesionlens.cases.Case;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.cases.Provenance;
import org.lesionlens.cohort.CaseWorker;
import org.lesionlens.cohort.CohortPlan;
import org.lesionlens.inference.Device;
import org.lesionlens.inference.ModelTrust;
import org.lesionlens.model.Model;
import org.lesionlens.model.Precision;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.volume.Progress;

/**
 * What a worker has to know of a run, in a form that travels; its paths are absolute, for all workers to see.
 *
 * @param output folder of the results
 * @param folder of the cohort, which messages leave out
 * @param limit how long a case may take
 */
record WorkOrder(String output, String folder, Networks networks, CaseSettings settings, Duration limit)
        implements Serializable {
    /**
     * Which networks run, and how.
     *
     * @param segmenter folder
     * @param classifier folder, or {@value ChosenModels#NONE}
     * @param precision of their weights
     * @param device or auto
     * @param trusted whether the user wants them opened without a trial
     * @param choice how the segmenter was chosen
     */
    record Networks(
            String segmenter,
            String classifier,
            Precision precision,
            String device,
            int threads,
            boolean trusted,
            Choice choice)
            implements Serializable {
        static Networks of(CohortPlan.Networks chosen, int threads) {
            return new Networks(
                    folder(chosen.models().segmenter()),
                    chosen.models().classifier().map(Networks::folder).orElse(ChosenModels.NONE),
                    chosen.models().segmenter().network().precision(),
                    chosen.device().map(Device::toString).orElse("auto"),
                    threads,
                    ModelTrust.isGiven(chosen.models().segmenter()),
                    Choice.of(chosen.models()));
        }

        private static String folder(Model model) {
            return absolute(model.identity().folder());
        }

        ChosenModels find() throws IOException {
            return ChosenModels.find(Optional.of(segmenter), Optional.of(classifier))
                    .in(precision);
        }

        AnalysisModels open() throws IOException {
            ChosenModels chosen = choice.made(find());
            if (trusted) {
                ModelTrust.give(chosen.segmenter());
                chosen.classifier().ifPresent(ModelTrust::give);
            }
            return chosen.open(Device.parse(device), threads, Progress.NONE);
        }
    }

    /**
     * How a segmenter was chosen.
     *
     * @param named whether the user named it
     * @param rivals folders of those that might have been taken
     * @param doubts as those of {@link ChosenModels}
     */
    record Choice(boolean named, List<String> rivals, List<String> doubts) implements Serializable {
        static Choice of(ChosenModels chosen) {
            return new Choice(
                    chosen.rivals().isEmpty(),
                    chosen.rivals().orElse(List.of()).stream()
                            .map(Networks::folder)
                            .toList(),
                    chosen.doubts());
        }

        ChosenModels made(ChosenModels found) throws IOException {
            List<Model> read = new ArrayList<>();
            for (String rival : rivals) {
                read.add(Model.read(Path.of(rival)));
            }
            return new ChosenModels(
                    found.segmenter(), found.classifier(), named ? Optional.empty() : Optional.of(read), doubts);
        }
    }

    /** @param threads of the networks of a worker */
    static WorkOrder of(CohortPlan plan, int threads) {
        return new WorkOrder(
                absolute(plan.output()),
                absolute(plan.cohort().folder()),
                Networks.of(plan.networks(), threads),
                plan.settings(),
                plan.handling().limit());
    }

    static String absolute(Path path) {
        return path.toAbsolutePath().toString();
    }

    /** What the result of a case depends on. */
    Provenance provenance(Case item) throws IOException {
        return Provenance.of(item, networks.find(), settings);
    }

    /** Loads the networks. */
    CaseWorker open() throws IOException {
        return new CaseWorker(Path.of(folder), Path.of(output), networks.open(), settings, limit);
    }
}
