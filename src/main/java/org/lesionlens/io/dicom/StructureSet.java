package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lesionlens.io.dicom.codec.PixelFormat;
import org.lesionlens.io.file.MalformedFileException;
import org.lesionlens.volume.VolumeGeometry;

/**
 * What an RT structure set (RTSTRUCT, PS3.3 A.19) says.
 *
 * @param file where it is said
 * @param regions in the order of the file
 */
record StructureSet(DicomFile file, List<Region> regions) {
    static final String SOP_CLASS = "1.2.840.10008.5.1.4.1.1.481.3";
    private static final int MOST_POINTS = 1 << 22;

    /**
     * A region of interest (ROI).
     *
     * @param number ROINumber, any
     * @param name ROIName, in letters
     * @param type RTROIInterpretedType; empty if nobody says
     * @param anatomy whether it is said to be anatomy by a code
     * @param contours the closed ones
     */
    record Region(int number, String name, String type, boolean anatomy, List<RegionContour> contours) {
        Region {
            contours = List.copyOf(contours);
        }
    }

    StructureSet {
        regions = List.copyOf(regions);
    }

    static boolean is(DicomFile file) {
        return file.dataSet()
                .string(DicomAttribute.SOP_CLASS_UID)
                .filter(SOP_CLASS::equals)
                .isPresent();
    }

    /**
     * Reads it.
     *
     * @param warnings is told of contours that hold no voxel
     * @throws MalformedFileException if it has no region, or a contour is damaged or of no region
     */
    static StructureSet of(DicomFile file, Consumer<String> warnings) throws MalformedFileException {
        Map<Integer, DicomDataSet> listed = new LinkedHashMap<>();
        for (DicomDataSet item : file.dataSet().items(DicomAttribute.STRUCTURE_SET_ROI_SEQUENCE)) {
            if (listed.put(number(file, item, DicomAttribute.ROI_NUMBER), item) != null) {
                throw file.malformed("has two regions of one " + DicomAttribute.ROI_NUMBER);
            }
        }
        if (listed.isEmpty()) {
            throw file.malformed("has no region (" + DicomAttribute.STRUCTURE_SET_ROI_SEQUENCE + ")");
        }
        Map<Integer, List<RegionContour>> contours = contours(file, listed.keySet(), warnings);
        Map<Integer, DicomDataSet> observations = new HashMap<>();
        for (DicomDataSet item : file.dataSet().items(DicomAttribute.RT_ROI_OBSERVATIONS_SEQUENCE)) {
            observations.putIfAbsent(number(file, item, DicomAttribute.REFERENCED_ROI_NUMBER), item);
        }
        List<Region> regions = new ArrayList<>();
        listed.forEach((number, item) -> {
            DicomDataSet observed = observations.getOrDefault(number, DicomDataSet.of());
            regions.add(new Region(
                    number,
                    AnatomySegments.name(file, item, DicomAttribute.ROI_NAME),
                    observed.string(DicomAttribute.RT_ROI_INTERPRETED_TYPE).orElse(""),
                    AnatomySegments.isAnatomy(observed),
                    contours.getOrDefault(number, List.of())));
        });
        return new StructureSet(file, regions);
    }

    private static int number(DicomFile file, DicomDataSet item, DicomAttribute attribute)
            throws MalformedFileException {
        return file.with(item).requireWhole(attribute, Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    private static Map<Integer, List<RegionContour>> contours(
            DicomFile file, Set<Integer> listed, Consumer<String> warnings) throws MalformedFileException {
        Map<Integer, List<RegionContour>> contours = new HashMap<>();
        long points = 0;
        int leftOut = 0;
        for (DicomDataSet region : file.dataSet().items(DicomAttribute.ROI_CONTOUR_SEQUENCE)) {
            int number = number(file, region, DicomAttribute.REFERENCED_ROI_NUMBER);
            if (!listed.contains(number)) {
                throw file.malformed("has contours of the region " + number + ", which it does not list");
            }
            List<RegionContour> ofRegion = contours.computeIfAbsent(number, any -> new ArrayList<>());
            for (DicomDataSet item : region.items(DicomAttribute.CONTOUR_SEQUENCE)) {
                Optional<RegionContour> contour = RegionContour.of(file, item);
                contour.ifPresent(ofRegion::add);
                leftOut += contour.isPresent() ? 0 : 1;
                points += contour.map(closed -> closed.points().size()).orElse(0);
            }
            if (points > MOST_POINTS) {
                throw file.malformed("has more than " + MOST_POINTS + " points of contours");
            }
        }
        if (leftOut > 0) {
            warnings.accept(leftOut + " contours are points or open lines, which hold no voxel, and are left out");
        }
        return contours;
    }

    /**
     * The space that the contours lie in; empty if it does not say.
     *
     * @throws MalformedFileException if it says several
     */
    static Optional<String> frameOfReference(DicomFile file) throws MalformedFileException {
        Set<String> spaces = uids(
                file.dataSet().items(DicomAttribute.STRUCTURE_SET_ROI_SEQUENCE).stream(),
                DicomAttribute.REFERENCED_FRAME_OF_REFERENCE_UID);
        if (spaces.isEmpty()) {
            spaces = uids(
                    file.dataSet().items(DicomAttribute.REFERENCED_FRAME_OF_REFERENCE_SEQUENCE).stream(),
                    DicomAttribute.FRAME_OF_REFERENCE_UID);
        }
        if (spaces.size() > 1) {
            throw new MalformedFileException(
                    file.path(),
                    "has regions in " + spaces.size() + " frames of reference ("
                            + DicomAttribute.REFERENCED_FRAME_OF_REFERENCE_UID + ")",
                    "export those of one image as a structure set of their own");
        }
        return spaces.stream().findFirst();
    }

    private static Set<String> uids(Stream<DicomDataSet> items, DicomAttribute attribute) {
        return items.flatMap(item -> item.string(attribute).stream()).collect(Collectors.toSet());
    }

    /** The series of images that the contours were drawn on, as far as it says. */
    Set<String> series() {
        return uids(
                file.dataSet().items(DicomAttribute.REFERENCED_FRAME_OF_REFERENCE_SEQUENCE).stream()
                        .flatMap(space -> space.items(DicomAttribute.RT_REFERENCED_STUDY_SEQUENCE).stream())
                        .flatMap(study -> study.items(DicomAttribute.RT_REFERENCED_SERIES_SEQUENCE).stream()),
                DicomAttribute.SERIES_INSTANCE_UID);
    }

    /**
     * The grid of pixels that the contours were made of (PS3.3 C.8.8.6.4); empty if it does not say.
     *
     * @throws MalformedFileException if it is no grid
     */
    Optional<VolumeGeometry> pixelPlanes() throws MalformedFileException {
        Optional<DicomDataSet> said = file.dataSet().items(DicomAttribute.ROI_CONTOUR_SEQUENCE).stream()
                .flatMap(region -> region.items(DicomAttribute.SOURCE_PIXEL_PLANES_CHARACTERISTICS_SEQUENCE).stream())
                .findFirst();
        if (said.isEmpty()) {
            return Optional.empty();
        }
        DicomFile planes = file.with(said.get());
        ImagePlane first = ImagePlane.of(planes)
                .orElseThrow(() -> file.malformed(DicomAttribute.SOURCE_PIXEL_PLANES_CHARACTERISTICS_SEQUENCE
                        + " has no " + DicomAttribute.IMAGE_POSITION_PATIENT));
        double step = planes.require(DicomAttribute.SPACING_BETWEEN_SLICES, 1)[0];
        if (!(step > 0)) {
            throw file.malformed(DicomAttribute.SPACING_BETWEEN_SLICES + " is " + step + " but must be above 0 mm");
        }
        int count = planes.requireWhole(DicomAttribute.NUMBER_OF_FRAMES, 1, PixelFormat.MAX_SIZE);
        return Optional.of(SegmentationGrid.geometry(planes, first, step, count));
    }
}
