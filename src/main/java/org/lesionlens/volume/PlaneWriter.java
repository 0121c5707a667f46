package org.lesionlens.volume;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Takes planes of a map as an {@link AxisTurn} turns it and writes them to where they are stored: each at once, but those that
 * lie across the pages of a map that does not fit the memory several together. For any number of threads; at the end
 * {@link #finish()}.
 */
public final class PlaneWriter {
    private final ProbabilityMap map;
    private final AxisTurn turn;
    private final int together;
    private final TreeMap<Integer, float[]> waiting = new TreeMap<>();

    /** @param turn of the map's grid */
    public PlaneWriter(ProbabilityMap map, AxisTurn turn) {
        this.map = map;
        this.turn = turn;
        this.together =
                turn.isAcross(map.voxels()) ? VoxelMemory.planesTogether(turn.size(0) * turn.size(1), turn.size(2)) : 1;
    }

    /**
     * Takes a plane.
     *
     * @param values in row-major order y, x; not kept
     */
    public void write(int z, float[] values) {
        if (together == 1) {
            turn.write(map, z, values);
            return;
        }
        synchronized (this) {
            waiting.put(z, values.clone());
            if (waiting.size() >= together) {
                finish();
            }
        }
    }

    /** Writes what was taken. */
    public synchronized void finish() {
        while (!waiting.isEmpty()) {
            int first = waiting.firstKey();
            List<float[]> planes = new ArrayList<>();
            while (waiting.containsKey(first + planes.size())) {
                planes.add(waiting.remove(first + planes.size()));
            }
            turn.writeRows(map, first, planes);
        }
    }
}
