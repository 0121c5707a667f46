package org.lesionlens.cohort;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.lesionlens.cases.CaseSettings;
import org.lesionlens.inference.Device;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.ChosenModels;
import org.lesionlens.volume.Progress;

/**
 * What a run does.
 *
 * @param output folder of the cases' folders; also of journal, tables and report
 * @param settings that hold for all cases
 */
public record CohortPlan(Cohort cohort, Path output, Networks networks, CaseSettings settings, Handling handling) {
    /**
     * The networks of a run.
     *
     * @param device empty for the first that works
     * @param threads of each network; 0 for what suits the machine
     */
    public record Networks(ChosenModels models, Optional<Device> device, int threads) {
        AnalysisModels open(Progress progress) throws IOException {
            return open(threads, progress);
        }

        /** The same with a number of threads that suits the run. */
        AnalysisModels open(int threadsOfEach, Progress progress) throws IOException {
            return models.open(device, threadsOfEach, progress);
        }

        /** Whether they cannot but run on the CPU. */
        boolean onCpu() {
            return device.equals(Optional.of(Device.CPU)) || device.isEmpty() && !Device.CUDA.isCompiledIn();
        }
    }

    /**
     * How the cases are done.
     *
     * @param limit how long the work on a case may take; what writing it takes is not stopped
     * @param overwrite whether older results are replaced
     * @param journal whether the run keeps journal, tables and report, and goes on where an earlier one ended; without them
     *     the cases are done one after the other, in their order
     * @param store whether DICOM results are sent to the servers that the images came from
     */
    public record Handling(Engine engine, Duration limit, boolean overwrite, boolean journal, boolean store) {
        /** For a run whose cases may take as long as they need. */
        public static final Duration NO_LIMIT = Duration.ofDays(365);

        /** Of results that stay here. */
        public Handling(Engine engine, Duration limit, boolean overwrite, boolean journal) {
            this(engine, limit, overwrite, journal, false);
        }
    }
}
