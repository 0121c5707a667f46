package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.io.ChannelInput;
import org.lesionlens.io.LoadedImage;
import org.lesionlens.io.dicomweb.RemoteSeries;
import org.lesionlens.io.table.JsonFiles;
import org.lesionlens.pipeline.Analysis;
import org.lesionlens.pipeline.AnalysisModels;
import org.lesionlens.pipeline.LesionAnalysis;

/**
 * All files of a case's folder; they are compressed and written at the same time.
 *
 * @param item that was analysed; empty of an image that is in no run
 */
public record CaseResults(
        String name, LoadedImage source, Analysis analysis, AnalysisModels models, Optional<Case> item) {
    private static final String FORMATS = "formats";
    private static final String DICOM = "dicom";
    private static final String DEIDENTIFIED = "deidentified";

    /** Those of an image that is in no run. */
    public CaseResults(String name, LoadedImage source, Analysis analysis, AnalysisModels models) {
        this(name, source, analysis, models, Optional.empty());
    }

    /** What was found, in a run that segments. */
    public LesionAnalysis lesions() {
        return (LesionAnalysis) analysis;
    }

    /** The server that the image came from; empty of files. */
    Optional<String> server() {
        return item.stream().flatMap(each -> each.remote().stream()).findFirst().map(RemoteSeries::host);
    }

    /** What the image was read from. */
    List<ChannelInput> inputs() {
        return item.map(Case::inputs).orElse(List.of());
    }

    /** What DICOM is made with; empty if none is written. */
    private Optional<DicomOrigin> dicom(CaseSettings settings, CaseDeidentification deidentification) {
        return formats(settings).stream().anyMatch(ResultFormat::isDicom)
                ? source.first()
                        .series()
                        .map(deidentification::shown)
                        .map(series -> DicomOrigin.of(series, models, analysis, settings.dicom()))
                        .map(deidentification::dated)
                : Optional.empty();
    }

    /**
     * Writes the results.
     *
     * @param settings of the run; its formats are written
     * @param seconds how long the steps before took
     * @return what a run keeps of them
     */
    CaseRecord write(Path folder, CaseSettings settings, Map<String, Double> seconds) throws IOException {
        long start = System.nanoTime();
        CaseDeidentification deidentification = CaseDeidentification.of(source, settings.deidentifying());
        List<String> warnings = warnings(settings);
        OverviewPicture picture = new OverviewPicture(name, source.image(), analysis);
        CaseFinding finding = CaseFinding.of(this);
        Optional<DicomOrigin> dicom = dicom(settings, deidentification);
        Stream<ResultFile> ofFormats =
                formats(settings).stream().flatMap(format -> finding.files(format, dicom, picture).stream());
        String thumbnail = inParallel(
                () -> writeOverview(picture, folder.resolve(OverviewPicture.FILE)),
                ResultFile.writing(folder, Stream.concat(deidentification.files().stream(), ofFormats)));
        deidentification.writeTable(folder);
        CaseRecord found = new CaseRecord(finding.kind(), finding.rows(), warnings, thumbnail);
        finding.kind().write(folder, found.rows());
        finding.writeTables(folder);
        Map<String, Double> all = new LinkedHashMap<>(seconds);
        all.put("write", (System.nanoTime() - start) / 1e9);
        Map<String, Object> sidecar = AnalysisSidecar.of(shownIn(settings), warnings, all);
        sidecar.put(
                FORMATS, formats(settings).stream().map(ResultFormat::toString).toList());
        if (!settings.dicom().toString().isEmpty()) {
            sidecar.put(DICOM, settings.dicom().toString());
        }
        if (!settings.deidentifying().toString().isEmpty()) {
            sidecar.put(DEIDENTIFIED, settings.deidentifying().toString());
        }
        JsonFiles.write(folder.resolve(CaseFolder.SIDECAR), sidecar);
        return found;
    }

    /** What a sidecar may say: words of people that tell volumes of a series apart, and which series, are none of what is de-identified. */
    private CaseResults shownIn(CaseSettings settings) {
        return settings.deidentifying().isWanted()
                ? new CaseResults(name, source.withoutMarks(), analysis, models, item.map(CaseResults::withoutSeries))
                : this;
    }

    private static Case withoutSeries(Case item) {
        List<ChannelInput> inputs = item.inputs().stream()
                .map(input -> new ChannelInput(
                        input.channel(), input.path(), input.options().ofAnySeries()))
                .toList();
        return new Case(item.name(), inputs, item.boxes(), item.about());
    }

    private List<ResultFormat> formats(CaseSettings settings) {
        return settings.formats(source.format());
    }

    /** Returns the small one. */
    private static String writeOverview(OverviewPicture picture, Path target) throws IOException {
        picture.write(target);
        return picture.thumbnail();
    }

    /** What is odd about the input, also to its models and their networks, a sentence each. */
    public List<String> warnings() {
        return warnings(CaseSettings.of(analysis.settings()));
    }

    private List<String> warnings(CaseSettings settings) {
        List<String> warnings = warnings(name, source, models, settings);
        warnings.addAll(analysis.warnings());
        return warnings;
    }

    /** What is odd about an input, also to its models, a sentence each. */
    static List<String> warnings(String name, LoadedImage source, AnalysisModels models, CaseSettings settings) {
        List<String> warnings = new ArrayList<>(source.warnings());
        warnings.addAll(models.warnings());
        warnings.addAll(models.chosen().warnings(source.volume().geometry(), source.traits()));
        warnings.addAll(CaseDeidentification.of(source, settings.deidentifying())
                .warnings(name, models.segmenter().description()));
        return warnings;
    }

    /** Whether a folder holds the results of a case, in the formats of a run. */
    public static boolean areIn(Path folder, CaseSettings settings) {
        boolean complete = holds(folder, List.of(settings.kind().file(), OverviewPicture.FILE, CaseFolder.SIDECAR));
        Deidentifying deidentifying = settings.deidentifying();
        boolean safe = !deidentifying.isWanted() || holds(folder, List.of(CaseDeidentification.TABLE_FILE));
        boolean images = !deidentifying.withImages() || Files.isDirectory(folder.resolve(CaseDeidentification.IMAGES));
        return complete
                && safe
                && images
                && (settings.formats().isEmpty()
                        ? settings.kind() == FindingKind.BOXES
                                || holds(folder, ResultFormat.NIFTI.names())
                                || holds(folder, ResultFormat.PNG.names())
                        : settings.formats().stream().allMatch(format -> holds(folder, format.names(settings.kind()))));
    }

    private static boolean holds(Path folder, List<String> files) {
        return files.stream().map(folder::resolve).allMatch(Files::isRegularFile);
    }

    /** When it returns or throws, nothing is written any more. */
    static <T> T inParallel(Callable<T> picture, List<Callable<Path>> files) throws IOException {
        ExecutorService executor = Executors.newFixedThreadPool(
                Math.min(files.size() + 1, Runtime.getRuntime().availableProcessors()));
        try {
            Future<T> drawn = executor.submit(picture); // takes longest
            List<Future<Path>> writing = files.stream().map(executor::submit).toList();
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
            awaitEnd(executor);
        }
    }

    /** What is still written would be left in a folder that is taken away. */
    private static void awaitEnd(ExecutorService executor) {
        try {
            while (!executor.awaitTermination(1, TimeUnit.MINUTES)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
