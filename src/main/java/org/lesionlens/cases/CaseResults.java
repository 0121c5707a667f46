package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.VolumeFiles;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.ImageTraits;

/** All files of a case's folder; they are compressed and written at the same time. */
public record CaseResults(String name, LoadedImage source, LesionAnalysis analysis, AnalysisModels models) {
    /**
     * Writes the results.
     *
     * @param seconds how long the steps before took
     * @return what a run keeps of them
     */
    CaseRecord write(Path folder, Map<String, Double> seconds) throws IOException {
        long start = System.nanoTime();
        String thumbnail = inParallel(
                () -> writeOverview(folder.resolve(OverviewPicture.FILE)),
                List.of(
                        () -> VolumeFiles.writeProbability(folder, analysis.probability(), source.format()),
                        () -> VolumeFiles.writeMask(folder, analysis.labels(), source.format()),
                        () -> VolumeFiles.writeLabels(folder, analysis.labels(), source.format())));
        CaseRecord found =
                new CaseRecord(LesionsCsv.TABLE.rows(CaseLesion.of(name, analysis.lesions())), warnings(), thumbnail);
        LesionsCsv.TABLE.writeRows(folder.resolve(LesionsCsv.FILE), found.lesions());
        Map<String, Double> all = new LinkedHashMap<>(seconds);
        all.put("write", (System.nanoTime() - start) / 1e9);
        JsonFiles.write(folder.resolve(CaseFolder.SIDECAR), AnalysisSidecar.of(this, all));
        return found;
    }

    /** Returns the small one. */
    private String writeOverview(Path target) throws IOException {
        OverviewPicture picture = new OverviewPicture(name, source.volume(), analysis);
        picture.write(target);
        return picture.thumbnail();
    }

    /** What is odd about the input, a sentence each. */
    public List<String> warnings() {
        return warnings(source, models);
    }

    /** What is odd about an input, also to its models, a sentence each. */
    static List<String> warnings(LoadedImage source, AnalysisModels models) {
        List<String> warnings = new ArrayList<>(source.warnings());
        List<ImageTraits> traits = source.channels().stream()
                .map(channel -> channel.loaded().traits())
                .toList();
        warnings.addAll(models.chosen().warnings(source.volume().geometry(), traits));
        return warnings;
    }

    /** Whether a folder holds the results of a case. */
    public static boolean areIn(Path folder) {
        return Stream.of(LesionsCsv.FILE, OverviewPicture.FILE, CaseFolder.SIDECAR)
                        .map(folder::resolve)
                        .allMatch(Files::isRegularFile)
                && Arrays.stream(VolumeFormat.values())
                        .anyMatch(format -> Stream.of(format.maskName(), format.labelsName(), format.probabilityName())
                                .map(folder::resolve)
                                .allMatch(Files::isRegularFile));
    }

    private static <T> T inParallel(Callable<T> picture, List<Callable<Path>> files) throws IOException {
        ExecutorService executor = Executors.newFixedThreadPool(
                Math.min(files.size() + 1, Runtime.getRuntime().availableProcessors()));
        try {
            List<Future<Path>> writing = files.stream().map(executor::submit).toList();
            Future<T> drawn = executor.submit(picture);
            for (Future<Path> written : writing) {
                written.get();
            }
            return drawn.get();
        } catch (ExecutionException e) {
            throw rethrown(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("writing was interrupted", e);
        } finally {
            executor.shutdownNow();
        }
    }

    /** An error keeps its kind, which decides what the user is told. */
    private static IOException rethrown(Throwable cause) {
        if (cause instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return (IOException) cause;
    }
}
