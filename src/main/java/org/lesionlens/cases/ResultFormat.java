package org.lesionlens.cases;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.lesionlens.draw.OverviewPicture;
import org.lesionlens.io.LabelTables;
import org.lesionlens.io.LoadedVolume;
import org.lesionlens.io.dicom.CaptureWriter;
import org.lesionlens.io.dicom.SegmentationWriter;
import org.lesionlens.io.dicom.SourceSeries;
import org.lesionlens.io.dicom.StructureSetWriter;
import org.lesionlens.io.file.VolumeFormat;
import org.lesionlens.io.nifti.NiftiWriter;
import org.lesionlens.io.nrrd.NrrdWriter;
import org.lesionlens.io.tiff.PlanarImages;
import org.lesionlens.io.tiff.TiffWriter;
import org.lesionlens.model.AnalysisSettings;
import org.lesionlens.pipeline.DetectionAnalysis;
import org.lesionlens.pipeline.Finding;
import org.lesionlens.pipeline.LesionAnalysis;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.UnsuitableImageException;
import org.lesionlens.volume.UsageException;
import org.lesionlens.volume.UserMessageException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * A format of masks, labels and maps, which a user may choose whatever the format of the input is. Each writes files of its
 * own names; a case whose kind of input says nothing else has the {@linkplain #of one for that kind}.
 */
public enum ResultFormat {
    /** NIfTI, on the source's grid with its forms and codes. */
    NIFTI(
            new Writing(NiftiWriter.FAST::writeMask, NiftiWriter.FAST::writeLabels, NiftiWriter.FAST::writeProbability),
            name -> name + ".nii.gz"),
    /** NRRD, on the source's grid. */
    NRRD(
            new Writing(
                    NrrdWriter::writeMask,
                    (file, labels) -> NrrdWriter.writeLabels(file, labels, Map.of()),
                    NrrdWriter::writeProbability),
            name -> name + ".nrrd"),
    /** TIFF, a page a slice; the place in the patient is lost. */
    TIFF(
            new Writing(TiffWriter::writeMask, TiffWriter::writeLabels, TiffWriter::writeProbability),
            name -> name + ".tif"),
    /** PNG, of images of one slice only; the probability, which PNG cannot hold, as TIFF. */
    PNG(
            new Writing(PlanarImages::writeMask, PlanarImages::writeLabels, PlanarImages::writeProbability),
            name -> name + (name.equals(ResultFormat.PROBABILITY) ? ".tif" : ".png")),
    /** For 3D Slicer: lesions and context as the segments of one segmentation, and a colour table of the lesions' numbers. */
    SLICER {
        @Override
        List<ResultFile> files(ResultMaps maps) {
            return List.of(
                    new ResultFile(
                            SEGMENTATION,
                            file -> LabelTables.writeSegmentation(file, maps.together(), maps.segments())),
                    new ResultFile(COLOR_TABLE, file -> LabelTables.writeSlicer(file, maps.lesionLabels())));
        }

        @Override
        public List<String> names() {
            return List.of(SEGMENTATION, COLOR_TABLE);
        }
    },
    /** For ITK-SNAP: labels as NIfTI, with a description of the labels; of the context likewise. */
    ITK_SNAP {
        @Override
        List<ResultFile> files(ResultMaps maps) {
            List<ResultFile> files = new ArrayList<>();
            files.add(new ResultFile(LABELS + ".nii.gz", file -> NiftiWriter.FAST.writeLabels(file, maps.lesions())));
            files.add(new ResultFile(LABELS + ".txt", file -> LabelTables.writeItkSnap(file, maps.lesionLabels())));
            maps.context().ifPresent(context -> {
                files.add(new ResultFile(CONTEXT + ".nii.gz", file -> NiftiWriter.FAST.writeLabels(file, context)));
                files.add(
                        new ResultFile(CONTEXT + ".txt", file -> LabelTables.writeItkSnap(file, maps.contextLabels())));
            });
            return files;
        }

        @Override
        public List<String> names() {
            return List.of(LABELS + ".nii.gz", LABELS + ".txt");
        }
    },
    /** DICOM: lesions and context as the segments of one segmentation that refers to the images it was made of. */
    DICOM_SEG {
        @Override
        List<ResultFile> files(ResultMaps maps) {
            DicomOrigin origin = maps.dicom().orElseThrow();
            return List.of(new ResultFile(
                    DICOM_SEGMENTATION,
                    file -> SegmentationWriter.write(file, origin.segmentation(maps), origin.derivation())));
        }

        @Override
        public List<String> names() {
            return List.of(DICOM_SEGMENTATION);
        }
    },
    /** DICOM: the measurements as a structured report, with the segmentation that it refers to; boxes as rectangles alone. */
    DICOM_SR {
        @Override
        List<ResultFile> files(ResultMaps maps) {
            List<ResultFile> files = new ArrayList<>(DICOM_SEG.files(maps));
            files.add(new ResultFile(
                    DICOM_REPORT, file -> maps.dicom().orElseThrow().writeReport(file, maps)));
            return files;
        }

        @Override
        List<ResultFile> files(DetectionAnalysis boxes, DicomOrigin origin, OverviewPicture picture) {
            return List.of(new ResultFile(DICOM_REPORT, file -> origin.writeReport(file, boxes)));
        }

        @Override
        public List<String> names() {
            return List.of(DICOM_SEGMENTATION, DICOM_REPORT);
        }
    },
    /** DICOM for radiotherapy: lesions and context as the regions of a structure set, their contours on the images. */
    RTSTRUCT {
        @Override
        List<ResultFile> files(ResultMaps maps) {
            DicomOrigin origin = maps.dicom().orElseThrow();
            return List.of(new ResultFile(
                    STRUCTURES, file -> StructureSetWriter.write(file, origin.ofLesions(maps), origin.derivation())));
        }

        @Override
        public List<String> names() {
            return List.of(STRUCTURES);
        }
    },
    /** DICOM: the overview picture, as an image that refers to those it was made of. */
    SECONDARY_CAPTURE {
        @Override
        List<ResultFile> files(ResultMaps maps) {
            return capture(maps.dicom().orElseThrow(), maps.picture().orElseThrow());
        }

        @Override
        List<ResultFile> files(DetectionAnalysis boxes, DicomOrigin origin, OverviewPicture picture) {
            return capture(origin, picture);
        }

        private List<ResultFile> capture(DicomOrigin origin, OverviewPicture picture) {
            return List.of(new ResultFile(
                    DICOM_CAPTURE, file -> CaptureWriter.write(file, picture.rgb(), origin.derivation())));
        }

        @Override
        public List<String> names() {
            return List.of(DICOM_CAPTURE);
        }
    };

    private static final AnalysisSettings ANY = new AnalysisSettings(0, 0, 0, 0, false);
    private static final String MASK = "mask";
    private static final String LABELS = "labels";
    private static final String PROBABILITY = "probability";
    private static final String CLASSES = "classes";
    private static final String CONTEXT = "context";
    private static final String SEGMENTATION = "segmentation.seg.nrrd";
    private static final String DICOM_SEGMENTATION = "segmentation.dcm";
    private static final String DICOM_REPORT = "report.dcm";
    private static final String DICOM_CAPTURE = "capture.dcm";
    private static final String STRUCTURES = "structures.dcm";
    private static final String COLOR_TABLE = "labels.ctbl";

    private final Writing writing;
    private final UnaryOperator<String> naming;

    /** How a format writes what. */
    private record Writing(OfLabels mask, OfLabels labels, OfProbability probability) {
        /** Of a format that writes in a way of its own. */
        static final Writing OTHERWISE = new Writing((file, labels) -> {}, (file, labels) -> {}, (file, map) -> {});
    }

    private interface OfLabels {
        void write(Path file, LabelMap labels) throws IOException;
    }

    private interface OfProbability {
        void write(Path file, ProbabilityMap map) throws IOException;
    }

    ResultFormat() {
        this(Writing.OTHERWISE, name -> name);
    }

    ResultFormat(Writing writing, UnaryOperator<String> naming) {
        this.writing = writing;
        this.naming = naming;
    }

    /** What it writes of boxes, if it {@linkplain #holdsBoxes can}. */
    List<ResultFile> files(DetectionAnalysis boxes, DicomOrigin origin, OverviewPicture picture) {
        throw new IllegalArgumentException(this + " holds no boxes: it must have been refused");
    }

    /** Whether boxes can be written, too. */
    public boolean holdsBoxes() {
        return this == DICOM_SR || this == SECONDARY_CAPTURE;
    }

    /** What it writes of a case. */
    List<ResultFile> files(ResultMaps maps) {
        List<ResultFile> files = new ArrayList<>();
        maps.probability()
                .ifPresent(map -> files.add(
                        new ResultFile(naming.apply(PROBABILITY), file -> writing.probability.write(file, map))));
        files.add(new ResultFile(naming.apply(MASK), file -> writing.mask.write(file, maps.lesions())));
        files.add(new ResultFile(naming.apply(LABELS), file -> writing.labels.write(file, maps.lesions())));
        maps.classes()
                .ifPresent(classes ->
                        files.add(new ResultFile(naming.apply(CLASSES), file -> writing.labels.write(file, classes))));
        maps.context()
                .ifPresent(context ->
                        files.add(new ResultFile(naming.apply(CONTEXT), file -> writing.labels.write(file, context))));
        return files;
    }

    /**
     * What it writes of lesions alone, without probabilities and context.
     *
     * @param lesions by their numbers
     * @param findings what is known of each; of formats that name no lesions there may be none
     */
    public List<ResultFile> files(LabelMap lesions, List<Finding> findings) {
        return files(lesions, findings, Optional.empty());
    }

    /** The same, with what DICOM is made with, which has to be there for it. */
    public List<ResultFile> files(LabelMap lesions, List<Finding> findings, Optional<DicomOrigin> dicom) {
        return files(new ResultMaps(
                new LesionAnalysis(Optional.empty(), lesions, findings, Optional.empty(), List.of(), ANY, Map.of()),
                List.of(),
                dicom));
    }

    /** Whether it says what each lesion is called. */
    public boolean namesLesions() {
        return this == SLICER || this == ITK_SNAP || isDicom();
    }

    /** Whether it refers to the DICOM images that were segmented. */
    public boolean isDicom() {
        return this == DICOM_SEG || this == DICOM_SR || this == RTSTRUCT || this == SECONDARY_CAPTURE;
    }

    /** @throws UserMessageException if it is made of the picture that the analysis of an image draws */
    public void requireNoPicture() {
        if (this == SECONDARY_CAPTURE) {
            throw new UserMessageException(
                    "the format " + this + " holds the picture that an analysis draws, and labels"
                            + " alone have none: take it from analyze or batch, or choose dicom-seg here");
        }
    }

    /** Whether it leaves a DICOM segmentation. */
    boolean segmentsDicom() {
        return names().contains(DICOM_SEGMENTATION);
    }

    /** The files that it leaves of every case. */
    public List<String> names() {
        return List.of(naming.apply(MASK), naming.apply(LABELS));
    }

    /** The same of what is looked for: boxes have no segmentation. */
    public List<String> names(FindingKind kind) {
        return names().stream()
                .filter(name -> kind == FindingKind.REGIONS || !name.equals(DICOM_SEGMENTATION))
                .toList();
    }

    /** @throws UnsuitableImageException if it cannot hold an image */
    public void requireFit(VolumeGeometry grid) {
        if (this == PNG && grid.size(2) > 1) {
            throw new UnsuitableImageException("the format png holds one slice but the image has " + grid.size(2)
                    + ": choose nifti, nrrd or tiff for it");
        }
    }

    /** @throws UserMessageException if it refers to DICOM images but there are none, they lack identifiers, or do not fit */
    public void requireSource(LoadedVolume image) {
        if (!isDicom()) {
            return;
        }
        SourceSeries series = image.series()
                .orElseThrow(
                        () -> new UnsuitableImageException("the format " + this + " refers to the DICOM images that"
                                + " were segmented but the image does not come from DICOM: name the DICOM series, or choose"
                                + " nifti, nrrd or slicer for it"));
        series.requireIdentifiers(toString());
        if (this == RTSTRUCT) {
            StructureSetWriter.requireFit(series);
        }
    }

    /** The one for an input where the user chooses none. */
    static ResultFormat of(VolumeFormat source) {
        return source == VolumeFormat.IMAGE ? PNG : NIFTI;
    }

    /** As a user writes it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Those that a user names, as {@code nifti,slicer}, each once.
     *
     * @param text may be empty, for those of the inputs' kinds
     * @throws UsageException if there is no such format
     */
    public static List<ResultFormat> parse(String text) {
        Set<ResultFormat> formats = new LinkedHashSet<>();
        for (String name : text.isBlank() ? new String[0] : text.strip().split("\\s*,\\s*", -1)) {
            formats.add(Arrays.stream(values())
                    .filter(format -> format.toString().equals(name.toLowerCase(Locale.ROOT)))
                    .findFirst()
                    .orElseThrow(() -> new UsageException("the format is \""
                            + name.substring(0, Math.min(100, name.length())) + "\" but must be of "
                            + Arrays.toString(values()) + ": choose one, or several with commas between them")));
        }
        return List.copyOf(formats);
    }
}
