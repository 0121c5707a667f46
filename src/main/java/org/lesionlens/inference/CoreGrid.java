package org.lesionlens.inference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.lesionlens.inference.graph.Core;
import org.lesionlens.inference.graph.Pass;
import org.lesionlens.volume.UserMessageException;

/**
 * Tiles whose cores cover an image without overlap; each tile reaches a network's margins beyond its core, or ends with
 * the image. All begin at multiples of the stride and have the window's size, or the image's where that is smaller.
 */
final class CoreGrid {
    private final List<Tile> tiles;

    /** A window of an image, first pixels and those after the last, and the part that it speaks for. */
    record Tile(List<Long> from, List<Long> to, Core core) {}

    /** The same along one axis. */
    private record Piece(long from, long to, long coreFrom, long coreTo) {}

    /**
     * Lays tiles.
     *
     * @param image its sides, multiples of the stride
     * @param window sides of a tile in pixels; rounded down to multiples of the stride
     * @throws UserMessageException if the window does not hold the margins and one stride
     */
    CoreGrid(List<Long> image, List<Long> window, List<Long> stride, Pass.Margins margins) {
        List<List<Piece>> axes = new ArrayList<>();
        for (int axis = 0; axis < image.size(); axis++) {
            long step = stride.get(axis);
            long side = Math.floorDiv(window.get(axis), step) * step;
            axes.add(pieces(image.get(axis), side, step, margins, axis));
        }
        List<List<Piece>> combined = List.of(List.of());
        for (List<Piece> axis : axes) {
            List<List<Piece>> longer = new ArrayList<>();
            combined.forEach(begun -> axis.forEach(piece -> longer.add(with(begun, piece))));
            combined = longer;
        }
        tiles = combined.stream().map(pieces -> tile(pieces, image)).toList();
    }

    private static List<Piece> with(List<Piece> begun, Piece piece) {
        List<Piece> longer = new ArrayList<>(begun);
        longer.add(piece);
        return longer;
    }

    private static List<Piece> pieces(long image, long window, long stride, Pass.Margins margins, int axis) {
        if (image <= window) {
            return List.of(new Piece(0, image, 0, image));
        }
        long before = margins.before().get(axis);
        long after = margins.after().get(axis);
        if (window < before + after + stride) {
            throw new UserMessageException("the network looks " + before + " and " + after
                    + " pixels beyond the part that a tile of " + window + " speaks for along axis " + axis
                    + ", so tiles must be at least " + (before + after + stride) + ": choose larger ones");
        }
        List<Piece> pieces = new ArrayList<>();
        long core = 0;
        while (core < image) {
            long from = Math.min(Math.max(0, core - before), image - window);
            long end = from + window == image ? image : from + window - after;
            pieces.add(new Piece(from, from + window, core, end));
            core = end;
        }
        return Collections.unmodifiableList(pieces);
    }

    private static Tile tile(List<Piece> pieces, List<Long> image) {
        return new Tile(
                pieces.stream().map(Piece::from).toList(),
                pieces.stream().map(Piece::to).toList(),
                new Core(
                        pieces.stream().map(Piece::coreFrom).toList(),
                        pieces.stream().map(Piece::coreTo).toList(),
                        image));
    }

    /** In row-major order of their places. */
    List<Tile> tiles() {
        return tiles;
    }
}
