package org.lesionlens.lesion;

import java.util.List;

/** A hull seen along a line through two of its corners: how far along and how far across each corner lies. */
final class HullOutline {
    private final Corner from;
    private final Corner to;
    private final double columnSpacing;
    private final double rowSpacing;
    /** Unit vector along the line, in the unit of the spacing. */
    private final double columnUnit;

    private final double rowUnit;
    private final double[] along;
    private final double[] across;

    HullOutline(List<Corner> hull, int from, int to, double columnSpacing, double rowSpacing) {
        this.from = hull.get(from);
        this.to = hull.get(to);
        this.columnSpacing = columnSpacing;
        this.rowSpacing = rowSpacing;
        double columns = (this.to.column() - this.from.column()) * columnSpacing;
        double rows = (this.to.row() - this.from.row()) * rowSpacing;
        double length = Math.sqrt(columns * columns + rows * rows);
        columnUnit = columns / length;
        rowUnit = rows / length;
        along = new double[hull.size()];
        across = new double[hull.size()];
        for (int i = 0; i < along.length; i++) {
            double x = (hull.get(i).column() - this.from.column()) * columnSpacing;
            double y = (hull.get(i).row() - this.from.row()) * rowSpacing;
            along[i] = x * columnUnit + y * rowUnit;
            across[i] = y * columnUnit - x * rowUnit;
        }
    }

    /** The line itself, of a given length, with the longest chord across it. */
    HullDiameters diameters(double length) {
        Chord longest = new Chord(from.column(), from.row(), to.column(), to.row(), length);
        return new HullDiameters(longest, longestChordAcross());
    }

    private Chord longestChordAcross() {
        Chord best = chordAcross(0);
        for (int corner = 1; corner < along.length; corner++) {
            Chord chord = chordAcross(corner);
            best = chord.length() > best.length() ? chord : best;
        }
        return best;
    }

    /** The chord through a corner: from its lowest to its highest crossing with the hull's edges. */
    private Chord chordAcross(int corner) {
        double position = along[corner];
        double lowest = across[corner];
        double highest = across[corner];
        for (int start = 0; start < along.length; start++) {
            int end = (start + 1) % along.length;
            if (along[start] != along[end] && (along[start] - position) * (along[end] - position) <= 0) {
                double fraction = (position - along[start]) / (along[end] - along[start]);
                double crossing = across[start] + fraction * (across[end] - across[start]);
                lowest = Math.min(lowest, crossing);
                highest = Math.max(highest, crossing);
            }
        }
        return new Chord(
                column(position, lowest),
                row(position, lowest),
                column(position, highest),
                row(position, highest),
                highest - lowest);
    }

    private double column(double position, double side) {
        return from.column() + (position * columnUnit - side * rowUnit) / columnSpacing;
    }

    private double row(double position, double side) {
        return from.row() + (position * rowUnit + side * columnUnit) / rowSpacing;
    }
}
