package org.lesionlens.inference;

import org.lesionlens.volume.AxisTurn;
import org.lesionlens.volume.Block;
import org.lesionlens.volume.Box;
import org.lesionlens.volume.PlaneWriter;
import org.lesionlens.volume.ProbabilityMap;
import org.lesionlens.volume.VolumeGeometry;

/** Takes planes of an image's own grid and keeps a part of them, on a grid of its own. For any number of threads. */
final class PartPlanes implements AnswerGrid.Planes {
    private final int width;
    private final Block part;
    private final Box stored;
    private final ProbabilityMap map;
    private final PlaneWriter writer;

    /** @param part of the image as it is turned for the network */
    PartPlanes(PreparedImage image, Block part) {
        AxisTurn turn = image.turn();
        this.width = turn.size(0);
        this.part = part;
        this.stored = turn.stored(part);
        long[] first = {stored.xMin(), stored.yMin(), stored.zMin()};
        long[] counts = {stored.xMax() - first[0], stored.yMax() - first[1], stored.zMax() - first[2]};
        VolumeGeometry grid = image.geometry().part(first, counts, new long[] {1, 1, 1});
        this.map = ProbabilityMap.allocate(grid);
        this.writer = new PlaneWriter(map, turn.on(grid));
    }

    @Override
    public void take(int z, float[] values) {
        float[] plane = new float[part.width() * part.height()];
        for (int y = 0; y < part.height(); y++) {
            System.arraycopy(values, (part.y() + y) * width + part.x(), plane, y * part.width(), part.width());
        }
        Answers.round(plane);
        writer.write(z - part.z(), plane);
    }

    /** After the last plane. */
    BoxAnswer answer(Box box) {
        writer.finish();
        return new BoxAnswer(box, stored, map);
    }
}
