package org.lesionlens.inference;

import java.util.Optional;
import java.util.OptionalDouble;
import org.lesionlens.volume.LabelMap;
import org.lesionlens.volume.PlaneWriter;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/** Makes what a segmenting network says, plane by plane on an image's own grid, its maps. For any number of threads. */
final class SegmentedPlanes implements AnswerGrid.Planes {
    private final PreparedImage image;
    private final Answers answers;
    private final boolean rounded;
    private final ProbabilityMap lesion;
    private final Optional<LabelMap> labels;
    private final Optional<ProbabilityMap> ofLabel;
    private final PlaneWriter lesionWriter;
    private final Optional<PlaneWriter> ofLabelWriter;
    private final Spare<Room> rooms;

    /** @param stored the image's grid */
    SegmentedPlanes(PreparedImage image, Answers answers, VolumeGeometry stored) {
        this.image = image;
        this.answers = answers;
        this.rounded = Answers.areProbabilities(image.model().output().orElseThrow());
        this.lesion = ProbabilityMap.allocate(stored);
        this.labels = answers.areLabelled() ? Optional.of(LabelMap.allocate(stored)) : Optional.empty();
        this.ofLabel = answers.tellLabels() ? Optional.of(ProbabilityMap.allocate(stored)) : Optional.empty();
        this.lesionWriter = image.writer(lesion);
        this.ofLabelWriter = ofLabel.map(image::writer);
        int pixels = image.turn().size(0) * image.turn().size(1);
        this.rooms = new Spare<>(() -> new Room(pixels));
    }

    /** What a plane becomes. */
    private final class Room {
        private final float[] probability;
        private final int[] held;
        private final float[] ofHeld;

        Room(int pixels) {
            probability = new float[pixels];
            held = new int[labels.isPresent() ? pixels : 0];
            ofHeld = new float[ofLabel.isPresent() ? pixels : 0];
        }
    }

    @Override
    public void take(int z, float[] plane) {
        Room room = rooms.take();
        answers.complete(plane);
        answers.probability(plane, room.probability);
        if (!rounded) {
            Answers.round(room.probability);
        }
        if (labels.isPresent()) {
            answers.labels(plane, room.probability, room.held);
        }
        if (ofLabelWriter.isPresent()) {
            answers.ofLabels(plane, room.held, room.ofHeld);
            image.write(ofLabelWriter.get(), z, room.ofHeld);
        }
        labels.ifPresent(map -> image.write(map, z, room.held));
        image.write(lesionWriter, z, room.probability);
        rooms.give(room);
    }

    /** After the last plane. */
    Segmentation finished(OptionalDouble distance, Optional<String> note) {
        lesionWriter.finish();
        ofLabelWriter.ifPresent(PlaneWriter::finish);
        return new Segmentation(lesion, labels, ofLabel, distance, note);
    }
}
