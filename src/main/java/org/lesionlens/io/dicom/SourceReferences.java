package org.lesionlens.io.dicom;

import java.util.ArrayList;
import java.util.List;
import org.lesionlens.volume.VolumeGeometry;

/** How derived objects refer to the images that they are about. */
final class SourceReferences {
    private SourceReferences() {}

    /** ReferencedSeriesSequence, with every image once. */
    static DicomElement series(SourceSeries source) {
        return DicomElement.item(
                DicomAttribute.REFERENCED_SERIES_SEQUENCE,
                DicomElement.text(DicomAttribute.SERIES_INSTANCE_UID, source.series()),
                DicomElement.items(DicomAttribute.REFERENCED_INSTANCE_SEQUENCE, images(source)));
    }

    /** Every image once, whatever its frames. */
    static List<DicomDataSet> images(SourceSeries source) {
        return source.slices().stream()
                .map(slice -> new SourceSeries.Slice(slice.sopClass(), slice.instance(), 1))
                .distinct()
                .map(slice -> DicomDataSet.of(instance(slice)))
                .toList();
    }

    /** The image of a slice, and which frame of it. */
    static DicomDataSet image(SourceSeries source, int slice) {
        List<DicomElement> image = new ArrayList<>(instance(source.slices().get(slice)));
        if (source.heading().multiFrame()) {
            image.add(DicomElement.numbers(
                    DicomAttribute.REFERENCED_FRAME_NUMBER,
                    source.slices().get(slice).frame()));
        }
        return DicomDataSet.of(image);
    }

    /** SourceImageSequence of what is made of the whole series, with every image once. */
    static DicomElement sourceImages(SourceSeries source) {
        DicomElement purpose =
                CodedConcept.in(DicomAttribute.PURPOSE_OF_REFERENCE_CODE_SEQUENCE, CodedConcept.SOURCE_IMAGE, "");
        return DicomElement.items(
                DicomAttribute.SOURCE_IMAGE_SEQUENCE,
                images(source).stream()
                        .map(image -> image.with(List.of(DicomDataSet.of(purpose))))
                        .toList());
    }

    private static List<DicomElement> instance(SourceSeries.Slice slice) {
        return List.of(
                DicomElement.text(DicomAttribute.REFERENCED_SOP_CLASS_UID, slice.sopClass()),
                DicomElement.text(DicomAttribute.REFERENCED_SOP_INSTANCE_UID, slice.instance()));
    }

    /** DerivationImageSequence of a plane of the volume: the slice that it is, or the one nearest to it. */
    static DicomElement derivation(SourceSeries source, VolumeGeometry grid, int plane) {
        List<DicomElement> image =
                new ArrayList<>(image(source, slice(source, grid, plane)).elements());
        image.add(CodedConcept.in(DicomAttribute.PURPOSE_OF_REFERENCE_CODE_SEQUENCE, CodedConcept.SOURCE_IMAGE, ""));
        if (!source.heading().interpolated() && !source.heading().mosaic()) {
            image.add(DicomElement.text(DicomAttribute.SPATIAL_LOCATIONS_PRESERVED, "YES"));
        }
        return DicomElement.item(
                DicomAttribute.DERIVATION_IMAGE_SEQUENCE,
                CodedConcept.in(DicomAttribute.DERIVATION_CODE_SEQUENCE, CodedConcept.SEGMENTATION, ""),
                DicomElement.items(DicomAttribute.SOURCE_IMAGE_SEQUENCE, List.of(DicomDataSet.of(image))));
    }

    private static int slice(SourceSeries source, VolumeGeometry grid, int plane) {
        if (!source.heading().interpolated()) {
            return plane;
        }
        Vector normal = new Vector(grid.direction(0, 2), grid.direction(1, 2), grid.direction(2, 2));
        double height = Vector.of(grid.toWorld(0, 0, plane), 0).dot(normal);
        List<Vector> positions = source.heading().positions();
        int nearest = 0;
        for (int i = 1; i < positions.size(); i++) {
            if (Math.abs(positions.get(i).dot(normal) - height)
                    < Math.abs(positions.get(nearest).dot(normal) - height)) {
                nearest = i;
            }
        }
        return nearest;
    }
}
